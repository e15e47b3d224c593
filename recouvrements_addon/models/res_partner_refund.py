from odoo import api, fields, models


class ResPartner(models.Model):
    """Who chose the account to which refunds go: this person does not approve refunds to it (REF-7)."""

    _inherit = "res.partner"

    refund_bank_by_id = fields.Many2one("res.users", "Account for refunds chosen by", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._sign_refund_bank(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._sign_refund_bank(vals))

    def _sign_refund_bank(self, vals):
        return {**vals, "refund_bank_by_id": self.env.uid} if "refund_bank_id" in vals else vals
