from odoo import models


class NumberFormats(dict):
    """What is known of the numbers of entries that are posted together; a class of its own, so that no caller from
    outside can hand one in."""


class AccountMove(models.Model):
    """Entries of many contracts that are posted at once, as a file of refunds makes them."""

    _inherit = "account.move"

    def _get_next_sequence_format(self):
        """Odoo searches the whole journal for the form of each number, which costs more with every entry in it.

        Entries that are posted together ask once. The numbers themselves are Odoo's, given one by one under its lock.
        """
        known = self.env.context.get("number_formats")
        if not isinstance(known, NumberFormats) or self.journal_id.is_self_billing:
            return super()._get_next_sequence_format()
        alike = (self.journal_id, self.date, self.move_type, bool(self.origin_payment_id))
        if alike not in known:
            known[alike] = super()._get_next_sequence_format()
        form, values = known[alike]
        return form, dict(values)
