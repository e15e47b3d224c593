from odoo import api, models

from .number_mask import MaskedNumber


class AccountBankStatementLine(models.Model):
    """The account that a bank statement names as the payer's is masked like the payer's account itself (MAN-18)."""

    _name = "account.bank.statement.line"
    _inherit = ["account.bank.statement.line", "debit.number.mask"]

    account_number = MaskedNumber()

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_masked_values(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_masked_values([vals])
        return super().write(vals)
