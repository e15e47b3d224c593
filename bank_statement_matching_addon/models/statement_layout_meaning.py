from collections import Counter

from odoo import fields, models

from ..formats.table.layout import MEANINGS, SEVERAL_COLUMNS


class StatementLayoutMeaning(models.AbstractModel):
    """What one column of a table is, saved or still being tried."""

    _name = "statement.layout.meaning"
    _description = "Meaning of a column"

    sequence = fields.Integer(default=10)
    title = fields.Char(readonly=True)
    meaning = fields.Selection(list(MEANINGS.items()), help="Empty: the column is not read. Several texts are joined.")

    def _faults(self):
        """Return in words why a table with these columns cannot be read."""
        labels = dict(self._fields["meaning"]._description_selection(self.env))
        counts = Counter(column.meaning for column in self if column.meaning)
        for meaning, count in counts.items():
            if count > 1 and meaning not in SEVERAL_COLUMNS:
                yield self.env._("Two columns are “%s”; one is enough.", labels[meaning])
        yield from self._missing(counts)

    def _missing(self, told):
        if "booking_date" not in told:
            yield self.env._("No column is the booking date.")
        if "amount" not in told and not ("money_in" in told or "money_out" in told):
            yield self.env._("No column is the amount.")
        if "amount" in told and ("money_in" in told or "money_out" in told):
            yield self.env._("Choose one amount, or money in and money out, not both.")
        if ("original_amount" in told) != ("original_currency" in told):
            yield self.env._("An amount in another currency needs the column of that currency.")
