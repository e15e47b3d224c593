"""XLSX workbooks to rows of cells: streamed, nothing calculated, nothing run, nothing fetched.

Numbers are read with the 15 digits a spreadsheet shows: amounts are exact Decimals again.
"""

import io
import re
import zipfile
import zlib
from datetime import date, datetime
from decimal import Decimal
from xml.etree.ElementTree import ParseError

import openpyxl
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _
from openpyxl.utils.exceptions import InvalidFileException

_MAX_BYTES = 256 * 1024 * 1024
_MAX_PARTS = 2000
_MAX_COLUMNS = 200
_MAX_ROWS = 500_000
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0")  # no spreadsheet program writes it; it would hide a declaration
_CHUNK = 1024 * 1024
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UNPRINTABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, IndexError, ValueError, TypeError, AttributeError,
    RuntimeError, ParseError, InvalidFileException, NotImplementedError, OverflowError,
)  # fmt: skip
_NO_WORKBOOK = _("The workbook is broken, protected, or no XLSX file. Save it as XLSX or CSV again.")


class Formula:
    """A cell whose value would have to be calculated; nobody here does."""

    def __str__(self):
        return "="


FORMULA = Formula()


def sniff(content):
    """Tell whether an archive is a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except _BROKEN:
        return False


def sheets(content):
    """Return the names of the sheets that hold cells."""
    with _opened(content) as book:
        return [sheet.title for sheet in book.worksheets]


def rows(content, sheet=""):
    """Yield ``(row number, cells)`` of a sheet, the first one by default; empty rows are left out.

    A cell is a text, a Decimal, a date, or :data:`FORMULA`.

    :raises Refusal: for what is broken, a bomb, or declares entities.
    """
    with _opened(content) as book:
        found = _sheet(book, sheet)
        found.reset_dimensions()  # what a file says of its own size is not believed
        try:
            for number, row in enumerate(found.iter_rows(), 1):
                _refuse_endless(number, row)
                cells = tuple(_value(cell, number) for cell in row)
                if any(cell != "" for cell in cells):
                    yield number, cells
        except Refusal:
            raise
        except _BROKEN:
            raise Refusal(_NO_WORKBOOK) from None


def _refuse_endless(number, row):
    if number > _MAX_ROWS or len(row) > _MAX_COLUMNS:
        raise Refusal(
            _("The sheet has more than %(rows)s rows or %(columns)s columns."), rows=_MAX_ROWS, columns=_MAX_COLUMNS
        )


def _opened(content):
    _refuse_bomb(content)
    try:
        return _Book(openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False))
    except _BROKEN:
        raise Refusal(_NO_WORKBOOK) from None


class _Book:
    """A workbook that is closed when it was read."""

    def __init__(self, book):
        self.book = book

    def __enter__(self):
        return self.book

    def __exit__(self, *_error):
        self.book.close()


def _sheet(book, name):
    wanted = [sheet for sheet in book.worksheets if not name or sheet.title == name]
    if not wanted:
        raise Refusal(_("The workbook has no sheet %(name)s."), name=name[:40] or "-")
    return wanted[0]


def _refuse_bomb(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_BYTES:
                raise Refusal(_("The workbook is larger than any bank's statement."))
            for part in parts:
                _refuse_entities(archive, part)
    except Refusal:
        raise
    except _BROKEN:
        raise Refusal(_NO_WORKBOOK) from None


def _refuse_entities(archive, part):
    """Excel writes no document type; who does wants the reader to fetch or to multiply something."""
    with archive.open(part) as stream:
        tail = b""
        while chunk := stream.read(_CHUNK):
            if _DECLARES.search(tail + chunk) or (not tail and chunk.startswith(_UTF_16)):
                raise Refusal(_("The workbook contains a document type declaration; it may be an attack."))
            tail = chunk[-10:]


def _value(cell, number):
    if cell.data_type == "f":
        return FORMULA
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(format(value, ".15g"))
    return "" if value is None else _text(str(value), number)


def _text(value, number):
    if _UNPRINTABLE.search(value.replace("\r", " ").replace("\n", " ")):
        raise Refusal(_("A cell contains characters that no bank sends."), place=f"row {number}")
    return value.strip()
