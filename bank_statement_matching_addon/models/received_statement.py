from odoo import api, fields, models
from odoo.addons.sepa_remittance_addon.formats.identifiers import mask_iban
from odoo.exceptions import UserError
from odoo.tools import SQL

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
    )
    manual = fields.Boolean("Entered by hand", readonly=True, copy=False)
    layout = fields.Char("File format", readonly=True)
    posts = fields.Boolean(
        default=True,
        readonly=True,
        help="Off for a notification whose money a statement posts: only refusals are read.",
    )
    number = fields.Char(tracking=True)
    identification = fields.Char(readonly=True, help="The bank's own identification of this statement.")
    account = fields.Char(
        "Account in the file", readonly=True, groups="bank_statement_matching_addon.group_statement_administrator"
    )
    masked_account = fields.Char("Account", compute="_compute_masked_account")
    creditor_number = fields.Char("Creditor number in the file", readonly=True)
    currency_code = fields.Char("Currency in the file", readonly=True)
    currency_id = fields.Many2one("res.currency", tracking=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    from_date = fields.Date(readonly=True)
    to_date = fields.Date(readonly=True)
    has_balances = fields.Boolean("Balances are known", help="The bank gave an opening and a closing balance.")
    opening_balance = fields.Monetary(tracking=True)
    closing_balance = fields.Monetary(tracking=True)
    complete = fields.Boolean(default=True, readonly=True, help="Off for a page that is not the last one.")
    remarks = fields.Text("Remarks on the file", readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment", "File", readonly=True, copy=False, groups="sepa_remittance_addon.group_see_numbers"
    )
    digest = fields.Char("File digest", readonly=True, copy=False)
    position = fields.Integer("Place in the file", readonly=True)
    state = fields.Selection(
        STATES, "Status", required=True, default="entering", readonly=True, tracking=True, copy=False, index=True
    )
    line_ids = fields.One2many("received.statement.line", "statement_id", "Lines")
    error_ids = fields.One2many("received.statement.error", "statement_id", "Errors")
    allocation_ids = fields.One2many("received.allocation", "statement_id", "Allocations")
    native_statement_id = fields.Many2one(
        "account.bank.statement", "Posted statement", readonly=True, copy=False, index="btree_not_null"
    )

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

    @api.depends("line_ids.customer_number", "line_ids.rejected_amount")
    def _compute_what_lines_tell(self):
        """Which columns of the lines say something; the screens leave the others out."""
        groups = self.env["received.statement.line"]._read_group(
            [("statement_id", "in", self.ids)],
            ["statement_id"],
            ["customer_number:max", "rejected_amount:sum"],
        )
        told = {statement.id: (bool(numbers), bool(rejected)) for statement, numbers, rejected in groups}
        for statement in self:
            statement.has_customer_numbers, statement.has_rejected_amounts = told.get(
                statement._origin.id, (False, False)
            )

    @api.depends("line_ids.amount", "line_ids.allocated", "line_ids.state")
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

    # ------------------------------------------------------------ manual entry (STM-9)

    @api.model_create_multi
    def create(self, vals_list):
        statements = super().create([self._as_typed(vals) for vals in vals_list])
        statements.filtered("manual")._refuse_manual_entry()
        return statements

    def _as_typed(self, vals):
        """What no file brought was typed in; the receiver alone passes a layout."""
        if vals.get("layout"):
            return vals
        journal = self.env["account.journal"].browse(vals.get("journal_id"))
        currency = journal.currency_id or journal.company_id.currency_id
        return {
            "currency_id": currency.id,
            "company_id": journal.company_id.id or self.env.company.id,
            **vals,
            "manual": True,
            "state": "entering",
        }

    def _refuse_manual_entry(self):
        for journal in self.journal_id:
            if not self.env["statement.profile"]._of_journal(journal).manual_entry:
                raise UserError(
                    self.env._(
                        "%s does not allow typing in statements: tick “Manual entry allowed” in its profile.",
                        journal.display_name,
                    )
                )

    @api.onchange("journal_id")
    def _onchange_journal(self):
        if self.journal_id:
            self.currency_id = self.journal_id.currency_id or self.journal_id.company_id.currency_id

    def write(self, vals):
        """The head of a statement is corrected only before it is valid."""
        self.check_access("write")
        corrected = {
            "journal_id",
            "currency_id",
            "number",
            "date",
            "opening_balance",
            "closing_balance",
            "has_balances",
        }
        fixed = self.filtered(lambda statement: statement.state not in EDITABLE)
        if fixed and corrected & vals.keys() and not self.env.su:
            raise UserError(
                self.env._("%s is valid already; go back to correction first.", ", ".join(fixed.mapped("name")))
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _refuse_delete(self):
        kept = self.filtered(lambda statement: statement.state in ("partial", "full", "done"))
        if kept:
            raise UserError(
                self.env._(
                    "Statements with allocations stay on record; release them first: %s", ", ".join(kept.mapped("name"))
                )
            )

    # ------------------------------------------------------------ status (STM-7)

    def _require(self, *states):
        """Refuse what is not possible in the present status, naming it."""
        wrong = self.filtered(lambda statement: statement.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This is not possible in the status “%(status)s” of %(statement)s.",
                    status=labels[wrong[0].state],
                    statement=wrong[0].name or wrong[0].identification or wrong[0].id,
                )
            )

    def _follow(self, tried=False):
        """Set the sums and statuses of the lines from their allocations, and each statement to its lowest line.

        :param tried: the automatic allocation has run: a line without allocation becomes 5, not 4.
        """
        self.env.flush_all()
        self.env.cr.execute(SQL(FOLLOW_LINES, statements=list(self.ids), empty="partial" if tried else None))
        self.env.cr.execute(SQL(LOWEST_LINE, statements=list(self.ids), order=[state for state, _label in STATES]))
        lowest = dict(self.env.cr.fetchall())
        self.env["received.statement.line"].invalidate_model(["allocated", "state", "allocation_ids"])
        self.invalidate_recordset(["total", "allocated", "difference", "line_count", "to_settle_count"])
        for state, statements in self.grouped(lambda statement: lowest.get(statement.id, "full")).items():
            statements._move_to(state)

    def _set_lines(self, state, lines=None):
        """One status for all lines, or for the given ones."""
        lines = self.line_ids if lines is None else lines
        lines.flush_recordset()
        self.env.cr.execute(
            SQL("UPDATE received_statement_line SET state = %s WHERE id = ANY(%s)", state, list(lines.ids))
        )
        lines.invalidate_recordset(["state"])

    # ------------------------------------------------------------ buttons

    def action_ready(self):
        """1 to 2: the statement was typed in completely."""
        self.check_access("write")
        self._require("entering")
        self._move_to("ready")
        self._set_lines("ready")
        self._advance()

    def action_correct(self):
        """Back to where the head and the lines can be corrected."""
        self._require("ready", "errors", "to_allocate")
        for statement in self:
            statement._move_to("entering" if statement.manual and statement.state != "to_allocate" else "ready")
            statement._set_lines(statement.state)

    def action_validate(self):
        """Option 21 of the source."""
        for statement in self:
            self.env["statement.validator"]._validate(statement)
            statement._advance()
        return self.action_errors() if len(self) == 1 and self.state == "errors" else True

    def action_allocate(self):
        """Option 22 of the source."""
        for statement in self:
            self.env["statement.allocator"]._allocate(statement)
            statement._advance()

    def action_update_ledgers(self):
        """Option 9 of the source."""
        for statement in self:
            self.env["statement.bookkeeper"]._update(statement)

    def action_undo_ledgers(self):
        for statement in self:
            self.env["statement.bookkeeper"]._undo(statement)

    def _advance(self):
        """Go on by itself as far as the profile says (STM-1)."""
        for statement in self.filtered("journal_id"):
            stop = self.env["statement.profile"]._of_journal(statement.journal_id).stop_after
            if statement.state == "ready" and stop != "import":
                self.env["statement.validator"]._validate(statement)
            if statement.state == "to_allocate" and stop in ("allocation", "ledger"):
                self.env["statement.allocator"]._allocate(statement)
            if statement.state == "full" and stop == "ledger" and self.env["statement.bookkeeper"]._is_allowed():
                self.env["statement.bookkeeper"]._update(statement)

    def action_release(self):
        """Option 23 of the source, asking what becomes of the manual allocations."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release allocation (23)"),
            "res_model": "received.release",
            "view_mode": "form",
            "target": "new",
            "context": {"default_statement_ids": self.ids},
        }

    # ------------------------------------------------------------ ways to and fro

    def _action_open(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_matching_addon.action_received_statement"
        )
        if len(self) == 1:
            return {**action, "views": [(False, "form")], "res_id": self.id, "context": {}}
        return {**action, "domain": [("id", "in", self.ids)], "context": {}}

    def _action_related(self, xmlid, **more):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"bank_statement_matching_addon.{xmlid}")
        return {
            **action, "domain": [("statement_id", "=", self.id)], "context": {"default_statement_id": self.id}, **more
        }  # fmt: skip

    def action_errors(self):
        """Option 12 of the source."""
        return self._action_related("action_received_statement_error")

    def action_lines(self):
        return self._action_related("action_received_statement_line_all", context=self._context_of_lines())

    def action_lines_to_settle(self):
        return self._action_related(
            "action_received_statement_line_all", context={**self._context_of_lines(), "search_default_to_settle": 1}
        )

    def _context_of_lines(self):
        return {
            "default_statement_id": self.id,
            "customer_numbers": self.has_customer_numbers,
            "rejected_amounts": self.has_rejected_amounts,
        }

    def action_remittances(self):
        """Option 20 of the source."""
        self.ensure_one()
        return self.allocation_ids.remittance_id._action_open_from_statement()

    def action_native_statement(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Posted lines"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self.line_ids.native_line_id.move_id.ids)],
            "context": {"create": False},
        }

    def action_journal(self):
        """Option 8 of the source: what will be posted, or what was."""
        return self.env.ref("bank_statement_matching_addon.report_statement_journal").report_action(self)

    def action_journal_xlsx(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/received_statement/{self.id}/journal.xlsx",
            "target": "download",
        }

    def action_file(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "download",
        }


FOLLOW_LINES = """
UPDATE received_statement_line line
   SET allocated = sums.allocated,
       state = CASE
           WHEN line.dropped OR NOT sums.posts
             OR ROUND(line.amount - sums.allocated, sums.places) = 0 AND (line.amount = 0 OR sums.count > 0)
               THEN 'full'
           WHEN sums.count > 0 THEN 'partial'
           ELSE COALESCE(%(empty)s, CASE WHEN line.state IN ('partial', 'full') THEN 'partial' ELSE 'to_allocate' END)
       END
  FROM (SELECT own.id, COALESCE(SUM(allocation.amount), 0) AS allocated, COUNT(allocation.id) AS count,
               COALESCE(MAX(currency.decimal_places), 2) AS places,
               BOOL_AND(COALESCE(statement.posts, TRUE)) AS posts
          FROM received_statement_line own
          JOIN received_statement statement ON statement.id = own.statement_id
          LEFT JOIN received_allocation allocation ON allocation.line_id = own.id
          LEFT JOIN res_currency currency ON currency.id = own.currency_id
         WHERE own.statement_id = ANY(%(statements)s)
         GROUP BY own.id) sums
 WHERE sums.id = line.id
"""
LOWEST_LINE = """
SELECT DISTINCT ON (statement_id) statement_id, state
  FROM received_statement_line
 WHERE statement_id = ANY(%(statements)s) AND dropped IS NOT TRUE
 ORDER BY statement_id, array_position(%(order)s::varchar[], state)
"""
