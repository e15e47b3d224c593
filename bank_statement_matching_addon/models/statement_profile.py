from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

KEYS = [
    ("account", "Bank account"),
    ("transaction_type", "Transaction type"),
    ("business_code", "Business transaction code"),
    ("text", "Text"),
    ("direction", "Debit or credit"),
]
USER_FIELDS = [
    ("record_code", "Record code"),
    ("rejected_amount", "Rejected amount"),
    ("return_code", "Return code"),
    ("payment_date", "Payment date"),
    ("customer_number", "Customer number"),
    ("bank_reference", "Bank reference"),
    ("end_to_end_id", "End-to-end reference"),
    ("mandate_reference", "Mandate reference"),
    ("message_id", "Message identification"),
]
STOPS = [
    ("import", "After import"),
    ("validation", "After validation"),
    ("allocation", "After allocation"),
    ("ledger", "Never: through the ledger update"),
]

PREFIX = "bank_statement_matching_addon."
DANISH = {
    **dict.fromkeys(("0580", "0585", "0555", "0236", "0239"), "type_6"),
    **dict.fromkeys(("0530", "0540", "0237", "0238"), "type_6_refused"),
}
OF_DEBITS = ("end_to_end", "block", "mandate", "invoice_number", "iban_and_amount")
OF_OTHERS = ("end_to_end", "block", "invoice_number", "iban_and_amount", "name_and_amount")


class StatementProfile(models.Model):
    """How the statements of one bank journal are read, numbered, allocated and posted (STM-1)."""

    _name = "statement.profile"
    _description = "Bank account profile"
    _order = "journal_id"
    _rec_name = "journal_id"
    _check_company_auto = True

    journal_id = fields.Many2one(
        "account.journal",
        "Bank journal",
        required=True,
        ondelete="cascade",
        domain="[('type', '=', 'bank')]",
        check_company=True,
    )
    company_id = fields.Many2one(related="journal_id.company_id", store=True, index=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency")
    payment_type_ids = fields.Many2many(
        "account.payment.method.line",
        string="Collects by",
        compute="_compute_payment_type_ids",
        help="The payment types of the journal, each with its scheme; what the bank answers is read by them.",
    )
    number_rule = fields.Selection(
        [
            ("bank", "1 - Given by the bank"),
            ("calendar", "2 - Calendar: year and day"),
            ("next", "3 - Last number plus one"),
        ],
        "Statement number",
        required=True,
        default="bank",
    )
    key_1 = fields.Selection(KEYS, default="account")
    key_2 = fields.Selection(KEYS, default="transaction_type")
    key_3 = fields.Selection(KEYS)
    key_4 = fields.Selection(KEYS)
    key_5 = fields.Selection(KEYS)
    user_field_1 = fields.Selection(USER_FIELDS, default="record_code")
    user_field_2 = fields.Selection(USER_FIELDS, default="rejected_amount")
    user_field_3 = fields.Selection(USER_FIELDS)
    user_field_4 = fields.Selection(USER_FIELDS)
    manual_entry = fields.Boolean(
        "Manual entry allowed", help="Statements may be typed in, to try the set-up before going live."
    )
    book_notifications = fields.Boolean(
        "Post notifications",
        help="Tick it when the bank sends notifications (camt.054) and no statement for this account. Otherwise the "
        "statement posts the money, and a notification is only read.",
    )
    stop_after = fields.Selection(
        STOPS, "Automation stops", required=True, default=lambda self: self.env.company.statement_stop_after
    )
    discount_limit = fields.Monetary(
        "Cash discount limit",
        help="Largest gap closed as cash discount, when the payment terms of the invoices grant it.",
    )
    discount_account_id = fields.Many2one("account.account", "Cash discount account", check_company=True)
    over_limit = fields.Monetary("Overpayment limit", help="Largest amount paid too much that is closed by itself.")
    over_account_id = fields.Many2one("account.account", "Overpayment account", check_company=True)
    under_limit = fields.Monetary("Underpayment limit", help="Largest amount paid too little that is closed by itself.")
    under_account_id = fields.Many2one("account.account", "Underpayment account", check_company=True)
    charge_account_id = fields.Many2one(
        "account.account", "Bank charges account", check_company=True, help="Charges the bank took inside a line."
    )
    priority_ids = fields.One2many("statement.scenario.priority", "profile_id", "Scenarios", copy=True)

    _journal_unique = models.Constraint("UNIQUE(journal_id)", "This bank journal already has a profile.")

    @api.depends("journal_id")
    def _compute_currency(self):
        for profile in self:
            profile.currency_id = profile.journal_id.currency_id or profile.company_id.currency_id

    @api.depends("journal_id.inbound_payment_method_line_ids")
    def _compute_payment_type_ids(self):
        for profile in self:
            profile.payment_type_ids = profile.journal_id.inbound_payment_method_line_ids.filtered("is_debit")

    @api.constrains("key_1", "key_2", "key_3", "key_4", "key_5")
    def _check_keys(self):
        for profile in self:
            keys = [key for key in profile._keys() if key]
            if len(keys) != len(set(keys)) or profile._keys() != keys + [False] * (5 - len(keys)):
                raise ValidationError(
                    self.env._("%s: fill the keys from the first on, each with another value.", profile.display_name)
                )

    @api.constrains(
        "discount_limit", "over_limit", "under_limit", "discount_account_id", "over_account_id", "under_account_id"
    )
    def _check_limits(self):
        for profile in self:
            for name in ("discount", "over", "under"):
                limit = profile[f"{name}_limit"]
                if limit < 0 or (limit and not profile[f"{name}_account_id"]):
                    raise ValidationError(
                        self.env._(
                            "%s: a limit is not negative, and needs the account that takes the gap.",
                            profile.display_name,
                        )
                    )

    def _keys(self):
        return [self.key_1, self.key_2, self.key_3, self.key_4, self.key_5]

    @api.model_create_multi
    def create(self, vals_list):
        """A profile without scenarios of its own gets the usual ones."""
        profiles = super().create(vals_list)
        bare = profiles.filtered(lambda profile: not profile.priority_ids)
        self.env["statement.scenario.priority"].create(
            [vals for profile in bare for vals in profile._prepare_usual_priorities()]
        )
        return profiles

    def _prepare_usual_priorities(self):
        """Danish types by payer and date; everything else by the references of the file, the surest first.

        Only direct debits tell their mandate; whoever sends money tells a name.
        """
        rows = [(self.env.ref(f"{PREFIX}type_{code}"), name) for code, name in DANISH.items()]
        rows += [(self.env.ref(f"{PREFIX}type_pmnt_iddt"), name) for name in OF_DEBITS]
        rows += [(self.env["statement.transaction.type"], name) for name in OF_OTHERS]
        return [
            {
                "profile_id": self.id,
                "sequence": place,
                "transaction_type_id": kind.id,
                "scenario_id": self.env.ref(f"{PREFIX}scenario_{name}").id,
            }
            for place, (kind, name) in enumerate(rows, 1)
        ]

    @api.model
    def _of_journal(self, journal):
        """The profile of a bank journal; one with the usual settings is made for a journal that has none."""
        profile = self.sudo().search([("journal_id", "=", journal.id)], limit=1)
        if not profile:
            stop_after = journal.company_id.statement_stop_after
            profile = self.sudo().create({"journal_id": journal.id, "stop_after": stop_after})
        return profile.with_env(self.env)

    def _take_turn(self):
        """Wait for whoever numbers or validates a statement of this journal, and see what they stored.

        Writing the row unchanged makes PostgreSQL refuse those who began before the other was ready; Odoo runs them
        again. Thus two statements received at once never get the same number unnoticed (STM-8).
        """
        self.env.cr.execute(
            SQL("UPDATE statement_profile SET write_date = write_date WHERE id = ANY(%s)", list(self.ids))
        )
