"""A bank's table to statements, by its layout: all rows are sound, or one refusal names the first that is not."""

from collections import deque
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from odoo.addons.sepa_remittance_addon.formats.identifiers import check_iban, is_iban
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _
from odoo.addons.sepa_remittance_addon.formats.values import Delivery, Entry

from . import csv_file, xlsx_file
from .layout import XLSX, plain_title
from .row import party_of, row_reader
from .running_balance import statement_of

TITLES_WITHIN = 50  # rows above the titles: names, periods, balances for people
_HEAD = 65536


@dataclass(frozen=True, slots=True)
class Line:
    """One row that is a line."""

    number: int  # of the row
    account: str
    currency: str
    balance: Decimal | None
    entry: Entry


def parse(content, layout):
    """Return the :class:`Delivery` in a table: one statement for each account and currency.

    :raises Refusal: for a table that does not follow the layout in every row, or whose running balance does not follow.
    """
    lines, account = [], ""
    for _number, found in read(content, layout):
        if isinstance(found, Refusal):
            raise found
        if isinstance(found, str):
            account = found
        else:
            lines.append(found)
    if not lines:
        raise Refusal(_("The file holds titles and no lines."))
    groups = {}
    for line in lines:
        groups.setdefault((line.account or account, line.currency), []).append(line)
    statements = [
        statement_of(party_of(number), currency, found, place)
        for place, ((number, currency), found) in enumerate(groups.items(), 1)
    ]
    return Delivery(layout.kind, "", None, tuple(statements))


def read(content, layout, until=None):
    """Yield ``(row number, found)``: a :class:`Line`, or the :class:`Refusal` of a row that is none.

    The text of an account above the titles comes first, as row 0.

    :param until: the last row to look at.
    :raises Refusal: for what is no table, or not the one of the layout.
    """
    numbered = rows(content, layout)
    if until:
        numbered = (row for row in numbered if row[0] <= until)
    above, body = _body(numbered, layout)
    read_row = row_reader(layout)
    account = _account_in(above)
    if account:
        yield 0, account
    for number, cells in _without_footer(body, 0 if until else layout.footer_rows):
        if not layout.row_mark or plain_title(cells[0]) == plain_title(layout.row_mark):
            yield number, _line(number, cells, layout, read_row)


def rows(content, layout):
    """Return the rows of cells in a file, as the layout opens it."""
    if layout.kind == XLSX:
        return xlsx_file.rows(content, layout.sheet)
    return csv_file.rows(csv_file.decode(content, layout.encoding), layout.delimiter)


def follows(content, layout):
    """Tell whether a file has the titles of a layout; without titles, whether a row is marked as the layout says."""
    if (layout.kind == XLSX) != xlsx_file.sniff(content):
        return False
    try:
        return any(_is_of(cells, layout) for _number, cells in islice(rows(_head(content), layout), TITLES_WITHIN))
    except Refusal:
        return False


def _head(content):
    """As much of a file as its titles need: a text is not read whole for every layout, a workbook is streamed."""
    if len(content) <= _HEAD or content.startswith((b"PK", b"\xff\xfe", b"\xfe\xff")):
        return content
    return content[:_HEAD].rpartition(b"\n")[0] or content


def _is_of(cells, layout):
    if layout.has_titles:
        return _is_title_row(cells, layout)
    mark = plain_title(layout.row_mark)
    return bool(mark) and plain_title(cells[0]) == mark and _width(cells) <= len(layout.columns)


def _is_title_row(cells, layout):
    return tuple(plain_title(cell) for cell in cells[: _width(cells)]) == layout.titles()


def _width(cells):
    """The cells of a row without the empty ones at its end."""
    return max((place for place, cell in enumerate(cells, 1) if cell != ""), default=0)


def _body(numbered, layout):
    """Return the rows above the titles, and those below."""
    if not layout.has_titles:
        return [], (row for row in numbered if row[0] > layout.skip_rows)
    above = []
    for _number, cells in islice(numbered, TITLES_WITHIN):
        if _is_title_row(cells, layout):
            return above, numbered
        above.append(cells)
    raise Refusal(_("The titles of the columns are not those of the layout “%(name)s”."), name=layout.name)


def _without_footer(body, count):
    """Yield all rows but the last ones."""
    held = deque()
    for row in body:
        held.append(row)
        if len(held) > count:
            yield held.popleft()


def _account_in(above):
    """The IBAN above the titles, where there is exactly one."""
    texts = [str(cell) for cells in above for cell in cells]
    found = {check_iban(word) for text in texts for word in (text, text.rpartition(":")[2]) if word and is_iban(word)}
    return found.pop() if len(found) == 1 else ""


def _line(number, cells, layout, read_row):
    place = f"row {number}"
    try:
        account, currency, balance, entry = read_row(_squared(cells, layout))
        return Line(number, account, currency, balance, entry(place))
    except Refusal as refusal:
        return Refusal(refusal.template, place, **refusal.values)


def _squared(cells, layout):
    """Return exactly as many cells as there are columns."""
    width, expected = _width(cells), len(layout.columns)
    may_be_short = layout.short_rows or layout.kind == XLSX
    if width > expected or (len(cells) < expected and not may_be_short):
        raise Refusal(
            _(
                "The row has %(found)s cells where there are %(expected)s columns. Where the bank leaves out empty "
                "cells at the end, the layout must say so."
            ),
            found=width if width > expected else len(cells),
            expected=expected,
        )
    return (*cells[:expected], *[""] * (expected - len(cells)))
