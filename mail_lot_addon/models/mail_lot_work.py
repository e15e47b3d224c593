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
        return self._work_on_each("_close", lambda lot: self.env._("Close %s", lot.name))

    def _get_size(self):
        return LINES_OF_A_CHEQUE * self.cheque_count

    def action_reopen(self):
        self.env["background.job"]._refuse_while_working(self)
        return super().action_reopen()
