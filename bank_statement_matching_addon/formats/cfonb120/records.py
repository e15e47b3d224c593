"""The records of a CFONB account statement: 120 characters, the kind in the first two.

Source: CFONB, Relevé de compte sur support informatique (July 2004), and its additions for SEPA (March 2010). Positions
as there: counted from 1, both ends included. The last digit of an amount carries its sign.
"""

from typing import NamedTuple

from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _

from .. import figures, lines

WIDTH = 120
OPENING, MOVEMENT, COMPLEMENT, CLOSING = "01", "04", "05", "07"

_COLUMNS = {
    "bank": (3, 7), "internal_code": (8, 11), "branch": (12, 16), "currency": (17, 19), "decimals": (20, 20),
    "account": (22, 32), "code": (33, 34), "date": (35, 40), "reason": (41, 42), "value_date": (43, 48),
    "label": (49, 80), "number": (82, 88), "amount": (91, 104), "reference": (105, 120),
    "qualifier": (46, 48), "information": (49, 118), "whose": (3, 7), "of": (12, 32),
}  # fmt: skip
_SLICES = {name: slice(first - 1, last) for name, (first, last) in _COLUMNS.items()}
# Signed last digits: letters as punched cards had them.
CREDIT, DEBIT = "{ABCDEFGHI", "}JKLMNOPQR"


class Record(NamedTuple):
    kind: str
    line: int
    text: str

    def get(self, name):
        return self.text[_SLICES[name]].strip()

    def columns(self, name):
        return self.text[_SLICES[name]]

    @property
    def place(self):
        return figures.place(self.line)

    @property
    def owner(self):
        """Return the columns that say whose account it is: the same in all records of a statement."""
        return self.columns("whose") + self.columns("of")

    def day(self, name):
        """Return a date; None for blanks and zeros."""
        digits = self.columns(name)
        if not digits.strip("0 "):
            return None
        return figures.day_of(digits[4:6], digits[2:4], digits[:2], self.line)

    def amount(self):
        """Return the signed amount: the account's currency and its decimals stand in the record."""
        *digits, last = self.columns("amount")
        sign = 1 if last in CREDIT else -1
        if last not in CREDIT + DEBIT:
            raise Refusal(_("The amount does not end with a signed digit ({ to I, } to R)."), self.place)
        whole = "".join(digits) + str((CREDIT + DEBIT).index(last) % 10)
        decimals = figures.count(self.columns("decimals"), self.line)
        return sign * figures.implied_amount(whole, decimals, self.get("currency"), self.line)


def records_of(content):
    """Yield the :class:`Record` values of a file, in its order."""
    for number, raw in lines.blocks(content, WIDTH):
        line = raw.rstrip()
        if not line:
            continue
        if len(line) > WIDTH:
            too_long = _("The line has %(length)s characters, a record has %(width)s.")
            raise Refusal(too_long, figures.place(number), length=len(line), width=WIDTH)
        if line[:2] not in (OPENING, MOVEMENT, COMPLEMENT, CLOSING):
            raise Refusal(_("The line is no record of CFONB120."), figures.place(number))
        yield Record(line[:2], number, line.ljust(WIDTH))
