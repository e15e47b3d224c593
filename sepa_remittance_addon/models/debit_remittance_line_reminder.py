from odoo import models


class DebitRemittanceLine(models.Model):
    """What the bank refused waits for a decision: the remittance reminds of it."""

    _inherit = "debit.remittance.line"

    def _after_rejected(self):
        super()._after_rejected()
        self.remittance_id._remind_of_refused()

    def _after_returned(self):
        super()._after_returned()
        self.remittance_id._remind_of_refused()

    def action_lift_block(self):
        """When nothing refused is blocked any more, there is nothing left to decide."""
        result = super().action_lift_block()
        for remittance in self.remittance_id:
            waiting = self.search_count(
                [
                    ("remittance_id", "=", remittance.id),
                    ("state", "in", ("rejected", "returned")),
                    ("move_line_id.payment_block", "!=", False),
                ],
                limit=1,
            )
            if not waiting:
                remittance.activity_unlink(["sepa_remittance_addon.activity_refused"])
        return result
