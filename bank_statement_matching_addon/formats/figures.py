"""Amounts and days as line-wise formats write them: decimal commas, implied decimals, two digits of a year."""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

from odoo.addons.sepa_remittance_addon.formats.iso20022 import datatypes
from odoo.addons.sepa_remittance_addon.formats.iso20022.xml import Node
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _

_COMMA_AMOUNT = re.compile("[0-9]+,[0-9]*", re.ASCII)
_DIGITS = re.compile("[0-9]+", re.ASCII)
_CENTURY_TURNS = 90  # 90 to 99 are of the last century


def comma_amount(text, currency, line):
    """Return the Decimal of ``1234,5``; its sign stands elsewhere. Only plain digits and one comma are an amount."""
    if not _COMMA_AMOUNT.fullmatch(text):
        raise Refusal(_("%(text)s is not an amount: digits and one decimal comma."), place(line), text=text[:40] or "-")
    return datatypes.amount(Node("", text.replace(",", "."), line), currency)[0]


def implied_amount(digits, decimals, currency, line):
    """Return the Decimal of digits whose last ``decimals`` are behind an unwritten point."""
    if not _DIGITS.fullmatch(digits):
        raise Refusal(_("%(text)s is not an amount: only digits belong there."), place(line), text=digits[:40])
    padded = digits.zfill(decimals + 1)
    whole, fraction = padded[: len(padded) - decimals], padded[len(padded) - decimals :]
    return datatypes.amount(Node("", f"{whole}.{fraction}" if fraction else whole, line), currency)[0]


def count(digits, line):
    """Return a number of things."""
    if not _DIGITS.fullmatch(digits):
        raise Refusal(_("%(text)s is not a number: only digits belong there."), place(line), text=digits[:40])
    return int(digits)


def day_of(year, month, day, line):
    """Return the date of three groups of two digits.

    :raises Refusal: for a day that no calendar has.
    """
    found = exact_day(year, month, day)
    if found is None:
        raise Refusal(_("%(text)s is not a date."), place(line), text=f"{year}-{month}-{day}"[:20])
    return found


def day_or_last(year, month, day, line):
    """Return a date as German banks count interest: months of 30 days; 30 February is the last day of February."""
    return exact_day(year, month, day) or day_of(year, month, _last_day(year, month, day), line)


@lru_cache(maxsize=4096)  # a statement has few days and many bookings
def exact_day(year, month, day):
    """Return the date of three groups of two digits, None for a day that no calendar has."""
    try:
        return date(full_year(year), int(month), int(day))
    except ValueError:
        return None


def _last_day(year, month, day):
    """Return the last day of a month when a day is one of those that some months have, else the day."""
    try:
        last = monthrange(full_year(year), int(month))[1]
        return f"{last}" if last < int(day) <= 31 else day
    except ValueError:
        return day


def full_year(year):
    """Return the year of its two last digits."""
    if not _DIGITS.fullmatch(year):
        raise ValueError(year)
    return int(year) + (1900 if int(year) >= _CENTURY_TURNS else 2000)


def place(line):
    return f"line {line}"
