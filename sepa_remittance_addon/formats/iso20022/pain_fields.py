"""The values of a pain.008 or pain.001 message, written as the SEPA guidelines allow or refused by name.

Every function returns what goes into the message; ``place`` names the payment, block or message in a refusal.
"""

import re
from decimal import Decimal

from ..charset import is_reference, to_sepa
from ..identifiers import check_rf
from ..refusal import Refusal, _

_CENT = Decimal("0.01")
_MOST = Decimal("999999999.99")  # EPC130-08, AT-06; EPC132-08, AT-T002
_IBAN = re.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_COUNTRY = re.compile("[A-Z]{2}")
_TOWN = _("town")
_NOT_COLLECTED = _("The amount %(amount)s cannot be collected: 0.01 to 999999999.99 euro.")


def write_amount(amount, place, refusal=_NOT_COLLECTED):
    """Return an amount as text; the guidelines allow 0.01 to 999999999.99 euro."""
    if not isinstance(amount, Decimal) or not amount.is_finite() or not _CENT <= amount <= _MOST:
        raise Refusal(refusal, place=place, amount=str(amount))
    return two_decimals(amount, place)


def two_decimals(amount, place):
    """Return an amount or a total in euro as text with two decimals."""
    text = f"{amount:.2f}"
    if Decimal(text) != amount:
        raise Refusal(_("The amount %(amount)s has more than two decimals."), place=place, amount=str(amount))
    return text


def write_reference(reference, what, place):
    """Return a reference untouched: an answer of the bank is recognised by it."""
    if not is_reference(reference):
        raise Refusal(
            _("The %(what)s %(text)s cannot be sent: 1 to 35 characters of the SEPA set, no / at the ends, no //."),
            place=place,
            what=what,
            text=reference[:40] or "-",
        )
    return reference


def write_rf(reference, place):
    """Return an RF creditor reference in electronic form."""
    try:
        return check_rf(reference)
    except Refusal as refusal:
        raise Refusal(refusal.template, place, **refusal.values) from None


def write_signature_date(day, place):
    """Return the date a mandate was signed on; without one there is nothing to collect by."""
    if not day:
        raise Refusal(_("The mandate has no date of signature."), place=place)
    return day.isoformat()


def write_text(text, length, what, place):
    """Return a text in the SEPA set, cut to its length; ``what`` names the field when nothing is left of it."""
    try:
        return to_sepa(text, length, what)
    except Refusal as refusal:
        raise Refusal(refusal.template, place, **refusal.values) from None


def write_iban(iban, place):
    """Return an IBAN that has the form of one; its check digits were checked when it was entered."""
    if not _IBAN.fullmatch(iban):
        raise Refusal(_("The account number is missing or is no IBAN in electronic form."), place=place)
    return iban


def one_of(value, allowed, place):
    """Return a code that is one of those the scheme knows."""
    if value not in allowed:
        raise Refusal(
            _("%(value)s is none of %(allowed)s."), place=place, value=str(value)[:20], allowed=", ".join(allowed)
        )
    return value


def write_address(address, place):
    """Return a hybrid address: town and country are named, at most two free lines; others are refused by banks.

    A street, postcode or free line without any letter or digit says nothing, so it is left out.
    """
    if not address:
        return ""
    if not address.town or not _COUNTRY.fullmatch(address.country) or len(address.lines) > 2:
        raise Refusal(_("An address needs a town, a country code and at most two free lines."), place=place)
    parts = [
        ("StrtNm", _written(address.street, 70)),
        ("PstCd", _written(address.postcode, 16)),
        ("TwnNm", write_text(address.town, 35, _TOWN, place)),
        ("Ctry", address.country),
        *(("AdrLine", _written(line, 70)) for line in address.lines),
    ]
    return f"<PstlAdr>{''.join(f'<{tag}>{text}</{tag}>' for tag, text in parts if text)}</PstlAdr>"


def _written(text, length):
    try:
        return to_sepa(text, length)
    except Refusal:
        return ""
