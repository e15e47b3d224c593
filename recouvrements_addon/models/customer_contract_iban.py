from odoo import api, fields, models
from odoo.addons.sepa_remittance_addon.models.number_mask import MaskedNumber


class CustomerContract(models.Model):
    """The account to which the deposit goes back: masked for people without the right, and who entered it."""

    _name = "customer.contract"
    _inherit = ["customer.contract", "debit.number.mask"]

    deposit_iban = MaskedNumber()
    deposit_iban_by_id = fields.Many2one("res.users", "Deposit IBAN entered by", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_masked_values(vals_list)
        return super().create([self._sign_iban(vals) for vals in vals_list])

    def write(self, vals):
        self._refuse_masked_values([vals])
        return super().write(self._sign_iban(vals))

    def _sign_iban(self, vals):
        return {**vals, "deposit_iban_by_id": self.env.uid} if "deposit_iban" in vals else vals
