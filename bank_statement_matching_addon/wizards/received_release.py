from odoo import fields, models


class ReceivedRelease(models.TransientModel):
    """Asks whether the manual allocations are released too (STM-14)."""

    _name = "received.release"
    _description = "Release allocations"

    statement_ids = fields.Many2many("received.statement")
    line_ids = fields.Many2many("received.statement.line")
    with_manual = fields.Boolean("Release the manual allocations too")

    def action_release(self):
        if self.line_ids:
            self.env["statement.settler"]._release(self.line_ids, self.with_manual)
        self.statement_ids._release_all(self.with_manual)
        return {"type": "ir.actions.act_window_close"}
