"""Field ``:61:``, one booking: dates, sign, amount, code, references.

``RC`` takes a credit back and is a debit, ``RD`` a credit (SWIFT Standards MT, category 9). The year of the entry date
is not told: it is the one nearest to the value date.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _

from .. import figures

_BOOKING = re.compile(
    r"(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?P<entry>[0-9]{4})?"
    r"(?P<mark>R?[CD])(?P<funds>[A-Z])?(?P<amount>[0-9]+,[0-9]*)"
    r"(?P<code>[NSF][A-Z0-9]{3})(?P<rest>.*)",
    re.ASCII,
)
_SIGNS = {"C": 1, "D": -1, "RC": -1, "RD": 1}
_REFERENCE = 16  # characters
# Words that stand for a reference: there is none, or it is in field :86:.
_NO_REFERENCE = {"", "NONREF", "NOTPROVIDED", "EREF", "PREF", "MARF", "KREF+", "EREF+", "MREF+", "KREF", "MREF"}


@dataclass(frozen=True, slots=True)
class Booking:
    line: int
    amount: Decimal  # signed
    booking_date: date
    value_date: date
    code: str
    reversal: bool
    reference: str  # of the account's owner
    bank_reference: str
    supplement: str  # what the bank added behind, and on the next line


def read_booking(field, currency):
    """Return the :class:`Booking` of a field ``:61:``.

    :raises Refusal: for anything but the columns SWIFT describes.
    """
    found = _BOOKING.fullmatch(field.text)
    if not found:
        raise Refusal(_("Field :61: does not hold dates, sign, amount and code of a booking."), field.place)
    value_date = figures.day_or_last(found["year"], found["month"], found["day"], field.line)
    reference, bank_reference, behind = _references(found["rest"])
    supplement = (behind, *(line.strip() for line in field.lines[1:]))
    return Booking(
        line=field.line,
        amount=_SIGNS[found["mark"]] * figures.comma_amount(found["amount"], currency, field.line),
        booking_date=_entry_date(found["entry"], value_date, field),
        value_date=value_date,
        code=found["code"],
        reversal=found["mark"].startswith("R"),
        reference=reference,
        bank_reference=bank_reference,
        supplement=" ".join(filter(None, supplement)),
    )


def _references(rest):
    """Return the owner's reference, the bank's, and what stands behind the 16 characters of either."""
    own, _separator, bank = rest.partition("//")
    behind = " ".join(filter(None, (own[_REFERENCE:].strip(), bank[_REFERENCE:].strip())))
    reference = own[:_REFERENCE].strip()
    return "" if reference.upper() in _NO_REFERENCE else reference, bank[:_REFERENCE].strip(), behind


def _entry_date(month_and_day, value_date, field):
    """Return the entry date: in December for a value date in January and the reverse, in the same year otherwise."""
    if not month_and_day:
        return value_date
    found = _nearest(month_and_day, value_date)
    if found is None:
        raise Refusal(_("%(text)s is not a date."), field.place, text=month_and_day)
    return found


@lru_cache(maxsize=4096)
def _nearest(month_and_day, value_date):
    month, day = int(month_and_day[:2]), int(month_and_day[2:])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    years = (value_date.year + step for step in (-1, 0, 1))
    dates = [date(year, month, min(day, monthrange(year, month)[1])) for year in years]
    return min(dates, key=lambda day: abs(day - value_date))
