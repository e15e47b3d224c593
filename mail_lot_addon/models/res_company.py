from odoo import fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    _inherit = "res.company"

    mail_lot_partner_code_limit = fields.Integer(
        "Highest partner code of a partnership",
        default=310,
        help="Clients with a partner code above it are FA clients.",
    )
    mail_lot_journal_id = fields.Many2one(
        "account.journal",
        "Bank where cheques are deposited",
        domain="[('type', '=', 'bank'), ('company_id', '=', id)]",
        ondelete="restrict",
    )
    mail_lot_deposit_account_id = fields.Many2one(
        "account.account",
        "Account of deposited cheques",
        domain="[('reconcile', '=', True), ('account_type', '=', 'asset_current')]",
        ondelete="restrict",
        help="Where a deposit waits for the bank's credit (511200 in France). Empty: the outstanding receipts account.",
    )

    def _get_mail_lot_journal(self):
        """The bank account that cheques are deposited on: the one of the settings, or the only one there is."""
        self.ensure_one()
        if self.mail_lot_journal_id:
            return self.mail_lot_journal_id
        banks = self.env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", self.id)], limit=2)
        if len(banks) != 1:
            raise UserError(
                self.env._(
                    "Tell in Settings, block Mail Lots, at which bank %s deposits its cheques.", self.display_name
                )
            )
        return banks

    def _get_mail_lot_deposit_account(self, journal):
        self.ensure_one()
        account = (
            self.mail_lot_deposit_account_id
            or journal.inbound_payment_method_line_ids.payment_account_id[:1]
            or self.env["account.chart.template"]
            .with_context(allowed_company_ids=self.root_id.ids)
            .ref("account_journal_payment_debit_account_id", raise_if_not_found=False)
        )
        if not account:
            raise UserError(
                self.env._(
                    "Tell in Settings, block Mail Lots, on which account %s books its cheques.", self.display_name
                )
            )
        return account
