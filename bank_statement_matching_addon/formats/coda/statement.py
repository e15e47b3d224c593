"""A file of CODA version 2 to statements, one for each pair of header (0) and trailer (9).

What must add up: the opening balance, the bookings and the closing balance; the number of records and the sums of
debits and credits in the trailer.
"""

import re
from datetime import datetime, time

from odoo.addons.sepa_remittance_addon.formats.refusal import Caution, Refusal, _
from odoo.addons.sepa_remittance_addon.formats.values import Balance, Delivery, Party, Statement

from .. import control, figures
from ..accounts import own_account
from .booking import BookingReading
from .movement import Movement
from .records import records_of

NAME = "CODA"
_SNIFF = re.compile(rb"(?:\xef\xbb\xbf)?\s*0000[0-9]{10}05[^\r\n]{20}")
_VERSION = "2"
# Which record may follow which. Free communications (4) stand behind the balances, each file as its bank likes it.
_AFTER = {
    "0": ("1",),
    "1": ("21", "8", "4", "9"),
    "21": ("21", "22", "23", "31", "8"),
    "22": ("21", "23", "31", "8"),
    "23": ("21", "31", "8"),
    "31": ("21", "31", "32", "33", "8"),
    "32": ("21", "31", "33", "8"),
    "33": ("21", "31", "8"),
    "8": ("4", "9"),
    "4": ("4", "9"),
    "9": ("0",),
}
_RECORDS, _DEBITS, _CREDITS = _("number of records"), _("sum of debits"), _("sum of credits")
# Account structures (0 Belgian number, 1 foreign number, 2 Belgian IBAN, 3 foreign IBAN): columns of number, currency.
_STRUCTURES = {
    "0": (slice(0, 12), slice(13, 16)),
    "1": (slice(0, 34), slice(34, 37)),
    "2": (slice(0, 31), slice(34, 37)),
    "3": (slice(0, 34), slice(34, 37)),
}


def sniff(content):
    """Tell whether a file begins with the header record of CODA."""
    return bool(_SNIFF.match(content[:4096]))


def parse(content):
    """Return the :class:`~.values.Delivery` of a file.

    :raises Refusal: for anything that cannot be read with certainty; then nothing of the file is good.
    """
    statements, header, reading, before = [], None, None, "9"
    for record in records_of(content):
        if record.kind not in _AFTER[before]:
            raise Refusal(_("The record %(kind)s stands where it does not belong."), record.place, kind=record.kind)
        before = record.kind
        if record.kind == "0":
            header, reading = header or record, _Reading(record, len(statements) + 1)
        else:
            reading.take(record)
        if record.kind == "9":
            statements.append(reading.statement())
    if before != "9" or not statements:
        raise Refusal(_("The file has no trailer record (9): it is cut off."))
    control.refuse_twice(statements)
    created = header.day("creation_date")
    moment = datetime.combine(created, time()) if created else None
    return Delivery("coda", header.get("file_reference"), moment, tuple(statements))


class _Reading:
    """Takes the records of one statement."""

    def __init__(self, header, position):
        if header.get("version") != _VERSION:
            raise Refusal(
                _("This is CODA version %(version)s; version 2 is read. Ask the bank for it."),
                header.place,
                version=header.get("version") or "-",
            )
        self.header = header
        self.place = f"statement {position}, {header.place}"
        self.records = 0
        self.balance = self.closing = None
        self.booking = self.movement = None
        self.entries, self.remarks = [], []
        self.takers = {
            "1": self.open,
            "21": self.take_movement,
            "8": self.close,
            "4": self.take_free,
            "9": self.compare,
        }

    def take(self, record):
        self.records += record.kind != "9"
        taker = self.takers.get(record.kind)
        if taker:
            taker(record)
        else:
            self.movement.take(record)

    # ------------------------------------------------------------ balances

    def open(self, record):
        self.balance = record
        self.account, self.currency = _account(record, record.get("structure"))
        self.opening = Balance(record.amount(self.currency), self.currency, record.day("date"))

    def close(self, record):
        self.end_movement()
        self.end_booking()
        if _account(record, self.balance.get("structure")) != (self.account, self.currency):
            raise Refusal(_("The closing balance is of another account than the opening balance."), record.place)
        self.closing = Balance(record.amount(self.currency), self.currency, record.day("date"))
        moved = sum(entry.amount for entry in self.entries)
        control.refuse_out_of_balance(self.opening.amount, moved, self.closing.amount, record.place)

    def take_free(self, record):
        self.remarks.append(record.get("text"))

    # ------------------------------------------------------------ bookings

    def take_movement(self, record):
        self.end_movement()
        self.movement = Movement(record, self.currency)

    def end_movement(self):
        """The movement is complete: a booking of its own, or a detail of the one before."""
        movement, self.movement = self.movement, None
        if movement and self.booking and self.booking.takes(movement):
            self.booking.take(movement)
        elif movement:
            self.end_booking()
            self.booking = BookingReading(movement)

    def end_booking(self):
        booking, self.booking = self.booking, None
        if booking:
            entry = booking.entry()
            if len(entry.transactions) > 1 and not entry.is_itemised():
                self.remarks.append(
                    Caution(_("%(place)s: the details do not add up to their booking."), place=entry.place)
                )
            self.entries.append(entry)

    # ------------------------------------------------------------ the end

    def compare(self, trailer):
        """Compare what the trailer announces with what was read."""
        if self.closing is None and self.booking is None and self.movement is None:
            self.closing = self.opening  # a day without movements has no new balance
        if self.closing is None:
            raise Refusal(_("The statement has no closing balance (record 8): the file is cut off."), trailer.place)
        control.refuse_other_total(
            figures.count(trailer.columns("records"), trailer.line), self.records, _RECORDS, trailer.place
        )
        debited = sum(-entry.amount for entry in self.entries if entry.amount < 0)
        credited = sum(entry.amount for entry in self.entries if entry.amount > 0)
        for name, held, word in (("debited", debited, _DEBITS), ("credited", credited, _CREDITS)):
            told = figures.implied_amount(trailer.columns(name), 3, self.currency, trailer.line)
            control.refuse_other_total(told, held, word, trailer.place)

    def statement(self):
        day = self.closing.day
        number = (self.balance.get("number") or self.balance.get("paper_number")).lstrip("0")
        number = number or self.balance.get("paper_number").lstrip("0")
        reference = (self.header.get("file_reference"), number, f"{day:%Y-%m-%d}" if day else "")
        return Statement(
            place=self.place,
            identification=" ".join(filter(None, reference)),
            number=number,
            account=Party(self.balance.get("holder"), self.account.iban, self.header.get("bic"), None,
                          self.account.other_account),
            currency=self.currency,
            opening=self.opening,
            closing=self.closing,
            entries=tuple(self.entries),
            remarks=tuple(filter(None, self.remarks)),
        )  # fmt: skip


def _account(record, structure):
    """Return the account and its currency, by the structure the opening balance names."""
    columns = _STRUCTURES.get(structure)
    if not columns:
        raise Refusal(_("The account structure %(structure)s is unknown."), record.place, structure=structure or "-")
    number, currency = (record.columns("account")[part].strip() for part in columns)
    return own_account(number), currency
