from odoo import fields, models


class ReceivedRelease(models.TransientModel):
    """Asks whether the manual allocations are released too (STM-14)."""

    _name = "received.release"
    _description = "Release allocations"

    statement_ids = fields.Many2many("received.statement")
    line_ids = fields.Many2many("received.statement.line")
    with_manual = fields.Boolean("Release the manual allocations too")

    def action_release(self):
        lines = self.line_ids or self.statement_ids.line_ids
        self.env["statement.settler"]._release(lines, self.with_manual)
        return {"type": "ir.actions.act_window_close"}
