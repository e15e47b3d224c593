"""A movement (records 2.1 to 2.3) with its information (3.1 to 3.3), and what it is inside a booking.

Types 0 to 3 are bookings. 5 to 8 are details of the booking before, 9 details of a 7: they tell what is in it and move
no money of their own.
"""

import re
from dataclasses import replace

from odoo.addons.sepa_remittance_addon.formats.iso20022.datatypes import reference
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _
from odoo.addons.sepa_remittance_addon.formats.values import Address, Transaction

from ..accounts import party_of
from .communications import read_communication

BOOKINGS = "0123"
DETAILS = "5678"
DETAIL_OF_DETAIL = "9"
_RETURNS = "12345"  # reject, return, refund, reversal, cancellation
_ISO_REASON = re.compile("[A-Z]{2}[A-Z0-9]{2}")
_BIC = re.compile("[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_COUNTERPARTY = "001"  # the form of an information that names the other side


class Movement:
    """Takes the records of one movement."""

    def __init__(self, record, currency):
        """:param record: 2.1, which tells amount, dates and code."""
        self.first = record
        self.amount = record.amount(currency)
        self.currency = currency
        self.code = record.columns("code")
        self.type = self.code[0]
        if not self.code.isascii() or not self.code.isdigit() or self.type not in BOOKINGS + DETAILS + DETAIL_OF_DETAIL:
            raise Refusal(_("The transaction code %(code)s is unknown."), record.place, code=self.code.strip() or "-")
        self.value_date, self.entry_date = record.day("value_date"), record.day("entry_date")
        self.parts = {"21": record}
        self.informations = []  # each a list of the records 3.1, 3.2 and 3.3

    @property
    def sequence(self):
        return self.first.columns("sequence")

    @property
    def category(self):
        return self.code[5:8]

    @property
    def transaction_type(self):
        """Family, operation and category: ``CODA-05-03-000``."""
        return f"CODA-{self.code[1:3]}-{self.code[3:5]}-{self.code[5:8]}"

    def take(self, record):
        """Take a record that continues the movement; its numbers say that it does."""
        if record.columns("sequence") != self.sequence:
            raise Refusal(_("The record belongs to another movement than the one before it."), record.place)
        if record.kind == "31":
            self.informations.append([record])
        elif record.kind in ("32", "33"):
            self.take_information(record)
        elif record.columns("detail") != self.first.columns("detail") or record.kind in self.parts or self.informations:
            raise Refusal(_("The record belongs to another movement than the one before it."), record.place)
        else:
            self.parts[record.kind] = record

    def take_information(self, record):
        if not self.informations or record.kind in [known.kind for known in self.informations[-1]]:
            raise Refusal(_("The record continues an information that did not begin."), record.place)
        self.informations[-1].append(record)

    def transaction(self):
        """Return the :class:`~.values.Transaction`; what the bank informs beside is :meth:`information`."""
        texts = [record.columns("communication") for record in self.parts.values()]
        values = read_communication(self.first.columns("structured") == "1", "".join(texts), self.first.line)
        return Transaction(
            place=self.first.place,
            amount=self.amount,
            currency=self.currency,
            end_to_end_id=reference(self.get("22", "customer_reference")),
            bank_reference=self.first.get("reference"),
            counterparty=self.counterparty(),
            **values | self.returned(values),
        )

    def returned(self, values):
        """Record 2.2 tells what kind of return it is and why, also without a structured communication."""
        kind, reason = self.get("22", "r_type"), self.get("22", "r_reason")
        if not kind:
            return {}
        if kind in _RETURNS and _ISO_REASON.fullmatch(reason):
            return {"return_code": reason}
        # older versions of the standard have other columns there: what they say is kept as text
        return {"text": " ".join(filter(None, (values["text"], self.get("22", "bank_side"))))} if kind != "0" else {}

    def get(self, kind, name):
        return self.parts[kind].get(name) if kind in self.parts else ""

    def counterparty(self):
        """Return the account of 2.3, with the name and the address an information may give."""
        account = self.get("23", "account")[:34].strip()  # the last three columns are its currency
        name, address = self.informed_party()
        account = account if account.strip("0") else ""
        bic = self.get("22", "bic")
        party = party_of(name or self.get("23", "name"), account, bic if _BIC.fullmatch(bic) else "")
        return replace(party, address=Address(lines=address)) if party and address else party

    def informed_party(self):
        for records in self.informations:
            text = records[0].columns("communication")
            if records[0].columns("structured") == "1" and text[:3] == _COUNTERPARTY:
                lines = [record.columns("communication") for record in records[1:]]
                cut = [line[start : start + 35].strip() for line in lines for start in (0, 35)]
                return " ".join(text[3:].split()), tuple(filter(None, cut))
        return "", ()

    def information(self):
        """Return what the informations say, but for the counterparty."""
        told = []
        for records in self.informations:
            text = "".join(record.columns("communication") for record in records)
            if records[0].columns("structured") != "1" or text[:3] != _COUNTERPARTY:
                told.append(" ".join(text.split()))
        return " ".join(filter(None, told))
