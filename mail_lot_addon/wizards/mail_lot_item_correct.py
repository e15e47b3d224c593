from odoo import fields, models
from odoo.exceptions import UserError

from ..models.mail_lot_correction import ACTION


class MailLotItemCorrect(models.TransientModel):
    """Corrections 4.3 and 4.7: *cancellation* is ticked first, then the line is chosen; 4.3 asks for nothing else."""

    _name = "mail.lot.item.correct"
    _description = "Correct a mail item"

    action = fields.Selection(ACTION, required=True, readonly=True)
    lot_id = fields.Many2one("mail.lot", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="lot_id.currency_id")
    cancellation = fields.Boolean()
    item_id = fields.Many2one(
        "mail.lot.item",
        "Line",
        domain="[('lot_id', '=', lot_id), ('payment_mode', '=', '15'), ('state', '!=', 'cancelled')]",
        ondelete="cascade",
    )
    amount = fields.Monetary("Amount of the cheque")
    comment = fields.Char()

    def action_save(self):
        self.ensure_one()
        if not self.cancellation or not self.item_id:
            raise UserError(self.env._("Tick “Cancellation” first, then choose the line."))
        corrector = self.env["mail.lot.corrector"]
        if self.action == "4.3":
            corrector._cancel_cash_in(self.item_id)
        else:
            corrector._cancel_regularisation(self.item_id, self.amount, self.comment)
        return {"type": "ir.actions.act_window_close"}
