from odoo import models


class DebitRemittanceLine(models.Model):
    """A debit and the series it belongs to: which mandates it used up, which of its dates count (MAN-10, MAN-12)."""

    _inherit = "debit.remittance.line"

    def _mandates_used_up(self):
        """The mandates that these debits were the only or the last ones of."""
        return self.filtered(lambda line: line.sequence_type in ("OOFF", "FNAL")).mandate_id

    def _completed_mandates(self):
        """Those of them that were completed, and serve again when these debits did not succeed."""
        return self._mandates_used_up().filtered(lambda mandate: mandate.state == "completed")

    def _after_cancelled(self):
        """A debit that the bank never received does not count as a collection of its mandate (MAN-13)."""
        super()._after_cancelled()
        self.filtered("sequence_type").mandate_id._recount_collection_dates()
