from odoo import api, fields, models

OPERATION = [
    ("regularise", "Regularise"),
    ("re_invoice", "Re-invoice"),
    ("re_present", "Re-present"),
    ("without_payment", "Without payment"),
]


class MailLotItemOperation(models.Model):
    """What an item does to one pending invoice; an invoice left empty is kept too, to show that it was seen."""

    _name = "mail.lot.item.operation"
    _description = "Operation of a mail item on an invoice"
    _order = "item_id desc, id"
    _check_company_auto = True

    item_id = fields.Many2one("mail.lot.item", required=True, index=True, ondelete="cascade")
    lot_id = fields.Many2one(related="item_id.lot_id", store=True, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
    partner_id = fields.Many2one(related="item_id.partner_id", store=True)
    state = fields.Selection(related="item_id.state", store=True)
    currency_id = fields.Many2one("res.currency", required=True)
    move_line_id = fields.Many2one(
        "account.move.line", "Receivable", required=True, index=True, ondelete="restrict", check_company=True
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice", store=True, index=True)
    circular = fields.Char(help="As it was when the item was keyed.")
    pending_since = fields.Date("Date")
    title = fields.Char()
    open_amount = fields.Monetary("Pending", help="What was due when the item was keyed.")
    operation = fields.Selection(OPERATION)
    amount = fields.Monetary("Regularised", help="What is paid, or asked of the card or account.")
    cancelled_amount = fields.Monetary("Cancelled (4.7)", help="Was regularised, until 4.7 brought the debt back.")
    was_blocked = fields.Boolean(help="A refused debit waited for a decision, which the item took.")
    is_forced = fields.Boolean("Left empty by force", help="The operator confirmed that this invoice stays as it is.")

    _reserved = models.Index("(move_line_id) WHERE state = 'keyed' AND amount > 0")
    _within_debt = models.Constraint(
        "CHECK (amount >= 0 AND amount <= open_amount)", "No more can be regularised than the invoice leaves open."
    )

    @api.depends("move_id", "operation")
    def _compute_display_name(self):
        labels = dict(self._fields["operation"]._description_selection(self.env))
        for operation in self:
            operation.display_name = f"{operation.sudo().move_id.name}: {labels.get(operation.operation, '')}"
