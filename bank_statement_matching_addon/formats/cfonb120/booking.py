"""A movement (04) and its complements (05) to an entry with one transaction.

A qualifier says what a complement holds; one that is not known stays text, with its name.
"""

import re
from decimal import Decimal

from odoo.addons.sepa_remittance_addon.formats.iso20022.datatypes import reference
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _
from odoo.addons.sepa_remittance_addon.formats.values import Entry, Transaction

from .. import figures
from ..accounts import party_of
from ..references import structured_reference_in

_TEXTS = ("LIB", "LCC", "LC2")
_PAYER, _PAYEE = ("NPY", "CPY"), ("NBE", "CBE")  # name, account
_PLACED = {*_TEXTS, "NPY", "CPY", "NBE", "CBE", "RCN", "REF", "RUM", "LCS", "RET", "FEE"}
_ISO_REASON = re.compile(r"([A-Z]{2}[A-Z0-9]{2})\b")
_FEE = re.compile(r"([A-Z]{3})([0-9])([0-9]{1,14})", re.ASCII)
_HALF = 35  # characters of each of two texts in a complement


class Booking:
    """Takes the records of one movement."""

    def __init__(self, record):
        self.record = record
        self.complements = []  # (qualifier, information)

    def take(self, record):
        """Take a complement; it names the movement it belongs to by its columns."""
        for name in ("code", "date"):
            if record.get(name) not in ("", self.record.get(name)):
                raise Refusal(_("The complement belongs to another movement than the one before it."), record.place)
        self.complements.append((record.columns("qualifier"), record.columns("information")))

    def all(self, *qualifiers):
        return [" ".join(text.split()) for qualifier, text in self.complements if qualifier in qualifiers]

    def first(self, qualifier):
        """Return the columns of the first complement of that kind, blanks without one."""
        found = (text for told, text in self.complements if told == qualifier)
        return next(found, "").ljust(2 * _HALF)

    def entry(self):
        """Return the :class:`~.values.Entry`."""
        record, amount = self.record, self.record.amount()
        bank_reference = record.get("reference") or record.get("number").strip("0")
        booked = record.day("date")
        if booked is None:
            raise Refusal(_("The movement has no date."), record.place)
        return Entry(
            place=record.place,
            amount=amount,
            currency=record.get("currency"),
            booked=True,
            booking_date=booked,
            value_date=record.day("value_date"),
            bank_reference=bank_reference,
            transaction_type=f"CFONB-{record.get('code')}-{'D' if amount < 0 else 'C'}",
            proprietary_code=record.get("internal_code"),
            text=" ".join((*record.get("label").split(), *self.others())),
            transactions=(self.transaction(amount, bank_reference),),
        )

    def transaction(self, amount, bank_reference):
        client, structured = self.first("RCN"), self.first("LCS")
        code, told = self.returned()
        free = [*self.all(*_TEXTS), client[_HALF:].strip(), structured[_HALF:].strip()]
        text = " ".join(" ".join(free).split())
        return Transaction(
            place=self.record.place,
            amount=amount,
            currency=self.record.get("currency"),
            end_to_end_id=reference(client[:_HALF].strip()),
            mandate_reference=reference(self.first("RUM")[:_HALF].strip()),
            payment_information_id=reference(self.first("REF").strip()),
            bank_reference=bank_reference,
            counterparty=self.counterparty(amount, bool(code)),
            text=text,
            structured_reference=structured[:_HALF].strip() or structured_reference_in(text),
            return_code=code,
            return_text=told,
            charges=self.charges(),
        )

    def returned(self):
        """Return why a payment came back: ISO's reason in a complement, or the two digits of the movement."""
        told = " ".join(self.first("RET").split())
        found, digits = _ISO_REASON.match(told), self.record.get("reason")
        return found[1] if found else digits if digits.strip("0") else "", told

    def counterparty(self, amount, returned):
        """Return who paid us, or whom we paid; of a debit that came back, who should have paid."""
        sides = (_PAYER, _PAYEE) if amount > 0 or returned else (_PAYEE, _PAYER)
        for name, account in sides:
            party = party_of(" ".join(self.first(name).split()), self.first(account)[:_HALF].strip())
            if party:
                return party
        return None

    def charges(self):
        """Return the fees a complement tells, in the currency of the account."""
        found = _FEE.match(self.first("FEE"))
        if not found or found[1] != self.record.get("currency"):
            return Decimal(0)
        return figures.implied_amount(found[3], int(found[2]), found[1], self.record.line)

    def others(self):
        """Return what has no field of its own, with the name of its qualifier; all but the first of the others."""
        seen, told = set(), []
        for qualifier, text in self.complements:
            if qualifier not in _TEXTS and (qualifier not in _PLACED or qualifier in seen):
                told += [qualifier, *text.split()]
            seen.add(qualifier)
        return told
