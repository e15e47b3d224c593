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
        result = super().action_lift_block()
        self.remittance_id._forget_refused()
        return result
