from odoo import api, fields, models

from ..models.mail_lot_item_operation import OPERATION


class MailLotKeyingLine(models.TransientModel):
    """A pending invoice on the keying form, with the operation that the operator gives it."""

    _name = "mail.lot.keying.line"
    _description = "Pending invoice on the keying form"
    _order = "id"

    keying_id = fields.Many2one("mail.lot.keying", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="keying_id.currency_id")
    number = fields.Integer("#", readonly=True)
    move_line_id = fields.Integer(readonly=True)
    circular = fields.Char(readonly=True)
    pending_since = fields.Date("Date", readonly=True)
    invoice = fields.Char(readonly=True)
    title = fields.Char(readonly=True)
    debit_under_way = fields.Boolean(readonly=True, help="The bank is being asked to debit it.")
    open_amount = fields.Monetary("Pending", readonly=True)
    operation = fields.Selection(OPERATION)
    proposal = fields.Selection(OPERATION)
    amount = fields.Monetary("Regularised", compute="_compute_amount")

    @api.depends("operation", "open_amount", "keying_id.amount", "keying_id.line_ids.operation")
    def _compute_amount(self):
        self.amount = 0
        for keying in self.keying_id:
            paid = keying.line_ids.filtered(lambda line: line.operation == "regularise")
            shares, _surplus = self.env["mail.lot.cheque.allocator"]._share(
                keying.currency_id, keying.amount, paid.mapped("open_amount")
            )
            for line, share in zip(paid, shares, strict=True):
                line.amount = share
