"""Bank tables made for tests: lines in any way a layout can say them, as CSV or XLSX."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
from hypothesis import strategies as st
from odoo.addons.bank_statement_matching_addon.formats.table.layout import XLSX, Column, Layout

TITLES = {
    "booking_date": "Dato",
    "value_date": "Valør",
    "text": "Tekst",
    "counterparty": "Navn",
    "end_to_end_id": "Reference; egen",
    "amount": "Beløb",
    "money_out": "Ud",
    "money_in": "Ind",
    "direction": "D/K",
    "balance": "Saldo",
    "currency": "Valuta",
}
COMMON = ("booking_date", "value_date", "text", "counterparty", "end_to_end_id")
AMOUNTS = (("amount",), ("money_out", "money_in"), ("direction", "amount"))
ORDERS = {"dmy": "{0:%d}{1}{0:%m}{1}{0:%Y}", "mdy": "{0:%m}{1}{0:%d}{1}{0:%Y}", "ymd": "{0:%Y}{1}{0:%m}{1}{0:%d}"}
OTHER_MARK = {",": ".", ".": ","}

texts = st.text(st.characters(codec="cp1252", exclude_categories=("C", "Z")), max_size=12)
texts = texts.map(lambda text: text.lstrip("="))  # else the writer of workbooks makes formulas of them
lines = st.fixed_dictionaries(
    {
        "booking_date": st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        "value_date": st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        "text": texts,
        "counterparty": texts,
        "end_to_end_id": texts,
        "amount": st.decimals("-9999999", "9999999", places=2).map(lambda amount: amount + 0),
    }
)
statements = st.lists(lines, min_size=1, max_size=8)


@st.composite
def layouts(draw, kind="csv"):
    """A layout that says how a rendered table is to be read."""
    amounts = draw(st.sampled_from(AMOUNTS))
    meanings = draw(st.permutations([*COMMON, *amounts, "currency", "balance"]))
    unread = draw(st.booleans())
    columns = [Column(TITLES[meaning], meaning) for meaning in meanings] + [Column("Andet")] * unread
    mark = draw(st.sampled_from(",."))
    return Layout(
        tuple(columns),
        kind=kind,
        encoding=draw(st.sampled_from(("utf-8", "cp1252", "utf-16"))),
        delimiter=draw(st.sampled_from(";,\t|")),
        decimal_mark=mark,
        thousands_mark=draw(st.sampled_from(("any", OTHER_MARK[mark]))),
        date_order=draw(st.sampled_from(tuple(ORDERS))),
        footer_rows=draw(st.integers(0, 2)),
    )


def with_balances(found, opening=Decimal("100.00")):
    """Lines in the order of their days, with the balance after each."""
    running, result = opening, []
    for line in sorted(found, key=lambda line: line["booking_date"]):
        running += line["amount"]
        result.append(line | {"balance": running})
    return result


def render(found, layout, currency="EUR", above=()):
    """Return the bytes of a table that a layout describes: titles, lines, and rows at its end that are none."""
    rows = [[_cell(line, column.meaning, layout, currency) for column in layout.columns] for line in found]
    table = [*above, [column.title for column in layout.columns], *rows, *[["Sum"]] * layout.footer_rows]
    return _xlsx(table) if layout.kind == XLSX else _csv(table, layout)


def _csv(table, layout):
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=layout.delimiter).writerows(table)
    return stream.getvalue().encode(layout.encoding)


def _xlsx(table):
    book, stream = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("Konto")
    for row in table:
        sheet.append(row)
    book.save(stream)
    return stream.getvalue()


def _cell(line, meaning, layout, currency):
    amount = line["amount"]
    if meaning == "money_out":
        return _amount(-amount, layout) if amount < 0 else ""
    if meaning == "money_in":
        return _amount(amount, layout) if amount >= 0 else ""
    if meaning == "direction":
        return "K" if amount >= 0 else "D"
    if meaning == "amount" and any(column.meaning == "direction" for column in layout.columns):
        return _amount(abs(amount), layout)
    return _plain(line.get(meaning, currency if meaning == "currency" else "x"), layout)


def _plain(value, layout):
    if isinstance(value, Decimal):
        return _amount(value, layout)
    if isinstance(value, date):
        return value if layout.kind == XLSX else ORDERS[layout.date_order].format(value, "-")
    return value


def _amount(amount, layout):
    if layout.kind == XLSX:
        return amount
    english = f"{amount:,.2f}"
    return english if layout.decimal_mark == "." else english.translate(str.maketrans(",.", ".,"))


def titled(*meanings, **more):
    """A small layout for one rule."""
    return Layout(tuple(Column(TITLES.get(meaning, meaning), meaning) for meaning in meanings), **more)


__all__ = ["layouts", "render", "replace", "statements", "titled", "with_balances"]
