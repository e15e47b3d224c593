from odoo import fields, models


class DebitRemittanceCancel(models.TransientModel):
    """Asks why a remittance is cancelled."""

    _name = "debit.remittance.cancel"
    _description = "Cancel a remittance"

    remittance_id = fields.Many2one("debit.remittance", required=True)
    was_sent = fields.Boolean(compute="_compute_was_sent")
    reason = fields.Char(required=True)

    def _compute_was_sent(self):
        for wizard in self:
            wizard.was_sent = wizard.remittance_id.state == "confirmed"

    def action_cancel(self):
        self.ensure_one()
        return self.remittance_id._ask_cancel(self.reason) or {"type": "ir.actions.act_window_close"}
