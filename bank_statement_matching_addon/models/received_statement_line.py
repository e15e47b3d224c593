from odoo import api, fields, models
from odoo.addons.sepa_remittance_addon.formats.identifiers import mask_iban, mask_ibans
from odoo.addons.sepa_remittance_addon.models.number_mask import MaskedText
from odoo.addons.sepa_remittance_addon.models.refusals import tell_place
from odoo.exceptions import UserError
from odoo.tools import formatLang

from .received_statement import STATES
from .statement_transaction_type import MEANINGS


class ReceivedStatementLine(models.Model):
    """One line of the bank, as it came; beside it what we believe: type, payer, scenario, allocations."""

    _name = "received.statement.line"
    _inherit = "debit.number.mask"
    _description = "Statement line"
    _order = "statement_id desc, sequence, id"
    _rec_names_search = ["counterparty", "partner_id", "customer_number", "text", "place"]
    _check_company_auto = True

    statement_id = fields.Many2one("received.statement", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="statement_id.company_id", store=True, precompute=True)
    journal_id = fields.Many2one(related="statement_id.journal_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="statement_id.currency_id", store=True, precompute=True)
    manual = fields.Boolean(related="statement_id.manual")
    sequence = fields.Integer(default=10)
    # the bank's facts
    place = fields.Char("Place in the file, in English", readonly=True)
    told_place = fields.Char("Place in the file", compute="_compute_told_place")
    amount = fields.Monetary(help="Money in is positive, money out negative.")
    rejected_amount = fields.Monetary(help="Asked for and not paid: no money moved.")
    charges = fields.Monetary(help="Charges the bank took inside this amount.")
    currency_code = fields.Char("Currency in the file", readonly=True)
    booking_date = fields.Date()
    value_date = fields.Date()
    payment_date = fields.Date(help="The day the debit was asked for.")
    bank_code = fields.Char("Code in the file", readonly=True)
    business_code = fields.Char("Business transaction code")
    bank_reference = MaskedText()
    end_to_end_id = fields.Char("End-to-end reference", index="btree_not_null")
    mandate_reference = fields.Char()
    instruction_id = fields.Char("Instruction reference")
    payment_information_id = fields.Char("Payment block")
    message_id = fields.Char("Message identification")
    structured_reference = fields.Char()
    text = MaskedText()
    entry_text = MaskedText("Text of the entry")
    counterparty = MaskedText("Other side")
    counterparty_account = fields.Char(groups="bank_statement_matching_addon.group_statement_administrator")
    masked_account = fields.Char("Account", compute="_compute_masked_account")
    customer_number = fields.Char(index="btree_not_null")
    return_code = fields.Char()
    return_text = MaskedText("Bank's words")
    user_field_1 = MaskedText(readonly=True)
    user_field_2 = MaskedText(readonly=True)
    user_field_3 = MaskedText(readonly=True)
    user_field_4 = MaskedText(readonly=True)
    fingerprint = fields.Char(readonly=True, copy=False)
    duplicate_of_id = fields.Many2one(
        "received.statement.line", "Looks like", readonly=True, copy=False, index="btree_not_null", ondelete="set null",
        help="A line received before that says the same.",
    )  # fmt: skip
    dropped = fields.Boolean("Duplicate, not posted", readonly=True, copy=False)
    # what we believe
    transaction_type_id = fields.Many2one("statement.transaction.type", ondelete="restrict")
    effect = fields.Selection(MEANINGS, compute="_compute_effect", store=True, precompute=True)
    partner_id = fields.Many2one("res.partner", "Payer", index="btree_not_null", check_company=True)
    scenario_id = fields.Many2one("statement.scenario", readonly=True, copy=False, ondelete="restrict")
    evidence = MaskedText(readonly=True, copy=False, help="What decided, in words.")
    state = fields.Selection(STATES, "Status", required=True, default="entering", readonly=True, copy=False)
    allocation_ids = fields.One2many("received.allocation", "line_id", "Allocations")
    allocated = fields.Monetary(readonly=True, copy=False)
    difference = fields.Monetary(compute="_compute_difference", help="Of the bank's amount, what is not allocated.")
    error_ids = fields.One2many("received.statement.error", "line_id", "Errors")
    native_line_id = fields.Many2one(
        "account.bank.statement.line", "Posted line", readonly=True, copy=False, index="btree_not_null"
    )
    open_item_ids = fields.Many2many(
        "account.move.line", compute="_compute_open_items", string="Open invoices of the payer"
    )
    remittance_count = fields.Integer(compute="_compute_remittance_count")

    # no more indexes than these: every change of status writes all of them anew
    _line_once = models.UniqueIndex(
        "(journal_id, fingerprint) WHERE fingerprint IS NOT NULL", "This line of the bank was received before."
    )
    _to_settle = models.Index("(company_id, statement_id) WHERE state IN ('to_allocate', 'partial')")

    @api.depends(
        "statement_id.name", "counterparty", "partner_id.name", "customer_number", "text", "place", "amount",
        "rejected_amount",
    )  # fmt: skip
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Whose money, and how much: people know a line by that, not by its place in a file."""
        for line in self:
            who = line.counterparty or line.partner_id.name or line.customer_number
            # names are seen by all who may choose a line: people write account numbers into their texts
            who = mask_ibans(who or line.text or "")[:40] or line.told_place
            amount = formatLang(self.env, line.amount or line.rejected_amount, currency_obj=line.currency_id)
            line.display_name = ", ".join(filter(None, (line.statement_id.name, who, amount)))

    @api.depends("place")
    @api.depends_context("lang")
    def _compute_told_place(self):
        for line in self:
            line.told_place = tell_place(self.env, line.place)

    @api.depends("counterparty_account")
    def _compute_masked_account(self):
        for line in self:
            number = line.sudo().counterparty_account
            line.masked_account = mask_iban(number) if number else ""

    @api.depends("transaction_type_id.meaning", "return_code", "amount")
    def _compute_effect(self):
        """Money that went out with a reason of return is a debit taken back, whatever the type says."""
        for line in self:
            meaning = line.transaction_type_id.meaning or "other"
            returned = line.return_code and line.amount < 0 and meaning != "disbursement"
            line.effect = "charged_back" if returned else meaning

    @api.depends("amount", "allocation_ids.amount")
    def _compute_difference(self):
        for line in self:
            difference = line.amount - sum(line.allocation_ids.mapped("amount"))
            line.difference = line.currency_id.round(difference) if line.currency_id else difference

    @api.depends("partner_id", "allocation_ids", "state")
    def _compute_open_items(self):
        for line in self:
            line.open_item_ids = self.env["statement.settler"]._open_items(line)

    @api.depends("allocation_ids")
    def _compute_remittance_count(self):
        for line in self:
            line.remittance_count = len(line.allocation_ids.remittance_id)

    # ------------------------------------------------------------ doubtful duplicates (STM-6)

    def action_drop(self):
        """It is the same line again: keep it in sight, do not post it."""
        self._require_doubt()
        self.sudo().write({"dropped": True})
        for statement, lines in self.grouped("statement_id").items():
            if statement.has_balances:
                statement.opening_balance += sum(lines.mapped("amount"))

    def action_keep(self):
        """It is another line that says the same: take it in."""
        self._require_doubt()
        self.env["statement.line.storer"]._accept(self)

    def _require_doubt(self):
        self.check_access("write")
        self.statement_id._require("ready", "errors")
        if self.filtered(lambda line: not line.duplicate_of_id or line.dropped):
            raise UserError(self.env._("Only lines that look like a line received before can be decided upon."))

    # ------------------------------------------------------------ settling by hand (STM-13)

    def action_release(self):
        """Option 23 of the source for some lines."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release allocation (23)"),
            "res_model": "received.release",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_ids": self.ids},
        }

    def action_remittance(self):
        """Option 20 of the source."""
        self.ensure_one()
        return self.allocation_ids.remittance_id._action_open_from_statement()

    def action_open_native(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.native_line_id.move_id.id,
            "view_mode": "form",
        }
