"""The records of CODA version 2: 128 characters, the kind in the first one or two.

Source: Febelfin, Coded statement of account (CODA), version 2.6. Positions as there:
counted from 1, both ends included.
"""

from typing import NamedTuple

from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _

from .. import figures, lines

WIDTH = 128

_NUMBERED = {"sequence": (3, 6), "detail": (7, 10)}
LAYOUTS = {
    "0": {
        "creation_date": (6, 11), "bank": (12, 14), "application": (15, 16), "file_reference": (25, 34),
        "addressee": (35, 60), "bic": (61, 71), "version": (128, 128),
    },
    "1": {
        "structure": (2, 2), "paper_number": (3, 5), "account": (6, 42), "sign": (43, 43), "amount": (44, 58),
        "date": (59, 64), "holder": (65, 90), "description": (91, 125), "number": (126, 128),
    },
    "21": _NUMBERED | {
        "reference": (11, 31), "sign": (32, 32), "amount": (33, 47), "value_date": (48, 53), "code": (54, 61),
        "structured": (62, 62), "communication": (63, 115), "entry_date": (116, 121),
    },
    "22": _NUMBERED | {
        "communication": (11, 63), "customer_reference": (64, 98), "bic": (99, 109), "r_type": (113, 113),
        "r_reason": (114, 117), "category_purpose": (118, 121), "purpose": (122, 125),
        "bank_side": (99, 125),
    },
    "23": _NUMBERED | {"account": (11, 47), "name": (48, 82), "communication": (83, 125)},
    "31": _NUMBERED | {"reference": (11, 31), "code": (32, 39), "structured": (40, 40), "communication": (41, 113)},
    "32": _NUMBERED | {"communication": (11, 115)},
    "33": _NUMBERED | {"communication": (11, 100)},
    "8": {"paper_number": (2, 4), "account": (5, 41), "sign": (42, 42), "amount": (43, 57), "date": (58, 63)},
    "4": _NUMBERED | {"text": (33, 112)},
    "9": {"records": (17, 22), "debited": (23, 37), "credited": (38, 52), "more": (128, 128)},
}  # fmt: skip
_SLICES = {
    kind: {name: slice(first - 1, last) for name, (first, last) in layout.items()} for kind, layout in LAYOUTS.items()
}
_SIGNS = {"0": 1, "1": -1}  # credit, debit


class Record(NamedTuple):
    kind: str
    line: int
    text: str

    def get(self, name):
        """Return the columns of a field, stripped."""
        return self.text[_SLICES[self.kind][name]].strip()

    def columns(self, name):
        """Return the columns of a field as they are."""
        return self.text[_SLICES[self.kind][name]]

    @property
    def place(self):
        return figures.place(self.line)

    def day(self, name):
        """Return a date; None for zeros."""
        digits = self.columns(name)
        if not digits.strip("0 "):
            return None
        return figures.day_of(digits[4:6], digits[2:4], digits[:2], self.line)

    def amount(self, currency, name="amount"):
        """Return an amount with three implied decimals, with the sign in front of it where the record has one."""
        value = figures.implied_amount(self.columns(name), 3, currency, self.line)
        if "sign" not in _SLICES[self.kind]:
            return value
        sign = _SIGNS.get(self.columns("sign"))
        if sign is None:
            raise Refusal(
                _("The sign %(sign)s is neither 0 (credit) nor 1 (debit)."), self.place, sign=self.get("sign")
            )
        return sign * value


def records_of(content):
    """Yield the :class:`Record` values of a file, in its order."""
    for number, line in lines.numbered(content):
        if not line.strip():
            continue
        if len(line) > WIDTH:
            too_long = _("The line has %(length)s characters, a record has %(width)s.")
            raise Refusal(too_long, figures.place(number), length=len(line), width=WIDTH)
        kind = line[:2] if line[0] in "23" else line[0]
        if kind not in LAYOUTS:
            raise Refusal(_("The line is no record of CODA."), figures.place(number))
        yield Record(kind, number, line.ljust(WIDTH))
