import re
from uuid import uuid4

from odoo import Command, api, fields, models
from odoo.tools import SQL

from ..values.cheque import Cheque, read_date
from ..values.cmc7 import parse_cmc7


class MailLotKeying(models.TransientModel):
    """The keying form: a client, a cheque, and what the cheque does to the client's pending invoices.

    It shows and proposes; ``mail.lot.item.keyer`` decides and reads everything again from the database.
    """

    _name = "mail.lot.keying"
    _description = "Keying form of a mail lot"

    lot_id = fields.Many2one("mail.lot", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="lot_id.currency_id")
    with_invoice = fields.Boolean(related="lot_id.with_invoice")
    item_count = fields.Integer(related="lot_id.item_count")
    cheque_total = fields.Monetary("Keyed so far", related="lot_id.cheque_total")
    token = fields.Char(required=True, readonly=True, default=lambda self: uuid4().hex)
    item_id = fields.Many2one("mail.lot.item", readonly=True, ondelete="cascade")
    saved_note = fields.Char(readonly=True)

    client_code = fields.Char("Code")
    client_id = fields.Many2one("res.partner", "Found", compute="_compute_client", store=True)
    client_address = fields.Char(related="client_id.contact_address_inline")
    refusal = fields.Char(compute="_compute_client", store=True)

    cmc7 = fields.Char(
        "Cheque line (CMC7)", help="Scan the line at the foot of the cheque: it fills number, bank and account."
    )
    cheque_number = fields.Char()
    cheque_bank = fields.Char("Bank")
    cheque_account = fields.Char("Account")
    amount_in_figures = fields.Monetary()
    amount_in_words = fields.Monetary(
        help="Only where it differs from the figures: the words prevail (art. L131-10 CMF)."
    )
    amount = fields.Monetary("The cheque is worth", compute="_compute_amount")
    # a date field would take the keyboard's focus away with its calendar
    keyed_date = fields.Char(
        "Date of the cheque",
        default=lambda self: fields.Date.context_today(self).strftime("%d/%m/%Y"),
        help="Day first, with or without separators: 050126.",
    )
    drawer = fields.Char(help="Only where it is not the client.")
    signed = fields.Boolean(default=True)
    same_cheque_note = fields.Char(compute="_compute_same_cheque_note")
    is_another = fields.Boolean("It is another cheque")
    line_ids = fields.One2many(
        "mail.lot.keying.line", "keying_id", "Pending invoices", compute="_compute_lines", store=True, readonly=False
    )
    regularised_numbers = fields.Char(
        "Regularise invoice",
        compute="_compute_regularised_numbers",
        store=True,
        readonly=False,
        help="The numbers of the invoices that the cheque pays, such as 1 or 1 3; the others are without payment.",
    )
    debit_under_way = fields.Boolean(compute="_compute_debit_under_way")
    regularised = fields.Monetary(compute="_compute_regularised")
    on_account = fields.Monetary("Stays on account", compute="_compute_regularised")

    @api.depends("client_code", "lot_id")
    def _compute_client(self):
        finder = self.env["mail.lot.client.finder"]
        for keying in self:
            keying.client_id, keying.refusal = (
                finder._find(keying.lot_id, keying.client_code) if keying.client_code else (False, False)
            )

    @api.depends("client_id")
    def _compute_lines(self):
        lister = self.env["mail.lot.invoice.lister"]
        for keying in self:
            pending = lister._list(keying.lot_id, keying.client_id) if keying.client_id and keying.with_invoice else []
            keying.line_ids = [
                Command.clear(),
                *(Command.create({**invoice._asdict(), "number": number}) for number, invoice in enumerate(pending, 1)),
            ]

    @api.depends("line_ids.operation")
    def _compute_regularised_numbers(self):
        for keying in self:
            paid = keying.line_ids.filtered(lambda line: line.operation == "regularise")
            keying.regularised_numbers = " ".join(str(line.number) for line in paid)

    @api.depends("line_ids.debit_under_way")
    def _compute_debit_under_way(self):
        for keying in self:
            keying.debit_under_way = any(keying.line_ids.mapped("debit_under_way"))

    @api.depends("amount_in_figures", "amount_in_words")
    def _compute_amount(self):
        for keying in self:
            keying.amount = keying._get_cheque().amount

    @api.depends("amount", "line_ids.amount")
    def _compute_regularised(self):
        for keying in self:
            keying.regularised = keying.currency_id.round(sum(keying.line_ids.mapped("amount")))
            keying.on_account = keying.currency_id.round(keying.amount - keying.regularised)

    @api.depends("client_id", "cheque_number", "cheque_bank")
    def _compute_same_cheque_note(self):
        for keying in self:
            items = self.env["mail.lot.cheque.keyer"]._find_same_cheque(keying.client_id, keying._get_cheque())
            keying.same_cheque_note = ", ".join(
                f"{item.name} ({item.lot_id.name}, {item.currency_id.format(item.amount)})"
                for item in items
                if item.token != keying.token
            )

    @api.onchange("cmc7")
    def _onchange_cmc7(self):
        if not self.cmc7:
            return None
        line = parse_cmc7(self.cmc7)
        if not line:
            message = self.env._("The cheque line was not read whole (31 digits): scan it again, or key the number.")
            return {"warning": {"title": self.env._("Cheque line"), "message": message, "type": "notification"}}
        self.cheque_number, self.cheque_bank, self.cheque_account = line
        return None

    @api.onchange("client_code", "amount_in_figures", "amount_in_words")
    def _onchange_propose(self):
        """Propose operations, unless the operator has chosen some already."""
        lines = self.line_ids
        if any(line.operation != line.proposal for line in lines):
            return
        proposals = self.env["mail.lot.cheque.allocator"]._propose(
            self.currency_id, self.amount, lines.mapped("open_amount")
        )
        for line, proposal in zip(lines, proposals, strict=True):
            line.operation = line.proposal = proposal

    @api.onchange("regularised_numbers")
    def _onchange_regularised_numbers(self):
        """Operations without the mouse: what is named is regularised, the rest is without payment."""
        asked = {int(number) for number in re.findall(r"\d+", self.regularised_numbers or "")}
        shown = {line.number for line in self.line_ids if line.operation == "regularise"}
        if asked == shown:
            return None
        for line in self.line_ids:
            line.operation = "regularise" if line.number in asked else "without_payment"
        unknown = asked - set(self.line_ids.mapped("number"))
        if not unknown:
            return None
        message = self.env._("There is no invoice %s in the list.", ", ".join(map(str, sorted(unknown))))
        return {"warning": {"title": self.env._("Pending invoices"), "message": message, "type": "notification"}}

    def _get_cheque(self):
        return Cheque(
            number=self.cheque_number or "",
            date=read_date(self.keyed_date),
            amount_in_figures=self.amount_in_figures,
            amount_in_words=self.amount_in_words,
            bank=self.cheque_bank or "",
            account=self.cheque_account or "",
            drawer=self.drawer or "",
            signed=self.signed,
        )

    def action_save(self):
        """Save the item and offer the next client; pressed twice, it saves once (LOT-14)."""
        item = self._save()
        action = self.lot_id.action_key()
        note = self.env._(
            "Saved: %(item)s, %(amount)s", item=item.display_name, amount=item.currency_id.format(item.amount)
        )
        action["context"]["default_saved_note"] = note
        return action

    def action_save_and_close(self):
        self._save()
        return {"type": "ir.actions.act_window_close"}

    def _save(self):
        self.ensure_one()
        # Two requests of the same form at once: the second waits here, finds the form written by the first, is retried
        # by the server, and then finds the item.
        self.env.cr.execute(SQL("SELECT id FROM mail_lot_keying WHERE id = %s FOR UPDATE", self.id))
        self.item_id = self.env["mail.lot.item.keyer"]._save_cheque(
            self.lot_id,
            self.token,
            self.client_id,
            self._get_cheque(),
            {line.move_line_id: line.operation for line in self.line_ids},
            is_another=self.is_another,
            forced=[line.move_line_id for line in self.line_ids if not line.operation],
        )
        return self.item_id

    def action_other_client(self):
        """Back to client selection; what was keyed and not saved is forgotten."""
        return self.lot_id.action_key()
