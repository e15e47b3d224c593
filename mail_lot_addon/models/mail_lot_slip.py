from odoo import models


class MailLot(models.Model):
    """What a lot's slip says: the cheques for the bank, and the cards and accounts whose coupons are archived."""

    _inherit = "mail.lot"

    def _get_slip_items(self):
        """The cheques of the lot in the order of keying; those cancelled after closing stay, marked."""
        self.ensure_one()
        return self.item_ids.filtered(lambda item: item.state != "cancelled" and item.payment_mode == "15").sorted("id")

    def _get_archive_items(self):
        """Cards and accounts whose coupons are kept in case of a complaint, in the order of keying.

        Those that are forwarded lie elsewhere and are on a transfer slip.
        """
        self.ensure_one()
        return self.item_ids.filtered(
            lambda item: (
                item.state != "cancelled" and item.content in ("card", "iban") and item.destination == "archive"
            )
        ).sorted("id")

    def _get_slip_total_in_words(self):
        self.ensure_one()
        return self.currency_id.amount_to_text(self.cheque_total)

    def _get_reversed_total(self):
        """What 4.3 took out of the deposit since."""
        self.ensure_one()
        return sum(self._get_slip_items().filtered(lambda item: item.state == "reversed").mapped("amount"))
