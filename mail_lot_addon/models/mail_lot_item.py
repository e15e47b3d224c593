from odoo import api, fields, models
from odoo.exceptions import UserError

CONTENT = [
    ("cheque", "Cheque"),
    ("card", "Card"),
    ("iban", "IBAN"),
    ("letter", "No payment means"),
]
PAYMENT_MODE = [
    ("15", "15 - Cheque"),
    ("80", "80 - Card"),
    ("81", "81 - American Express"),
    ("99", "99 - External mandate"),
    ("iban", "IBAN - Direct debit"),
]
DESTINATION = [
    ("discard", "Discard"),
    ("archive", "Keep and archive"),
    ("digitisation", "Digitisation"),
    ("recovery", "Recovery service"),
    ("src", "SRC"),
]


class MailLotItem(models.Model):
    """What one envelope held, as it was keyed. Made by ``mail.lot.item.keyer``, never edited: cancelled, if wrong."""

    _name = "mail.lot.item"
    _description = "Mail item"
    _inherit = ["debit.state.table"]
    _order = "id desc"
    _check_company_auto = True

    _moves = {"booked": ("keyed",), "cancelled": ("keyed",), "reversed": ("booked",)}

    name = fields.Char("Number", required=True, readonly=True, default="/")
    lot_id = fields.Many2one("mail.lot", required=True, index=True, ondelete="restrict", check_company=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    arrival_date = fields.Date(related="lot_id.arrival_date", store=True)
    kind = fields.Selection(related="lot_id.kind", store=True)
    operator_id = fields.Many2one("res.users", required=True, default=lambda self: self.env.user, index=True)
    partner_id = fields.Many2one("res.partner", "Client", required=True, index=True, ondelete="restrict")
    client_code = fields.Char(required=True, index=True, help="As it was when keyed: letter, partner code, chrono.")
    content = fields.Selection(CONTENT, "In the envelope", required=True, default="cheque", index=True)
    payment_mode = fields.Selection(
        PAYMENT_MODE, "Payment mode (MDR)", index=True, help="Empty: no means of payment was keyed."
    )
    destination = fields.Selection(
        DESTINATION, "Coupon goes to", required=True, default="discard", index=True, help="What becomes of the coupon."
    )
    option_ticked = fields.Selection(
        [("1", "1: cancel and pay by cheque"), ("2", "2: go on and pay by card or IBAN")],
        "Option ticked",
        help="Empty: the coupon offers none, or none is ticked.",
    )
    noted = fields.Char(help="What was noted on the coupon, by the codes of the capture screen.")
    comment = fields.Char()
    destination_reason = fields.Char("Why there")
    mark = fields.Char(
        "Mark on the coupon", help="What the operator writes on the coupon: E, B, IBAN inv FP, Réab Imp."
    )
    state = fields.Selection(
        [("keyed", "Keyed"), ("booked", "Booked"), ("cancelled", "Cancelled"), ("reversed", "Cash-in cancelled")],
        "Status",
        required=True,
        default="keyed",
        index=True,
    )
    amount_in_figures = fields.Monetary()
    amount_in_words = fields.Monetary(help="Only where it differs from the amount in figures; then it prevails.")
    amount = fields.Monetary(help="What the cheque is worth, or what is asked of the card or account.")
    amounts_differ = fields.Boolean("Words and figures differ", compute="_compute_amounts_differ", store=True)
    regularised = fields.Monetary(compute="_compute_regularised", store=True)
    on_account = fields.Monetary(compute="_compute_regularised", store=True, help="Stays on the client's account.")
    cheque_number = fields.Char(index="btree_not_null")
    cheque_bank = fields.Char()
    cheque_account = fields.Char()
    cheque_date = fields.Date()
    drawer = fields.Char(help="Who wrote the cheque.")
    operation_ids = fields.One2many("mail.lot.item.operation", "item_id", "Operations")
    token = fields.Char(
        required=True, copy=False, help="Names one act of keying, so that saving it again changes nothing."
    )
    cancel_reason = fields.Char()
    cancelled_on = fields.Datetime()
    cancelled_by_id = fields.Many2one("res.users")

    _token_unique = models.UniqueIndex("(token)", "This item is saved already.")
    _amount_positive = models.Constraint(
        "CHECK (amount >= 0 AND (payment_mode IS DISTINCT FROM '15' OR amount > 0))",
        "A cheque holds an amount above zero.",
    )
    _lot_state = models.Index("(lot_id, state)")

    @api.depends("amount_in_figures", "amount_in_words")
    def _compute_amounts_differ(self):
        for item in self:
            item.amounts_differ = bool(item.amount_in_words) and bool(
                item.currency_id.compare_amounts(item.amount_in_words, item.amount_in_figures)
            )

    @api.depends("amount", "payment_mode", "operation_ids.amount")
    def _compute_regularised(self):
        """Only a cheque brings money with it; cards and accounts are asked for what invoices leave open."""
        self.regularised = self.on_account = 0
        for item in self.filtered(lambda item: item.payment_mode == "15"):
            item.regularised = item.currency_id.round(sum(item.operation_ids.mapped("amount")))
            item.on_account = item.currency_id.round(item.amount - item.regularised)

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for item in self:
            item.display_name = f"{item.name} ({item.partner_id.name})"

    @api.model_create_multi
    def create(self, vals_list):
        by_company = {}
        for vals in vals_list:
            by_company.setdefault(vals["company_id"], []).append(vals)
        for company, group in by_company.items():
            sequence = self.env["ir.sequence"].with_company(company)
            for vals in group:
                vals["name"] = sequence.next_by_code("mail.lot.item") or "/"
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _refuse_delete(self):
        raise UserError(self.env._("A keyed item stays on record; cancel it instead: %s", self[:1].display_name))

    def action_cancel(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel %s", self.name),
            "res_model": "mail.lot.item.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_item_ids": self.ids},
        }

    def _cancel(self, reason):
        """Take items out of a lot that is not closed yet; they stay on record with who, when and why.

        :raises UserError: naming the items whose cheque is booked already.
        """
        self.lot_id._check_right("group_mail_lot_key", self.env._("Cancelling an item needs the right “Key”."))
        items = self.sudo()
        items.lot_id._lock_against_closing()
        moved = items._move_to(
            "cancelled", cancel_reason=reason, cancelled_on=fields.Datetime.now(), cancelled_by_id=self.env.user.id
        )
        for lot, gone in moved.grouped("lot_id").items():
            lot.message_post(
                body=self.env._("Cancelled %(items)s: %(why)s", items=", ".join(gone.mapped("name")), why=reason)
            )

    def _before_cancelled(self):
        """What stands against taking an item out is said here."""

    def _after_cancelled(self):
        """What keying an item did beside its money is taken back here."""

    def action_open_lot(self):
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": "mail.lot", "res_id": self.lot_id.id, "view_mode": "form"}
