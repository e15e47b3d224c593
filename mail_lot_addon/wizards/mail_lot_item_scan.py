from odoo import fields, models


class MailLotItemScan(models.TransientModel):
    """Asks for the scan of an item; of a card's, whether the number is blacked out."""

    _name = "mail.lot.item.scan"
    _description = "Scan of a mail item"

    item_id = fields.Many2one("mail.lot.item", required=True, readonly=True, ondelete="cascade")
    content = fields.Selection(related="item_id.content")
    # in the row of this form, which is deleted, and not in the store of attachments, before it is accepted
    file = fields.Binary("Scan", attachment=False)
    filename = fields.Char()
    is_masked = fields.Boolean("The card's number is blacked out")

    def action_save(self):
        self.ensure_one()
        content, name = self.file, self.filename
        self.item_id._attach_scan(content, name, self.is_masked)
        self.file = False
        return {"type": "ir.actions.act_window_close"}
