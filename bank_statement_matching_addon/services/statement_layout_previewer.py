from odoo import api, models
from odoo.addons.sepa_remittance_addon.formats.identifiers import mask_iban, mask_ibans
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.models.refusals import tell
from odoo.tools import format_date

from ..formats.table import reader

PREVIEW_ROWS = 500  # what is looked at while somebody types; everything is, when the file is received
WHOLE_BYTES = 500_000
SHOWN_LINES = 12
SHOWN_ERRORS = 10


class StatementLayoutPreviewer(models.AbstractModel):
    """Tells in the user's words what would be received of a table, with what is wrong marked by row (STM-4)."""

    _name = "statement.layout.previewer"
    _description = "Preview of a table of bank lines"

    @api.model
    def _preview(self, content, layout, faults):
        """Return what the preview shows.

        :param layout: a :class:`Layout` of the formats.
        :param faults: sentences that say why the layout as such is not complete; then no row is read.
        """
        rows = [] if faults else self._rows(content, layout, faults)
        wrong = [tell(self.env, found) for _number, found in rows if isinstance(found, Refusal)]
        whole = not faults and not wrong and len(content) <= WHOLE_BYTES
        statements = self._statements(content, layout, faults) if whole else []
        return {
            "faults": faults,
            "wrong": wrong[:SHOWN_ERRORS],
            "wrong_count": len(wrong),
            "lines": [self._told(number, found) for number, found in rows[:SHOWN_LINES]],
            "count": len(rows),
            "statements": statements,
            "whole": whole,
        }

    def _rows(self, content, layout, faults):
        rows = []
        try:
            rows.extend((number, one) for number, one in reader.read(content, layout, PREVIEW_ROWS) if number)
        except Refusal as refusal:
            faults.append(tell(self.env, refusal))
        return rows

    def _told(self, number, found):
        if isinstance(found, Refusal):
            return {"number": number, "error": tell(self.env, Refusal(found.template, **found.values))}
        entry, transaction = found.entry, found.entry.transactions[0]
        return {
            "number": number,
            "date": format_date(self.env, entry.booking_date),
            "counterparty": transaction.counterparty.name if transaction.counterparty else "",
            "text": mask_ibans(transaction.text),
            "amount": self._money(entry.amount, found.currency),
            "balance": "" if found.balance is None else self._money(found.balance, found.currency),
            "pending": not entry.booked,
        }

    def _statements(self, content, layout, faults):
        """The whole file, as it would be received; a fault that only the whole shows joins the others."""
        try:
            return [self._summary(statement) for statement in reader.parse(content, layout).statements]
        except Refusal as refusal:
            faults.append(tell(self.env, refusal))
            return []

    def _summary(self, statement):
        number = statement.account.iban or statement.account.other_account
        currency, opening, closing = statement.currency, statement.opening, statement.closing
        return {
            "account": number and mask_iban(number),
            "count": sum(1 for entry in statement.entries if entry.booked),
            "from": format_date(self.env, statement.from_date),
            "to": format_date(self.env, statement.to_date),
            "moved": self._money(sum(entry.amount for entry in statement.entries if entry.booked), currency),
            "opening": opening and self._money(opening.amount, currency),
            "closing": closing and self._money(closing.amount, currency),
        }

    def _money(self, amount, code):
        currency = self.env["res.currency"].with_context(active_test=False).search([("name", "=", code)], limit=1)
        return currency.format(float(amount)) if currency else f"{amount} {code}"
