"""CSV text to rows of cells, strictly: the csv module of Python forgives too much."""

import codecs
import csv
import io
import re
from collections import Counter
from contextlib import suppress

from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _

from .layout import DELIMITERS, ENCODINGS

_SAMPLE_ROWS = 200
_LETTER = re.compile("[ÀÁÂÄÅÆÇÈÉÊËÍÎÏÑÓÔÖØÙÚÛÜßàáâäåæçèéêëíîïñóôöøùúûüÿœŒ€]")
_BEYOND_ASCII = re.compile("[^\0-\x7f]")
_LONGEST_CELL = 100_000


def decode(content, encoding):
    """Return the text of a file. What is valid UTF-8 beyond ASCII is UTF-8, whatever the layout says.

    :raises Refusal: for bytes that are no text in this encoding, naming the line.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return _decoded(content, name)
    if encoding not in ("utf-8", "utf-16") and not content.isascii():
        with suppress(UnicodeDecodeError):
            return content.decode("utf-8")
    return _decoded(content, encoding)


def _decoded(content, encoding):
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refusal(
            _("The characters are not those of %(encoding)s; choose another encoding."),
            place=f"row {line}",
            encoding=ENCODINGS.get(encoding, encoding),
        ) from None


def guess_encoding(content):
    """Return the encoding of a file: UTF-8 where it is valid, else the one in which most odd bytes are letters."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return max(("cp1252", "cp850"), key=lambda encoding: _share_of_letters(content, encoding))
    return "utf-8"


def _share_of_letters(content, encoding):
    try:
        odd = _BEYOND_ASCII.findall(content.decode(encoding))
    except UnicodeDecodeError:
        return -1
    return sum(1 for character in odd if _LETTER.match(character)) / len(odd)


def guess_delimiter(text):
    """Return the delimiter by which most rows have the same number of cells, and more than one."""
    return max(DELIMITERS, key=lambda delimiter: _agreement(text, delimiter))


def _agreement(text, delimiter):
    widths = Counter()
    with suppress(Refusal):
        for _number, cells in rows(text, delimiter):
            widths[len(cells)] += 1
            if widths.total() >= _SAMPLE_ROWS:
                break
    return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))


def rows(text, delimiter):
    """Yield ``(row number, cells)``, rows counted from 1 as a spreadsheet shows them; empty rows are left out.

    :raises Refusal: for a quotation mark that is not closed or stands inside a cell, NUL bytes, and endless cells.
    """
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            _refuse_odd(cells, number)
            stripped = tuple(cell.strip() for cell in cells)
            if any(stripped):
                yield number, stripped
    except csv.Error:
        raise Refusal(
            _("A quotation mark is not closed, or stands inside a cell."), place=f"row {number + 1}"
        ) from None


def _refuse_odd(cells, number):
    if any("\0" in cell for cell in cells):
        raise Refusal(_("The file contains NUL bytes: it is damaged, or no text."), place=f"row {number}")
    if any(len(cell) > _LONGEST_CELL for cell in cells):
        raise Refusal(_("A cell is longer than any bank's text."), place=f"row {number}")
