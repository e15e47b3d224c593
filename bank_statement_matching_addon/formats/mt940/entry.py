"""A booking and what the bank says of it: one entry with one transaction."""

import re
from decimal import Decimal

from odoo.addons.sepa_remittance_addon.formats.identifiers import is_iban
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.formats.values import Entry, Transaction

from .. import figures
from ..accounts import party_of
from ..references import structured_reference_in
from .details import read_details

_UNSTRUCTURED = "999"  # a German text without meaning to its subfields
_NOTHING = Decimal(0)
_BANK_CODE = re.compile("/TRCD/([0-9]+)/", re.ASCII)


def read_entry(booking, lines, currency, notes=()):
    """Return the :class:`~.values.Entry` of one booking.

    :param lines: of its fields ``:86:``.
    :param notes: what the bank says in fields of its own.
    """
    details = read_details(lines)
    party, supplement = _counterparty(details.counterparty, booking.supplement)
    code, proprietary = _codes(booking, details)
    place = figures.place(booking.line)
    transaction = Transaction(
        place=place,
        amount=booking.amount,
        currency=currency,
        end_to_end_id=details.end_to_end_id,
        mandate_reference=details.mandate_reference,
        instruction_id=booking.reference,
        payment_information_id=details.payment_information_id,
        bank_reference=booking.bank_reference,
        counterparty=party,
        text=details.text,
        structured_reference=details.structured_reference or structured_reference_in(details.text),
        return_code=details.return_code,
        charges=_charges(booking, details, currency),
    )
    return Entry(
        place=place,
        amount=booking.amount,
        currency=currency,
        booked=True,
        booking_date=booking.booking_date,
        value_date=booking.value_date,
        bank_reference=booking.bank_reference,
        transaction_type=code,
        proprietary_code=proprietary,
        reversal=booking.reversal,
        text=" ".join(filter(None, (details.remarks, supplement, *notes))),
        transactions=(transaction,),
    )


def _codes(booking, details):
    """Return the code that says most, and the other one: the German code beside SWIFT's, or the bank's own.

    SWIFT's codes serve money in and money out alike: ``NRTI-D`` is a payment that came back and was charged to us.
    """
    if details.business_code and details.business_code != _UNSTRUCTURED:
        return f"GVC-{details.business_code}", booking.code
    found = _BANK_CODE.search("".join(booking.supplement.split()))
    return f"{booking.code}-{'D' if booking.amount < 0 else 'C'}", details.bank_code or (found[1] if found else "")


def _counterparty(party, supplement):
    """Rabobank writes the other account behind the booking, and only its holder into the text."""
    if not is_iban(supplement) or (party and (party.iban or party.other_account)):
        return party, supplement
    return party_of(party.name if party else "", supplement, party.bic if party else ""), ""


def _charges(booking, details, currency):
    """Return what a debit that came back cost: the booking without the original amount."""
    if not details.original_amount:
        return _NOTHING
    try:
        original = figures.comma_amount(details.original_amount.removeprefix(currency), currency, booking.line)
    except Refusal:
        return _NOTHING
    return max(abs(booking.amount) - original, _NOTHING) if original else _NOTHING
