"""The numbers by which PBS and Danish authorities know a debtor."""

import re

from stdnum.dk import cpr, cvr
from stdnum.exceptions import ValidationError

from ..refusal import Refusal, _

_ACCOUNT = re.compile(r"(?:DK\d\d)?(\d{4})(\d{1,10})")


def check_cvr(number):
    """The eight digits of a company number (CVR). Raises Refusal saying what is wrong with it."""
    try:
        return cvr.validate(number)
    except ValidationError:
        raise Refusal(_("“%(number)s” is not a CVR number: eight digits, checked modulo 11."), number=number) from None


def check_cpr(number):
    """The ten digits of a personal number (CPR). Raises Refusal, without repeating the number: it is personal."""
    try:
        return cpr.validate(number)
    except ValidationError:
        raise Refusal(_("This is not a CPR number: a date of birth DDMMYY and four digits.")) from None


def cvr_of(vat):
    """The CVR number in a Danish VAT number, ``""`` where there is none."""
    return cvr.compact(vat) if vat and cvr.is_valid(vat) else ""


def account_of(number):
    """Registration and account number, 14 digits, of a Danish account or IBAN; ``""`` for any other account."""
    found = _ACCOUNT.fullmatch(re.sub(r"[\s.-]", "", number or "").upper())
    return found[1] + found[2].zfill(10) if found else ""


def bare(number):
    """A customer or creditor number as it is compared: PBS may pad it with zeros."""
    return (number or "").strip(" ").lstrip("0")
