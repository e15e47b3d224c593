"""A fixed-width record, declared once as a table and used both to read and to write it.

The rows of a table are those of the published specification: ``(name, from, to, kind)``, positions counted from 1,
both ends included. A kind that is a plain string is a constant. Amounts are :class:`~decimal.Decimal` kroner outside
and øre in the columns; no float ever touches them.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ..refusal import Refusal, _

# Printable ASCII and the accented Latin letters. Leaving out 0x80-0xBF also makes sure that no written file can be
# mistaken for UTF-8 (see lines.py): every multi-byte sequence of UTF-8 needs a byte of that range.
WRITABLE = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xC0, 0x100))))


CENTURY = 20  # the first two digits of a year: most dates are written without them


class Kind(NamedTuple):
    """How columns become a value and back. ``read`` and ``write`` raise ``ValueError``; ``complaint`` words it."""

    read: Callable[[str], object]
    write: Callable[[object, int], str]
    complaint: str


def _read_digits(columns):
    if not (columns.isascii() and columns.isdigit()):
        raise ValueError(columns)
    return columns


def _write_digits(digits, width):
    return _read_digits(digits).zfill(width)


def _write_text(text, width):
    if not WRITABLE.issuperset(text):
        raise ValueError(text)
    return text.ljust(width)


def _read_amount(columns):
    return Decimal(_read_digits(columns)).scaleb(-2)


def _write_amount(amount, width):
    ore = amount.scaleb(2)
    if not ore.is_finite() or ore != ore.to_integral_value():
        raise ValueError(amount)
    return _write_digits(str(int(ore)), width)


def _date_kind(pattern, year, month, day, complaint):
    """A date of this century whose parts stand in the given slices; zeros are no date."""

    def in_reach(value):
        if value.year // 100 != CENTURY:
            raise ValueError(value)
        return value

    def read(columns):
        if not int(_read_digits(columns)):
            return None
        return in_reach(date(int(f"{CENTURY}{columns[year]}"[-4:]), int(columns[month]), int(columns[day])))

    def write(value, width):
        if value is None:
            return "0" * width
        return in_reach(value).strftime(pattern)

    return Kind(read, write, complaint)


def _constant(text):
    def read(columns):
        if columns != text:
            raise ValueError(columns)

    complaint = _("%(field)s (columns %(start)s-%(end)s) is not what belongs there.")
    return Kind(read, lambda _value, _width: text, complaint)


def optional(kind, empty=None):
    """The same kind in columns that may be blank: blank is read as ``empty``, and ``empty`` is written as blank."""

    def read(columns):
        return kind.read(columns) if columns.strip(" ") else empty

    def write(value, width):
        return " " * width if value == empty else kind.write(value, width)

    return kind._replace(read=read, write=write)


def _unread(filler):
    return Kind(lambda _columns: None, lambda _value, width: filler * width, "")


TEXT = Kind(
    lambda columns: columns.rstrip(" "),
    _write_text,
    _("%(field)s must fit columns %(start)s-%(end)s and hold letters, digits and ASCII punctuation only."),
)
DIGITS = Kind(_read_digits, _write_digits, _("%(field)s (columns %(start)s-%(end)s) must be digits only."))
COUNT = Kind(
    lambda columns: int(_read_digits(columns)),
    lambda number, width: _write_digits(str(number), width),
    _("%(field)s (columns %(start)s-%(end)s) must be a number written in digits only."),
)
AMOUNT = Kind(
    _read_amount,
    _write_amount,
    _("%(field)s must be a whole number of øre, in digits, that fits columns %(start)s-%(end)s."),
)
YYMMDD = _date_kind(
    "%y%m%d", slice(0, 2), slice(2, 4), slice(4, 6), _("%(field)s (columns %(start)s-%(end)s) is no date YYMMDD.")
)
DDMMYY = _date_kind(
    "%d%m%y", slice(4, 6), slice(2, 4), slice(0, 2), _("%(field)s (columns %(start)s-%(end)s) is no date DDMMYY.")
)
DDMMYYYY = _date_kind(
    "%d%m%Y", slice(4, 8), slice(2, 4), slice(0, 2), _("%(field)s (columns %(start)s-%(end)s) is no date DDMMYYYY.")
)
BLANKS = _unread(" ")  # written blank, not read
ZEROS = _unread("0")  # written as zeros, not read


class Field(NamedTuple):
    """A row of a layout; ``kind`` may be a constant string."""

    name: str
    start: int
    end: int
    kind: Kind | str


class Record:
    """The layout of one record type.

    :param width: columns of the record, without its line end.
    :param rows: ``(name, from, to, kind)`` covering every column from 1 to ``width`` in order, without gap or
        overlap; anything else raises ``ValueError`` when the layout is declared.
    """

    def __init__(self, name, width, *rows):
        self.name = name
        self.width = width
        self.fields = tuple(self._field(*row) for row in rows)
        self._prove_cover()

    @staticmethod
    def _field(name, start, end, kind):
        return Field(name, start, end, _constant(kind) if isinstance(kind, str) else kind)

    def _prove_cover(self):
        position = 0
        for field in self.fields:
            if field.start != position + 1 or field.end < field.start:
                raise ValueError(f"{self.name}: {field.name} does not begin where the field before it ends")
            position = field.end
        if position != self.width:
            raise ValueError(f"{self.name} covers {position} of {self.width} columns")

    def parse(self, line, place=""):
        """Read ``line``, already padded to the width. Gives ``{name: value}``; raises Refusal naming the columns."""
        values = {}
        for field in self.fields:
            try:
                values[field.name] = field.kind.read(line[field.start - 1 : field.end])
            except ValueError as error:
                raise self._refusal(field, place) from error
        return values

    def render(self, place="", **values):
        """Write one line of exactly ``width`` characters; ``values`` by field name, constants and fillers left out.

        Raises Refusal, with ``place``, for a value its columns cannot hold: nothing is ever cut off.
        """
        return "".join(self._columns(field, values.get(field.name), place) for field in self.fields)

    def _columns(self, field, value, place):
        width = field.end - field.start + 1
        try:
            columns = field.kind.write(value, width)
        except ValueError as error:
            raise self._refusal(field, place) from error
        if len(columns) != width:
            raise self._refusal(field, place)
        return columns

    def _refusal(self, field, place):
        label = f"{self.name}: {field.name.replace('_', ' ')}"
        return Refusal(field.kind.complaint, place, field=label, start=field.start, end=field.end)
