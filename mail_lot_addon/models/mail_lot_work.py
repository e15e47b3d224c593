from odoo import models

# What Odoo needs to book and reconcile a cheque, in lines as ``background.job`` counts them.
LINES_OF_A_CHEQUE = 20


class MailLot(models.Model):
    """Closing a lot of hundreds of cheques takes longer than a click may: then a worker does it (LOT-15)."""

    _name = "mail.lot"
    _inherit = ["mail.lot", "background.job.target"]

    def action_close(self):
        """Close for good: the deposit is booked and nothing changes any more."""
        self._check_right_to_close()
        self._refuse_move("closed")
        # told now, and looked at again when it is done
        self.filtered(lambda lot: lot.state != "closed")._check_tape()
        outcome = True
        for lot in self:
            size = LINES_OF_A_CHEQUE * lot.cheque_count
            label = self.env._("Close %s", lot.name)
            outcome = self.env["background.job"]._do(lot, "_close", size=size, label=label)
        return outcome

    def action_reopen(self):
        self.env["background.job"]._refuse_while_working(self)
        return super().action_reopen()
