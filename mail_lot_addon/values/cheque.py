"""What French law says of a cheque (Code monétaire et financier)."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

PRESENTATION = timedelta(days=8)  # art. L131-32, issued in metropolitan France
PRESCRIPTION = relativedelta(years=1)  # art. L131-59, counted from the end of the presentation


class Cheque(NamedTuple):
    """What was read from a cheque. Amounts in the currency of the lot."""

    number: str
    date: object
    amount_in_figures: float
    amount_in_words: float = 0.0
    bank: str = ""
    account: str = ""
    drawer: str = ""
    signed: bool = True

    @property
    def amount(self):
        """The amount in words prevails over the one in figures (art. L131-10); 0 in words means: the same."""
        return self.amount_in_words or self.amount_in_figures


def last_day(date):
    """The last day on which the drawer's bank must pay a cheque of this date."""
    return date + PRESENTATION + PRESCRIPTION


def read_date(text):
    """A date as operators key it, day first: 050126, 05012026, 5/1/26 or 05.01.2026.

    :return: the date, or None when it cannot be read.
    """
    parts = re.findall(r"\d+", text or "")
    if len(parts) == 1 and len(parts[0]) in {6, 8}:
        parts = [parts[0][:2], parts[0][2:4], parts[0][4:]]
    if len(parts) != 3 or len(parts[2]) not in {2, 4}:
        return None
    day, month, year = (int(part) for part in parts)
    try:
        return datetime(year + 2000 if year < 100 else year, month, day).date()
    except ValueError:
        return None


def clean_number(text):
    """The seven digits of a cheque number, or an empty string when it is none."""
    digits = re.sub(r"[\s.\-]", "", text or "")
    return digits.zfill(7) if re.fullmatch(r"\d{1,10}", digits) else ""


def clean_bank(text):
    return " ".join((text or "").upper().split())


def may_be_same_bank(one, other):
    """False only when both banks are known in the same way, both read by scanner or both typed, and differ."""
    if not one or not other or one.isdigit() != other.isdigit():
        return True
    return one == other
