from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .customer_contract import HANDLINGS

LIABILITIES = ("liability_current", "liability_non_current")


class ResCompany(models.Model):
    _inherit = "res.company"

    deposit_account_id = fields.Many2one(
        "account.account",
        "Deposits held",
        domain="[('account_type', 'in', ('liability_current', 'liability_non_current'))]",
        help="The liability account on which deposits sit until they go back. Contracts with a deposit keep theirs.",
    )
    deposit_rate = fields.Float("Deposit rate", help="Percentage of the contract amount that is asked as deposit.")
    deposit_handling = fields.Selection(HANDLINGS, "Handling of deposits", required=True, default="refunded")
    deposit_journal_id = fields.Many2one(
        "account.journal",
        "Journal of deposits settled",
        domain="[('type', '=', 'general')]",
        help="Where deposits are settled on final invoices. Empty: the first miscellaneous journal.",
    )
    refund_journal_id = fields.Many2one(
        "account.journal",
        "Bank journal of refunds",
        domain="[('type', '=', 'bank')]",
        help="From which refund requests are paid. Empty: the first bank journal of the branch.",
    )

    @api.constrains("deposit_account_id")
    def _check_deposit_account(self):
        for company in self.filtered("deposit_account_id"):
            if company.deposit_account_id.account_type not in LIABILITIES:
                raise ValidationError(
                    self.env._(
                        "%(company)s: deposits are owed to customers, so %(account)s must be a liability account.",
                        company=company.name,
                        account=company.deposit_account_id.display_name,
                    )
                )

    def _get_deposit_account(self):
        """The account of this branch, else of the nearest company above it that has one."""
        self.ensure_one()
        return next((company.deposit_account_id for company in self._upwards() if company.deposit_account_id), False)

    def _get_deposit_rate(self):
        """The percentage of this branch, else of the nearest company above it that has one; 0 for none."""
        self.ensure_one()
        return next((company.deposit_rate for company in self._upwards() if company.deposit_rate), 0)

    def _get_refund_journal(self):
        self.ensure_one()
        chosen = next((company.refund_journal_id for company in self._upwards() if company.refund_journal_id), False)
        if chosen:
            return chosen
        return self.env["account.journal"]._of_branch(self).filtered(lambda j: j.collection_method == "transfer")[:1]

    def _get_deposit_journal(self):
        self.ensure_one()
        chosen = next((company.deposit_journal_id for company in self._upwards() if company.deposit_journal_id), False)
        journals = self.env["account.journal"]
        return chosen or journals.search([*journals._check_company_domain(self), ("type", "=", "general")], limit=1)

    def _upwards(self):
        return self.sudo().parent_ids.sorted(lambda company: len(company.parent_path or ""), reverse=True)
