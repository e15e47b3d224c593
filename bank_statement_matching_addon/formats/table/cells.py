"""One cell to what it means, or one refusal. What could mean two things is refused, never guessed."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from odoo.addons.sepa_remittance_addon.formats.identifiers import mask_ibans
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _

from .layout import DATE_ORDERS, DECIMAL_MARKS
from .xlsx_file import FORMULA

_BLANKS = re.compile("[ \u00a0\u2007\u2009\u202f]")
_MARKS = {"any": (".", ",", " ", "'"), "none": ()}
_DAY = re.compile(r"([0-9]{1,4})([-./ ])([0-9]{1,2})\2([0-9]{1,4})(?:[T ,].*[0-9]:[0-9]{2}.*)?", re.ASCII | re.DOTALL)
_DIGITS_ONLY = re.compile("[0-9]{8}", re.ASCII)
_CREDIBLE_YEARS = range(1990, 2100)
_MAX_DIGITS = 18
_LONG_NUMBER = re.compile("[0-9]{9,}")


def as_text(cell):
    """Return a cell as text: a number without exponent, a date as people read it anywhere."""
    if cell is FORMULA:
        raise Refusal(_("The cell holds a formula; save the sheet with values instead."))
    if isinstance(cell, Decimal):
        return format(cell.normalize() if cell == cell.to_integral_value() and cell else cell, "f")
    return str(cell)


def shown(cell):
    """A cell as a message may quote it: short, and without account numbers."""
    return _LONG_NUMBER.sub("…", mask_ibans(str(cell)))[:30]


# ------------------------------------------------------------ amounts


def as_amount(cell, decimal_mark, thousands_mark="any"):
    """Return a signed Decimal; a minus may stand before or behind, or be a pair of brackets.

    :param decimal_mark: ``""`` where nobody said: then only whole numbers without marks are read.
    :raises Refusal: for anything else, a second decimal mark, groups that are not of three digits, and formulas.
    """
    if isinstance(cell, Decimal):
        return cell
    text, sign = _unsigned(as_text(cell))
    found = _pattern(decimal_mark, thousands_mark).fullmatch(text)
    if not found:
        raise _no_amount(cell, decimal_mark)
    whole = re.sub("[^0-9]", "", found["whole"])
    if len(whole) > _MAX_DIGITS:
        raise _no_amount(cell, decimal_mark)
    return sign * Decimal(f"{whole}.{found['decimals'] or '0'}")


def _unsigned(text):
    plain = _BLANKS.sub(" ", text).replace("\u2212", "-").replace("\u2019", "'").strip()
    if plain.startswith("(") and plain.endswith(")"):
        return plain[1:-1].strip(), -1
    if plain.endswith("-") and not plain.startswith(("-", "+")):
        return plain[:-1].strip(), -1
    if plain.startswith(("-", "+")):
        return plain[1:].strip(), -1 if plain[0] == "-" else 1
    return plain, 1


@lru_cache
def _pattern(decimal_mark, thousands_mark):
    if not decimal_mark:
        return re.compile("(?P<whole>[0-9]+)(?P<decimals>)", re.ASCII)
    marks = [mark for mark in _MARKS.get(thousands_mark, (thousands_mark,)) if mark != decimal_mark]
    grouped = "".join(f"|[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+" for mark in marks)
    return re.compile(rf"(?P<whole>[0-9]+{grouped})(?:{re.escape(decimal_mark)}(?P<decimals>[0-9]{{0,6}}))?", re.ASCII)


def _no_amount(cell, decimal_mark):
    if not decimal_mark and any(reads(as_amount, cell, mark) for mark in DECIMAL_MARKS):
        return Refusal(_("Say whether %(text)s is written with a decimal comma or a decimal point."), text=shown(cell))
    return Refusal(_("%(text)s is not an amount as this layout writes them."), text=shown(cell))


# ------------------------------------------------------------ dates


def as_date(cell, order):
    """Return a date; a time behind it is left out, as its time zone is the bank's affair.

    :param order: of :data:`DATE_ORDERS`; ``""`` where nobody said: then only dates that begin with the year are read.
    :raises Refusal: for anything else, and for years before 1990 or after 2099.
    """
    if isinstance(cell, date):
        return _credible(cell, cell)
    numbers = _three_numbers(as_text(cell), order)
    if not order and numbers and len(numbers[0]) != 4:
        raise Refusal(
            _("%(text)s may be more than one day: say in which order day, month and year stand."), text=shown(cell)
        )
    try:
        year, month, day = (numbers[(order or "ymd").index(part)] for part in "ymd")
        found = date(_year(year, order), _small(month), _small(day))
    except (TypeError, ValueError):
        raise Refusal(_("%(text)s is not a date as this layout writes them."), text=shown(cell)) from None
    return _credible(found, cell)


def _three_numbers(text, order):
    found = _DAY.fullmatch(text)
    if found:
        return found[1], found[3], found[4]
    if not _DIGITS_ONLY.fullmatch(text):
        return None
    return (text[:4], text[4:6], text[6:]) if order in ("", "ymd") else (text[:2], text[2:4], text[4:])


def _year(digits, order):
    if len(digits) == 2 and order in ("dmy", "mdy"):
        return 2000 + int(digits)
    if len(digits) != 4:
        raise ValueError(digits)
    return int(digits)


def _small(digits):
    if len(digits) > 2:
        raise ValueError(digits)
    return int(digits)


def _credible(day, cell):
    if day.year not in _CREDIBLE_YEARS:
        raise Refusal(_("The year of the date %(text)s is not credible."), text=shown(cell))
    return day


# ------------------------------------------------------------ how a column is written


def decimal_mark_of(cells):
    """Return the decimal mark by which all cells are amounts; ``""`` where none is, both are, or none is needed."""
    return _only_way(as_amount, cells, DECIMAL_MARKS)


def date_order_of(cells):
    """Return the order in which all cells are dates; ``""`` where none is or several are."""
    return _only_way(as_date, cells, DATE_ORDERS)


def _only_way(read, cells, ways):
    possible = [way for way in ways if all(reads(read, cell, way) for cell in cells if cell != "")]
    return possible[0] if len(possible) == 1 else ""


def reads(read, cell, *way):
    """Tell whether a cell can be read in some way."""
    try:
        read(cell, *way)
    except Refusal:
        return False
    return True
