from odoo import models


class AccountMove(models.Model):
    """What the deposit paid of a final invoice is held again when that invoice is taken back (CTR-7)."""

    _inherit = "account.move"

    def button_draft(self):
        self.env["deposit.settler"]._unsettle(self)
        return super().button_draft()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """A credit note that cancels the invoice leaves room for another final one; any other is owed as a payment."""
        finals = self.filtered("is_final_invoice") if cancel else self.browse()
        self.env["deposit.settler"]._unsettle(finals)
        reversals = super()._reverse_moves(default_values_list, cancel)
        finals.is_final_invoice = False
        return reversals
