from odoo import api, fields, models


class ResPartnerBank(models.Model):
    """Who entered the number of an account: this person does not approve refunds to it (REF-7)."""

    _inherit = "res.partner.bank"

    number_by_id = fields.Many2one("res.users", "Number entered by", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._sign_number(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._sign_number(vals))

    def _sign_number(self, vals):
        return {**vals, "number_by_id": self.env.uid} if "acc_number" in vals else vals
