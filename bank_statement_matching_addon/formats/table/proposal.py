"""What a table that nobody has seen before is likely to mean: a proposal for people, who see what becomes of it."""

import re
from dataclasses import replace
from itertools import islice, zip_longest

from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal

from . import csv_file, xlsx_file
from .cells import as_amount, as_date, date_order_of, decimal_mark_of, reads
from .layout import CSV, DATE_ORDERS, DECIMAL_MARKS, DELIMITERS, SEVERAL_COLUMNS, XLSX, Column, Layout, plain_title
from .reader import rows
from .titles import BOOKED, MONEY_IN, MONEY_OUT, PENDING, meanings_of

SAMPLE_ROWS = 200
_TITLES_WITHIN = 30
_CURRENCY = re.compile("[A-Za-z]{3}")
_MARKS_16 = (b"\xff\xfe", b"\xfe\xff")
_NO_TEXT = re.compile("[\0-\x08\x0e-\x1f]")
_NO_ROW = ("<", "{", "[", "!", ":", "%")  # XML, JSON, QIF, MT940, PDF
_AMOUNTS = ("amount", "money_out", "money_in", "balance", "original_amount")
_DATES = ("booking_date", "value_date")


def kind_of(content):
    """Return what kind of table a file may be, told from its first row; ``""`` for what is none."""
    if xlsx_file.sniff(content):
        return XLSX
    first = next(iter(content[:65536].strip().splitlines()), b"")
    try:
        row = csv_file.decode(first, csv_file.guess_encoding(first)) if not content.startswith(_MARKS_16) else "\t"
    except Refusal:
        return ""
    text = not _NO_TEXT.search(row) and not row.lstrip("\ufeff ").startswith(_NO_ROW)
    return CSV if text and any(mark in row for mark in DELIMITERS) else ""


def opened(content):
    """Return the layout of a file as far as its bytes tell: kind, encoding, delimiter; no columns yet."""
    if xlsx_file.sniff(content):
        return Layout((), kind=XLSX)
    encoding = csv_file.guess_encoding(content)
    return Layout(
        (), kind=CSV, encoding=encoding, delimiter=csv_file.guess_delimiter(csv_file.decode(content, encoding))
    )


def propose(content, layout=None, title_row=None):
    """Return ``(layout, number of the title row)``: columns, and how they are written where only one way is possible.

    :param layout: how to open the file, where a person said.
    :param title_row: the row with the titles, where a person said; 0 for none.
    """
    layout = layout or opened(content)
    first = list(islice(rows(content, layout), SAMPLE_ROWS))
    if title_row is None:
        title_row = _title_row(first)
    titles, below = _columns(first, title_row)
    cells = list(islice(zip_longest(*below, fillvalue=""), len(titles)))
    cells += [()] * (len(titles) - len(cells))
    columns = _meant(titles, cells)
    return _written(replace(layout, columns=columns, has_titles=bool(title_row)), cells), title_row


def _title_row(first):
    """The first row that names a date and an amount; else the first one of which most cells are known words."""
    for number, cells in first[:_TITLES_WITHIN]:
        named = {meaning for cell in cells for meaning in meanings_of(plain_title(cell))}
        if named & set(_DATES) and named & {"amount", "money_in", "money_out"}:
            return number
    return _first_of_most(first)


def _first_of_most(first):
    """The row above the first of the rows that look like lines, 0 when that is the very first."""
    widths = [sum(1 for cell in cells if cell != "") for _number, cells in first]
    usual = max(widths, default=0)
    for place, (number, cells) in enumerate(first):
        if widths[place] >= usual - 1:
            return 0 if any(_is_date(cell) for cell in cells) else number
    return 0


def _columns(first, title_row):
    """Return the titles of the columns, numbered where there are none, and the rows below."""
    below = [cells for number, cells in first if number > title_row]
    titles = next((cells for number, cells in first if number == title_row), None)
    if titles is None:
        return [""] * max((len(cells) for cells in below), default=0), below
    while titles and titles[-1] == "":
        titles = titles[:-1]
    return [str(title) for title in titles], below


def _meant(titles, cells):
    taken, columns = set(), []
    for title, column in zip(titles, cells, strict=True):
        told = [cell for cell in column if cell != ""]
        possible = meanings_of(plain_title(title))
        fitting = [one for one in possible if one not in taken and (not told or _fits(one, told, possible))]
        meaning = fitting[0] if fitting else ""
        taken |= {meaning} - set(SEVERAL_COLUMNS)
        columns.append(Column(title, meaning))
    return _without_contradiction(columns)


def _without_contradiction(columns):
    """An amount with a sign of its own needs no columns for money in and out; one of the two alone says too little."""
    meanings = {column.meaning for column in columns}
    if "amount" in meanings:
        return tuple(
            replace(column, meaning="") if column.meaning in ("money_in", "money_out") else column for column in columns
        )
    return tuple(columns)


def _fits(meaning, cells, possible):
    """Tell whether cells may be what a title says; text may be anything."""
    if meaning == "account" and possible == ["account"]:
        return True
    return meaning not in _FITS or _FITS[meaning](cells)


def _is_date(cell):
    return any(reads(as_date, cell, order) for order in DATE_ORDERS)


def _is_amount(cell):
    return any(reads(as_amount, cell, mark) for mark in DECIMAL_MARKS)


def _written(layout, cells):
    """Say how dates and amounts are written, where the cells allow one way only."""
    places = layout.places()
    dates = [cell for meaning in _DATES for place in places.get(meaning, ()) for cell in cells[place]]
    amounts = [cell for meaning in _AMOUNTS for place in places.get(meaning, ()) for cell in cells[place]]
    return replace(layout, date_order=date_order_of(dates), decimal_mark=decimal_mark_of(amounts))


def _each(test):
    return lambda cells: all(test(cell) for cell in cells)


def _is_code(cell):
    return bool(_CURRENCY.fullmatch(str(cell)))


_FITS = {
    **dict.fromkeys(_DATES, _each(_is_date)),
    **dict.fromkeys(_AMOUNTS, lambda cells: any(_is_amount(cell) for cell in cells)),
    **dict.fromkeys(("currency", "original_currency"), _each(_is_code)),
    "direction": _each(lambda cell: plain_title(cell) in MONEY_IN | MONEY_OUT),
    "status": _each(lambda cell: plain_title(cell) in BOOKED | PENDING),
    # a title that says no more than "account": our own are few, those of others many
    "account": lambda cells: 2 * len(set(cells)) <= len(cells) + 1,
}
