from odoo import fields, models

from ..formats.identifiers import mask_iban
from ..formats.pbs.numbers import account_of


class DebitAgreementTransferLine(models.Model):
    """One mandate in a transfer to PBS, with the numbers as they were sent."""

    _name = "debit.agreement.transfer.line"
    _description = "Request to PBS about an agreement"
    _order = "transfer_id desc, id"
    _rec_name = "customer_number"
    _check_company_auto = True

    transfer_id = fields.Many2one("debit.agreement.transfer", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="transfer_id.company_id", store=True, index=True)
    mandate_id = fields.Many2one("debit.mandate", required=True, index=True, ondelete="restrict", check_company=True)
    partner_id = fields.Many2one(related="mandate_id.partner_id", store=True)
    action = fields.Selection(
        [("register", "Register"), ("cancel", "Cancel"), ("renumber", "Change the number")], "Asked", required=True
    )
    customer_number = fields.Char()
    new_customer_number = fields.Char()
    debtor_group = fields.Char()
    agreement_number = fields.Char()
    sent_on = fields.Datetime(related="transfer_id.sent_on")
    sent_by_id = fields.Many2one(related="transfer_id.sent_by_id")
    state = fields.Selection(related="transfer_id.state")

    def _get_account(self):
        """Registration and account number of the payer, as PBS needs them; for the letter.

        Masked when who prints it may not see it whole: reports are opened by their address too, past their buttons.
        """
        account = self.sudo().mandate_id.partner_bank_id
        number = account_of(account.acc_number)
        return mask_iban(number) if number and account._hides_numbers() else number
