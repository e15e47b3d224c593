from odoo import api, fields, models

from .transaction_kind import JOURNAL_METHODS

METHOD_OF_TYPE = {"cash": "cash", "bank": "transfer", "credit": "card"}


class AccountJournal(models.Model):
    _inherit = "account.journal"

    collection_method = fields.Selection(
        JOURNAL_METHODS,
        "Method on contracts",
        compute="_compute_collection_method",
        store=True,
        readonly=False,
        help="The method under which payments and deposits of contracts are keyed in this journal; "
        "a cash journal is a cash register.",
    )
    register_user_id = fields.Many2one(
        "res.users", "Responsible", help="Who answers for the content of this cash register."
    )
    register_balance = fields.Monetary(
        "In the register", compute="_compute_register_balance", compute_sudo=True, currency_field="company_currency_id"
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company currency")

    @api.depends("type")
    def _compute_collection_method(self):
        for journal in self:
            journal.collection_method = METHOD_OF_TYPE.get(journal.type)

    def _compute_register_balance(self):
        """What the ledger says is in the register: the posted balance of its account."""
        registers = self.filtered(lambda journal: journal.type == "cash")
        balances = dict(
            self.env["account.move.line"]._read_group(
                [("account_id", "in", registers.default_account_id.ids), ("parent_state", "=", "posted")],
                ["account_id"],
                ["balance:sum"],
            )
        )
        for journal in self:
            journal.register_balance = balances.get(journal.default_account_id, 0) if journal in registers else 0

    @api.model
    def _of_branch(self, company):
        """Journals through which a transaction of this branch may be paid.

        A cash register belongs to its own branch; bank, card and voucher journals of the companies above serve it too.
        """
        return self.search(
            [
                *self._check_company_domain(company),
                ("collection_method", "!=", False),
                ("currency_id", "in", (False, company.currency_id.id)),
                "|",
                ("collection_method", "!=", "cash"),
                ("company_id", "=", company.id),
            ],
            order="sequence, id",
        )
