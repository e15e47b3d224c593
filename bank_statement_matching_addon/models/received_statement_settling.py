from odoo import models


class ReceivedStatement(models.Model):
    """The way from a statement to the settling screen (STM-13)."""

    _inherit = "received.statement"

    def action_settle(self):
        self.ensure_one()
        return self._action_settle()

    def _action_settle(self, line=None):
        """:param line: the line to begin with; the first that is to settle when there is none."""
        return {
            "type": "ir.actions.client",
            "tag": "settling",
            "name": self.env._("Settle"),
            "context": {"active_id": self.id, "settling_line": line.id if line else False},
        }
