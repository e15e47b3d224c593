from odoo import api, fields, models
from odoo.addons.sepa_remittance_addon.formats.identifiers import mask_iban

STATES = [
    ("entering", "1 - Being entered"),
    ("ready", "2 - Ready for validation"),
    ("errors", "3 - Errors"),
    ("to_allocate", "4 - Ready for allocation"),
    ("partial", "5 - Partly allocated"),
    ("full", "6 - Fully allocated"),
    ("done", "9 - Ledgers updated"),
]
ALLOCATING = ("to_allocate", "partial", "full")
EDITABLE = ("entering", "ready", "errors")


class ReceivedStatement(models.Model):
    """A statement as the bank sent it: evidence, apart from what we believe about it (the allocations).

    Nothing here is in the ledger. Odoo's own statement and its lines exist from the ledger update on.
    """

    _name = "received.statement"
    _description = "Received statement"
    _inherit = ["mail.thread", "mail.activity.mixin", "debit.state.table"]
    _order = "date desc, id desc"
    _check_company_auto = True

    _moves = {
        "entering": ("ready", "errors"),
        "ready": ("entering", "errors", "to_allocate"),
        "errors": ("entering", "ready", "to_allocate"),
        "to_allocate": ("entering", "ready", "errors", "partial", "full"),
        "partial": ("to_allocate", "full"),
        "full": ("to_allocate", "partial", "done"),
        "done": ("full",),
    }

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    journal_id = fields.Many2one(
        "account.journal",
        "Bank journal",
        domain="[('type', '=', 'bank')]",
        check_company=True,
        index=True,
        tracking=True,
    )
    kind = fields.Selection(
        [("statement", "Statement"), ("notification", "Notification")],
        required=True,
        default="statement",
        readonly=True,
        copy=False,
    )
    manual = fields.Boolean("Entered by hand", readonly=True, copy=False)
    layout = fields.Char("File format", readonly=True, copy=False)
    posts = fields.Boolean(
        default=True,
        readonly=True,
        copy=False,
        help="Off for a notification whose money a statement posts: only refusals are read.",
    )
    number = fields.Char(tracking=True)
    identification = fields.Char(readonly=True, copy=False, help="The bank's own identification of this statement.")
    account = fields.Char(
        "Account in the file",
        readonly=True,
        copy=False,
        groups="bank_statement_matching_addon.group_statement_administrator",
    )
    masked_account = fields.Char("Account", compute="_compute_masked_account")
    creditor_number = fields.Char("Creditor number in the file", readonly=True, copy=False)
    currency_code = fields.Char("Currency in the file", readonly=True, copy=False)
    currency_id = fields.Many2one("res.currency", tracking=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    from_date = fields.Date(readonly=True, copy=False)
    to_date = fields.Date(readonly=True, copy=False)
    has_balances = fields.Boolean("Balances are known", help="The bank gave an opening and a closing balance.")
    opening_balance = fields.Monetary(tracking=True)
    closing_balance = fields.Monetary(tracking=True)
    complete = fields.Boolean(default=True, readonly=True, copy=False, help="Off for a page that is not the last one.")
    remarks = fields.Text("Remarks on the file", readonly=True, copy=False)
    attachment_id = fields.Many2one(
        "ir.attachment", "File", readonly=True, copy=False, groups="sepa_remittance_addon.group_see_numbers"
    )
    digest = fields.Char("File digest", readonly=True, copy=False)
    position = fields.Integer("Place in the file", readonly=True, copy=False)
    state = fields.Selection(
        STATES, "Status", required=True, default="entering", readonly=True, tracking=True, copy=False, index=True
    )
    line_ids = fields.One2many("received.statement.line", "statement_id", "Lines")
    error_ids = fields.One2many("received.statement.error", "statement_id", "Errors")
    allocation_ids = fields.One2many("received.allocation", "statement_id", "Allocations")
    native_statement_id = fields.Many2one(
        "account.bank.statement", "Posted statement", readonly=True, copy=False, index="btree_not_null"
    )

    has_counterparties = fields.Boolean("Lines name counterparties", compute="_compute_what_lines_tell")
    has_customer_numbers = fields.Boolean("Lines name customer numbers", compute="_compute_what_lines_tell")
    has_rejected_amounts = fields.Boolean("Lines name rejected amounts", compute="_compute_what_lines_tell")
    line_count = fields.Integer("Number of lines", compute="_compute_totals")
    to_settle_count = fields.Integer("Lines to settle", compute="_compute_totals")
    error_count = fields.Integer("Errors found", compute="_compute_error_count")
    total = fields.Monetary("Movement", compute="_compute_totals")
    allocated = fields.Monetary(compute="_compute_totals")
    difference = fields.Monetary(compute="_compute_totals")

    _file_once = models.UniqueIndex(
        "(company_id, digest, position) WHERE digest IS NOT NULL", "This file was received before."
    )
    _journal_date = models.Index("(journal_id, date DESC, id DESC)")

    @api.depends("journal_id.code", "number", "identification", "date")
    def _compute_name(self):
        for statement in self:
            number = statement.number or statement.identification or str(statement.date or "")
            statement.name = " ".join(filter(None, (statement.journal_id.code, number)))

    @api.depends("account")
    def _compute_masked_account(self):
        for statement in self:
            number = statement.sudo().account
            statement.masked_account = mask_iban(number) if number else ""

    @api.depends("line_ids.counterparty", "line_ids.customer_number", "line_ids.rejected_amount")
    def _compute_what_lines_tell(self):
        """Which columns of the lines say something; the screens leave the others out."""
        groups = self.env["received.statement.line"]._read_group(
            [("statement_id", "in", self.ids)],
            ["statement_id"],
            ["counterparty:max", "customer_number:max", "rejected_amount:sum"],
        )
        told = {statement.id: values for statement, *values in groups}
        for statement in self:
            names, numbers, rejected = told.get(statement._origin.id, (False, False, False))
            statement.has_counterparties = bool(names)
            statement.has_customer_numbers = bool(numbers)
            statement.has_rejected_amounts = bool(rejected)

    @api.depends("line_ids.amount", "line_ids.allocated", "line_ids.state", "line_ids.dropped")
    def _compute_totals(self):
        groups = self.env["received.statement.line"]._read_group(
            [("statement_id", "in", self.ids), ("dropped", "=", False)],
            ["statement_id", "state"],
            ["__count", "amount:sum", "allocated:sum"],
        )
        sums = {}
        for statement, state, count, amount, allocated in groups:
            sums.setdefault(statement.id, []).append((state, count, amount, allocated))
        for statement in self:
            rows = sums.get(statement._origin.id, [])
            statement.line_count = sum(row[1] for row in rows)
            statement.to_settle_count = sum(row[1] for row in rows if row[0] in ("to_allocate", "partial"))
            statement.total = sum(row[2] for row in rows)
            statement.allocated = sum(row[3] for row in rows)
            statement.difference = statement.total - statement.allocated

    @api.depends("error_ids")
    def _compute_error_count(self):
        groups = self.env["received.statement.error"]._read_group(
            [("statement_id", "in", self.ids)], ["statement_id"], ["__count"]
        )
        counts = {statement.id: count for statement, count in groups}
        for statement in self:
            statement.error_count = counts.get(statement._origin.id, 0)

    # ------------------------------------------------------------ receiving (STM-4)

    def create_document_from_attachment(self, attachment_ids):
        """Files uploaded to, or dropped on, the list of statements. The list passes ids first: empty ones."""
        journal = self.env["account.journal"].browse(self.env.context.get("default_journal_id"))
        return journal._receive_attachments(attachment_ids)
