"""One message MT940: its fields, in their order, to a statement or a page of one.

What must add up: the opening balance, the bookings and the closing balance, and totals that a bank writes behind them.
"""

import re

from odoo.addons.sepa_remittance_addon.formats.refusal import Caution, Refusal, _
from odoo.addons.sepa_remittance_addon.formats.values import Balance, Statement

from .. import control, figures
from ..accounts import own_account
from .booking import read_booking
from .entry import read_entry
from .totals import refuse_other_totals
from .wrapping import text_of

_BALANCE = re.compile(r"([CD])([0-9]{2})([0-9]{2})([0-9]{2})([A-Z]{3})([0-9]+,[0-9]*)", re.ASCII)
_NUMBER = re.compile(r"0*([0-9]*)(?:/0*([0-9]*))?", re.ASCII)
_INTRADAY = {"13", "13D", "34F", "90C", "90D"}
_NOTES = {"NS", "NSF"}
# The order of fields; a booking and its text alternate between the balances.
_ORDER = {
    "20": 0, "21": 1, "25": 2, "25P": 2, "28": 3, "28C": 3, "60F": 4, "60M": 4, "61": 5, "62F": 6, "62M": 6, "64": 7,
    "65": 8,
}  # fmt: skip
_REPEATED = {"61", "65"}
_MISSING = {
    2: _("The statement has no account (field :25:)."),
    4: _("The statement has no opening balance (field :60F: or :60M:)."),
    6: _("The statement has no closing balance (field :62F: or :62M:): the file is cut off."),
}


class Message:
    """Takes the fields of one message."""

    def __init__(self):
        self.fields = {}  # by rank: those that stand once
        self.last = None
        self.booking = None
        self.texts, self.notes = [], []  # of the booking
        self.entries, self.remarks = [], []
        self.opening = self.closing = None

    def take(self, field):
        if field.tag in _INTRADAY and self.opening is None:
            raise Refusal(
                _("This is an intraday report (MT942): its bookings are not final. Import the statement (MT940)."),
                field.place,
            )
        if field.tag == "86":
            self.take_text(field)
        elif field.tag in _NOTES:
            self.take_note(field)
        else:
            self.take_ranked(field)
        self.last = field

    def take_ranked(self, field):
        rank = _ORDER.get(field.tag)
        if rank is None:
            raise Refusal(_("The field :%(tag)s: does not belong in a statement."), field.place, tag=field.tag)
        if field.tag not in _REPEATED and rank in self.fields:
            raise Refusal(_("The field :%(tag)s: stands twice in a statement."), field.place, tag=field.tag)
        if (self.fields and rank < max(self.fields)) or (rank == 5 and 4 not in self.fields):
            raise Refusal(_("The field :%(tag)s: stands where it does not belong."), field.place, tag=field.tag)
        self.end_booking()
        self.fields[rank] = field
        if rank == 4:
            self.opening = self.balance(field)
        elif rank == 5:
            self.booking = read_booking(field, self.opening.currency)
        elif rank == 6:
            self.close(field)

    def take_text(self, field):
        if self.booking:
            self.texts += field.lines
            return
        text = text_of(field.lines)
        if self.closing:
            amounts = [entry.amount for entry in self.entries]
            refuse_other_totals("".join(text.split()), amounts, self.closing.currency, field.line)
        self.remarks.append(text)

    def take_note(self, field):
        (self.notes if self.booking else self.remarks).append(text_of(field.lines))

    def end_booking(self):
        if self.booking:
            self.entries.append(read_entry(self.booking, self.texts, self.opening.currency, self.notes))
        self.booking, self.texts, self.notes = None, [], []

    def balance(self, field):
        found = _BALANCE.fullmatch(field.text)
        if not found:
            raise Refusal(_("The balance does not hold sign, date, currency and amount."), field.place)
        sign, year, month, day, currency, amount = found.groups()
        value = figures.comma_amount(amount, currency, field.line)
        read = figures.day_or_last(year, month, day, field.line)
        if read != figures.exact_day(year, month, day):
            told = f"{year}-{month}-{day}"
            self.remarks.append(
                Caution(_("The date %(told)s does not exist; it is read as the last day of its month."), told=told)
            )
        return Balance(value if sign == "C" else -value, currency, read)

    def close(self, field):
        self.closing = self.balance(field)
        if self.opening is None:
            raise Refusal(_MISSING[4], field.place)
        if self.closing.currency != self.opening.currency:
            raise Refusal(_("The opening and closing balances are in different currencies."), field.place)
        moved = sum(entry.amount for entry in self.entries)
        control.refuse_out_of_balance(self.opening.amount, moved, self.closing.amount, field.place)

    def statement(self, position):
        """Return the :class:`~.values.Statement`, at the end of the message."""
        self.end_booking()
        for rank, sentence in _MISSING.items():
            if rank not in self.fields:
                raise Refusal(sentence, self.last.place)
        reference = self.fields[0].text if 0 in self.fields else ""
        return Statement(
            place=f"statement {position}, line {next(iter(self.fields.values())).line}",
            identification=" ".join(filter(None, (reference, f"{self.closing.day:%Y-%m-%d}"))),
            number=self.number(),
            account=own_account(self.fields[2].text, self.opening.currency),
            currency=self.closing.currency,
            opening=self.opening,
            closing=self.closing,
            complete=self.is_final(6),
            entries=tuple(self.entries),
            remarks=tuple(filter(None, self.remarks)),
        )

    def is_final(self, rank):
        return self.fields[rank].tag.endswith("F")

    def number(self):
        """Return the statement's number, with the page where there are several; zeros are no number."""
        field = self.fields.get(3)
        found = _NUMBER.fullmatch(field.text) if field else None
        if not found or not found[1]:
            return "" if found or not field else field.text
        alone = int(found[2] or 1) == 1 and self.is_final(4) and self.is_final(6)
        return found[1] if alone else f"{found[1]}/{found[2] or 1}"
