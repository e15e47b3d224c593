from odoo import fields, models


class MailLotItemCancel(models.TransientModel):
    """Asks why items are taken out of a lot that is not closed yet."""

    _name = "mail.lot.item.cancel"
    _description = "Cancel a mail item"

    item_ids = fields.Many2many("mail.lot.item", required=True)
    reason = fields.Char(required=True)

    def action_cancel(self):
        self.ensure_one()
        self.item_ids._cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
