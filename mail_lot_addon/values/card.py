"""A card number as an operator keys it: checked, exchanged for an alias at once, and never kept."""

import re
from datetime import date
from typing import NamedTuple

# Issuer ranges by the digits a number begins with, and its length.
BRANDS = (
    ("amex", re.compile(r"3[47]\d{13}")),
    ("visa", re.compile(r"4(\d{12}|\d{15}|\d{18})")),
    ("mastercard", re.compile(r"(5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}")),
    ("maestro", re.compile(r"(50|5[6-9]|6\d)\d{10,17}")),
)
LONGEST_VALIDITY = 20  # years; a card that runs longer was keyed wrongly


class CardNumber(str):
    """The digits of a card, which print, log and appear in an error as their last four."""

    __slots__ = ()

    def __repr__(self):
        return f"<card ending {self[-4:]}>" if len(self) > 8 else "<card>"

    def __str__(self):
        return repr(self)

    def __format__(self, spec):
        return repr(self)

    def reveal(self):
        """The digits themselves, for the provider alone."""
        return "".join(self)


class Expiry(NamedTuple):
    year: int
    month: int

    def __str__(self):
        return f"{self.month:02d}{self.year % 100:02d}"

    def is_past(self, day):
        """A card is good until the last day of its month."""
        return (self.year, self.month) < (day.year, day.month)


def clean_card(text):
    """:return: :class:`CardNumber` without separators; empty when something else than digits was keyed."""
    digits = re.sub(r"[\s.\-]", "", text or "")
    return CardNumber(digits if digits.isascii() and digits.isdigit() else "")


def mask_digits(text):
    """A text of somebody else with whatever may be a card number in it masked."""
    return re.sub(r"\d(?:[\s.\-]?\d){7,}", "****", text or "")


def passes_luhn(digits):
    """ISO/IEC 7812-1 check digit."""
    total = 0
    for position, digit in enumerate(reversed(list(digits))):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return bool(digits) and total % 10 == 0


def brand_of(digits):
    """``visa``, ``mastercard``, ``amex``, ``maestro``, or an empty string for a number of no known brand."""
    bare = "".join(digits)
    return next((brand for brand, shape in BRANDS if shape.fullmatch(bare)), "")


def read_expiry(text, today=None):
    """Month and year as they stand on the card, MMYY.

    :return: :class:`Expiry`, or None when it cannot be read.
    """
    found = re.fullmatch(r"\s*(0[1-9]|1[0-2])[\s/\-]*(\d{2})\s*", text or "")
    if not found:
        return None
    expiry = Expiry(2000 + int(found[2]), int(found[1]))
    return expiry if expiry.year <= (today or date.today()).year + LONGEST_VALIDITY else None
