from odoo import models


class MailLotItem(models.Model):
    _inherit = "mail.lot.item"

    def _get_means_label(self):
        """The means of payment as lists show it; never a whole number of a card or an account."""
        self.ensure_one()
        return self.cheque_number or ""
