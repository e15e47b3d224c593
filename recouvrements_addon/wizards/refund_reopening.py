from odoo import fields, models


class RefundReopening(models.TransientModel):
    """Asks why a processed refund waits again."""

    _name = "refund.reopening"
    _description = "Open a refund again"

    request_id = fields.Many2one("contract.transaction", required=True)
    reason = fields.Char(required=True)

    def action_reopen(self):
        self.ensure_one()
        self.request_id._reopen_by_hand(self.reason)
        return {"type": "ir.actions.act_window_close"}
