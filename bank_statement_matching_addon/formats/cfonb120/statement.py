"""A file of CFONB120 to statements: each begins with the old balance (01) and ends with the new one (07).

What must add up: the old balance, the movements and the new balance; all records of a statement are of one account.
"""

import re

from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _
from odoo.addons.sepa_remittance_addon.formats.values import Balance, Delivery, Party, Statement

from .. import control
from .booking import Booking
from .records import CLOSING, COMPLEMENT, MOVEMENT, OPENING, records_of

NAME = "CFONB120"
_SNIFF = re.compile(rb"(?:\xef\xbb\xbf)?\s*01[0-9]{5} {4}[0-9]{5}[A-Z]{3}[0-9][^\r\n]{70}")
_AFTER = {
    OPENING: (MOVEMENT, CLOSING),
    MOVEMENT: (MOVEMENT, COMPLEMENT, CLOSING),
    COMPLEMENT: (MOVEMENT, COMPLEMENT, CLOSING),
    CLOSING: (OPENING,),
}


def sniff(content):
    """Tell whether a file begins with the record of an old balance."""
    return bool(_SNIFF.match(content[:4096]))


def parse(content):
    """Return the :class:`~.values.Delivery` of a file.

    :raises Refusal: for anything that cannot be read with certainty; then nothing of the file is good.
    """
    statements, reading, before = [], None, CLOSING
    for record in records_of(content):
        if record.kind not in _AFTER[before]:
            raise Refusal(_("The record %(kind)s stands where it does not belong."), record.place, kind=record.kind)
        before = record.kind
        if record.kind == OPENING:
            reading = _Reading(record, len(statements) + 1)
        else:
            reading.take(record)
        if record.kind == CLOSING:
            statements.append(reading.statement(record))
    if before != CLOSING or not statements:
        raise Refusal(_("The file has no new balance (record 07) at its end: it is cut off."))
    control.refuse_twice(statements)
    return Delivery("cfonb120", statements[0].identification, None, tuple(statements))


class _Reading:
    """Takes the records of one statement."""

    def __init__(self, record, position):
        self.first = record
        self.place = f"statement {position}, {record.place}"
        self.opening = _balance(record)
        self.booking = None
        self.entries = []

    def take(self, record):
        if record.owner != self.first.owner:
            raise Refusal(_("The record is of another account or currency than its statement."), record.place)
        if record.kind == COMPLEMENT:
            self.booking.take(record)
            return
        self.end_booking()
        if record.kind == MOVEMENT:
            self.booking = Booking(record)

    def end_booking(self):
        if self.booking:
            self.entries.append(self.booking.entry())
        self.booking = None

    def statement(self, record):
        closing = _balance(record)
        moved = sum(entry.amount for entry in self.entries)
        control.refuse_out_of_balance(self.opening.amount, moved, closing.amount, record.place)
        first = self.first
        return Statement(
            place=self.place,
            identification=f"{closing.day:%Y-%m-%d}",
            number="",
            account=Party(name="", other_account="".join(map(first.get, ("bank", "branch", "account")))),
            currency=closing.currency,
            opening=self.opening,
            closing=closing,
            entries=tuple(self.entries),
        )


def _balance(record):
    day = record.day("date")
    if day is None:
        raise Refusal(_("The balance has no date."), record.place)
    return Balance(record.amount(), record.get("currency"), day)
