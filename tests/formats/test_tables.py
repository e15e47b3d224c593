"""Tables of bank lines: exactly what the layout says, or one refusal with the row; never anything else."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.bank_statement_matching_addon.formats.table import proposal, reader, xlsx_file
from odoo.addons.bank_statement_matching_addon.formats.table.known import TableReader, UnknownTable
from odoo.addons.bank_statement_matching_addon.formats.table.layout import CSV, XLSX, Column, Layout
from odoo.addons.sepa_remittance_addon.formats import recognise
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from table_files import layouts, render, statements, titled, with_balances

GOLDEN = Path(__file__).parent / "golden"
SIMPLE = titled("booking_date", "text", "amount", currency="EUR")
HEAD = "Dato,Tekst,Beløb\n"
IBAN = "FR7630006000011234567890189"


def parse(text, layout=SIMPLE, **more):
    content = text if isinstance(text, bytes) else text.encode(layout.encoding)
    return reader.parse(content, replace(layout, **more)).statements


def one(row, layout=SIMPLE, **more):
    """The only entry of a table with one row."""
    head = layout.delimiter.join(column.title for column in layout.columns)
    ((entry,),) = [statement.entries for statement in parse(f"{head}\n{row}\n", layout, **more)]
    return entry


def refused(text, reason, layout=SIMPLE, **more):
    with pytest.raises(Refusal, match=reason):
        parse(text, layout, **more)


# ------------------------------------------------------------ what is written is read


def facts(statement):
    return [
        (
            entry.booking_date, entry.value_date, entry.amount, entry.transactions[0].text,
            entry.transactions[0].counterparty.name if entry.transactions[0].counterparty else "",
            entry.transactions[0].end_to_end_id,
        )
        for entry in statement.entries
    ]  # fmt: skip


def expected(found):
    names = ("booking_date", "value_date", "amount", "text", "counterparty", "end_to_end_id")
    return [tuple(line[name] for name in names) for line in found]


@settings(max_examples=60, deadline=None)
@given(statements, layouts())
def test_a_table_is_read_as_it_was_written(found, layout):
    """STM-4: every way of writing dates, amounts and encodings."""
    found = with_balances(found)
    (statement,) = reader.parse(render(found, layout, above=[["Konto", IBAN], []]), layout).statements
    assert facts(statement) == expected(found)
    assert (statement.account.iban, statement.currency) == (IBAN, "EUR")
    assert (statement.opening.amount, statement.closing.amount) == (Decimal("100.00"), found[-1]["balance"])


@settings(max_examples=40, deadline=None)
@given(statements, layouts(XLSX))
def test_a_workbook_is_read_as_it_was_written(found, layout):
    """STM-4: cells are numbers and dates; a cent is never lost in a float."""
    found = with_balances(found)
    (statement,) = reader.parse(render(found, layout), layout).statements
    assert facts(statement) == expected(found)


@settings(max_examples=60, deadline=None)
@given(statements, layouts())
def test_the_newest_line_may_stand_on_top(found, layout):
    """STM-4: the balances say where it begins; the statement is told from its oldest line on."""
    found = [line | {"booking_date": date(2026, 3, day)} for day, line in enumerate(found, 1)]
    found = with_balances(found)
    (statement,) = reader.parse(render(found[::-1], layout), layout).statements
    assert facts(statement) == expected(found)


@settings(max_examples=150, deadline=None)
@given(st.data(), statements, layouts())
def test_a_damaged_table_is_refused_with_a_sentence_or_read_soundly(data, found, layout):
    """STM-5: a refusal, or statements whose balances still add up."""
    content = bytearray(render(with_balances(found), layout))
    for _count in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=3))
    try:
        told = reader.parse(bytes(content), layout).statements
    except Refusal as refusal:
        assert str(refusal)
        return
    for statement in told:
        moved = sum(entry.amount for entry in statement.entries)
        assert statement.opening is None or statement.opening.amount + moved == statement.closing.amount


@settings(max_examples=40, deadline=None)
@given(st.data(), statements, layouts(XLSX))
def test_a_damaged_workbook_is_refused_with_a_sentence_or_read_soundly(data, found, layout):
    """STM-5"""
    content = bytearray(render(with_balances(found), layout))
    for _count in range(data.draw(st.integers(1, 20))):
        # a workbook holds the time it was made: its length is no matter of the case
        content[data.draw(st.integers(0, 10**6)) % len(content)] = data.draw(st.integers(0, 255))
    try:
        told = reader.parse(bytes(content), layout).statements
    except Refusal as refusal:
        assert str(refusal)
        return
    assert all(isinstance(entry.amount, Decimal) for statement in told for entry in statement.entries)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_nothing_that_is_proposed_fails_otherwise_than_by_a_refusal(content):
    """STM-5: whatever somebody uploads."""
    proposal.kind_of(content)
    try:
        layout, _row = proposal.propose(content)
        reader.parse(content, replace(layout, currency="EUR"))
    except Refusal as refusal:
        assert str(refusal)


@settings(max_examples=60, deadline=None)
@given(statements, layouts())
def test_a_proposal_opens_the_file_as_it_was_written(found, layout):
    """STM-4: delimiter and the row of the titles are found; what two ways allow is left to people."""
    layout = replace(layout, footer_rows=0, encoding="utf-8")
    content = render(with_balances(found), layout, above=[["Konto", IBAN]])
    proposed, row = proposal.propose(content)
    assert (row, proposed.delimiter) == (2, layout.delimiter)
    assert [column.title for column in proposed.columns] == [column.title for column in layout.columns]
    assert proposed.date_order in ("", layout.date_order)
    assert proposed.decimal_mark in ("", layout.decimal_mark)


# ------------------------------------------------------------ dates and amounts


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("01/02/2026", "dmy", date(2026, 2, 1)),
        ("01/02/2026", "mdy", date(2026, 1, 2)),
        ("2026-02-01", "", date(2026, 2, 1)),
        ("2026/2/1", "ymd", date(2026, 2, 1)),
        ("1.2.26", "dmy", date(2026, 2, 1)),
        ("20260201", "", date(2026, 2, 1)),
        ("01022026", "dmy", date(2026, 2, 1)),
        ("2026-02-01T23:59:59Z", "ymd", date(2026, 2, 1)),
        ("2026-02-01 23:59", "ymd", date(2026, 2, 1)),
    ],
)
def test_a_date_is_read_in_the_order_of_the_layout(text, order, day):
    """STM-4"""
    assert one(f"{text},x,1", date_order=order).booking_date == day


@pytest.mark.parametrize(
    ("text", "order", "reason"),
    [
        ("01/02/2026", "", "row 2: 01/02/2026 may be more than one day"),
        ("13/02/2026", "", "may be more than one day"),
        ("13/02/2026", "mdy", "is not a date"),
        ("2026-02-30", "", "is not a date"),
        ("26-02-01", "ymd", "is not a date"),
        ("1/2-2026", "dmy", "is not a date"),
        ("tomorrow", "dmy", "is not a date"),
        ("01/02/1926", "dmy", "not credible"),
        ("٠١/٠٢/٢٠٢٦", "dmy", "is not a date"),
        ("", "dmy", "no booking date"),
    ],
)
def test_a_date_that_could_be_another_is_refused(text, order, reason):
    """STM-4, STM-5: never guessed."""
    refused(f"{HEAD}{text},x,1\n", reason, date_order=order)


@pytest.mark.parametrize(
    ("text", "mark", "amount"),
    [
        ("1.234,50", ",", "1234.50"),
        ("1 234,50", ",", "1234.50"),
        ("1\u202f234,50", ",", "1234.50"),
        ("1'234.50", ".", "1234.50"),
        ("-1,234.50", ".", "-1234.50"),
        ("1234.50-", ".", "-1234.50"),
        ("(1,234.50)", ".", "-1234.50"),
        ("\u2212 12.00", ".", "-12.00"),
        ("+5", "", "5.00"),
        ("29.000", ".", "29.00"),
        ("-0,00", ",", "0.00"),
    ],
)
def test_an_amount_is_read_with_the_marks_of_the_layout(text, mark, amount):
    """STM-4"""
    entry = one(f"2026-10-05;x;{text}", replace(SIMPLE, delimiter=";"), decimal_mark=mark)
    assert str(entry.amount) == amount


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("12..34", "."), ("1,234.50", ","), ("1.23.456", ","), ("12,34,56", "."), ("1e2", "."), ("NaN", "."),
        ("Infinity", "."), ("0x1F", "."), ("--5", "."), ("-5-", "."), ("(-5)", "."), ("1_000", "."), ("١٢", "."),
        ("12.345", "."), ("12.50", ""), ("", "."), ("1" * 19, "."), ("=1+1", "."),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_refused(text, mark):
    """STM-5"""
    layout = replace(SIMPLE, delimiter=";", decimal_mark=mark)
    refused(f"{HEAD.replace(',', ';')}2026-10-05;x;{text}\n", "row 2: ", layout)


def test_a_thousands_mark_may_be_narrowed():
    """STM-4"""
    layout = replace(SIMPLE, delimiter=";", decimal_mark=",")
    assert one("2026-10-05;x;1.000", layout).amount == 1000
    refused(f"{HEAD.replace(',', ';')}2026-10-05;x;1.000\n", "is not an amount", layout, thousands_mark="none")


def test_the_unit_of_the_currency_decides_what_is_too_exact():
    """STM-5"""
    layout = replace(SIMPLE, decimal_mark=".")
    assert str(one("2026-10-05,x,1.234", layout, currency="TND").amount) == "1.234"
    refused(f"{HEAD}2026-10-05,x,1.5\n", "more decimals than the currency", layout, currency="JPY")


def test_money_out_and_money_in_stand_in_columns_of_their_own():
    """STM-4: with or without a minus; both at once is a contradiction."""
    layout = titled("booking_date", "money_out", "money_in", currency="EUR")
    assert one("2026-10-05,5,", layout).amount == -5
    assert one("2026-10-05,-5,0", layout).amount == -5
    assert one("2026-10-05,,7", layout).amount == 7
    for row, reason in (("5,7", "at once"), (",", "no amount"), (",-7", "came or went")):
        refused(f"Dato,Ud,Ind\n2026-10-05,{row}\n", reason, layout)


def test_a_column_says_debit_or_credit_in_five_languages():
    """STM-4"""
    layout = titled("booking_date", "amount", "direction", currency="EUR")
    for words, amount in ((("C", "Crédit", "HABEN", "Bij", "K", "CRDT"), 5), (("D", "Débit", "S", "Af", "debet"), -5)):
        for word in words:
            assert one(f"2026-10-05,5,{word}", layout).amount == amount
    assert one("2026-10-05,-5,D", layout).amount == -5
    refused("Dato,Beløb,D/K\n2026-10-05,5,?\n", "neither debit nor credit", layout)
    refused("Dato,Beløb,D/K\n2026-10-05,-5,C\n", "came or went", layout)


def test_a_card_may_tell_money_out_as_positive():
    """STM-4"""
    assert one("2026-10-05,x,5", inverted=True).amount == -5


# ------------------------------------------------------------ rows


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("2026-10-05,x,250,extra\n", "row 2: The row has 4 cells where there are 3 columns"),
        ("2026-10-05,x,250\n2026-10-06,y\n", "row 3: The row has 2 cells"),
        ("", "titles and no lines"),
        ("2026-10-05,a\0b,250\n", "row 2: The file contains NUL bytes"),
        ('2026-10-05,"a,250\n', "quotation mark"),
        ('2026-10-05,"a"b,250\n', "quotation mark"),
        (f"2026-10-05,{'x' * 100001},250\n", "longer than any bank's text"),
        (f"2026-10-05,x,{IBAN}\n", r"FR76 \*\*\*\* \*\*\*\* 0189 is not an amount"),
    ],
)
def test_a_row_that_is_not_like_the_others_is_refused(rows, reason):
    """STM-5: with its number, and without a whole account number."""
    refused(HEAD + rows, reason)


def test_rows_are_counted_as_a_spreadsheet_shows_them():
    """STM-5: empty rows count, a text of two lines is one row."""
    refused(f'Konto\n\n{HEAD}2026-10-05,"a\nb",1\n\n2026-10-06,x,?\n', "row 6: ")


def test_empty_cells_at_the_end_may_be_missing_where_the_layout_says_so():
    """STM-4"""
    layout = titled("booking_date", "amount", "text", currency="EUR")
    refused("Dato,Beløb,Tekst\n2026-10-05,5\n", "the layout must say so", layout)
    (statement,) = parse("Dato,Beløb,Tekst\n2026-10-05,5\n", layout, short_rows=True)
    assert statement.entries[0].amount == 5
    refused("Dato,Beløb,Tekst\n2026-10-05\n", "no amount", layout, short_rows=True)


def test_rows_after_the_last_line_and_rows_of_other_kinds_are_not_read():
    """STM-4: a total, a record of another type."""
    (statement,) = parse(f"{HEAD}2026-10-05,x,5\nTotal,,5\n", footer_rows=1)
    assert len(statement.entries) == 1
    layout = Layout(
        (Column("", ""), Column("", "booking_date"), Column("", "amount")), has_titles=False, currency="EUR"
    )
    content = b"START,1\nLINE,2026-10-05,5\nEND,1,5\n"
    (statement,) = reader.parse(content, replace(layout, row_mark="LINE")).statements
    assert [entry.amount for entry in statement.entries] == [5]
    assert reader.follows(content, replace(layout, row_mark="line"))


def test_a_balance_that_does_not_follow_is_refused():
    """STM-5: a line is missing, or an amount was changed."""
    layout = titled("booking_date", "amount", "balance", currency="EUR")
    refused(
        "Dato,Beløb,Saldo\n2026-10-05,5,105\n2026-10-06,5,111\n",
        "row 3: The balance does not follow: with this line it would be 110.00, not 111.00",
        layout,
    )


def test_balances_of_one_day_tell_whether_the_newest_stands_on_top():
    """STM-4"""
    layout = titled("booking_date", "amount", "balance", currency="EUR")
    (statement,) = parse("Dato,Beløb,Saldo\n2026-10-05,7,112\n2026-10-05,5,105\n", layout)
    assert [entry.amount for entry in statement.entries] == [5, 7]
    assert (statement.opening.amount, statement.closing.amount) == (100, 112)


def test_a_pending_line_is_told_as_such():
    """STM-4: the bank sends it again once it is booked; an unknown word is never taken for booked."""
    layout = titled("booking_date", "amount", "status", currency="EUR")
    (statement,) = parse("Dato,Beløb,status\n2026-10-05,5,Udført\n2026-10-06,5,Venter\n", layout)
    assert [entry.booked for entry in statement.entries] == [True, False]
    refused("Dato,Beløb,status\n2026-10-05,5,Måske\n", "booked or pending", layout)


def test_accounts_and_currencies_are_statements_of_their_own():
    """STM-4"""
    layout = titled("booking_date", "amount", "currency", "account")
    rows = f"2026-10-05,1,EUR,{IBAN}\n2026-10-05,2,USD,{IBAN}\n2026-10-06,3,EUR,{IBAN[:4]} {IBAN[4:]}\n"
    found = parse(f"Dato,Beløb,Valuta,account\n{rows}", layout)
    assert [(one.account.iban, one.currency, len(one.entries)) for one in found] == [(IBAN, "EUR", 2), (IBAN, "USD", 1)]
    refused("Dato,Beløb,Valuta,account\n2026-10-05,1,,x\n", "no currency", layout)


def test_a_text_that_a_spreadsheet_would_run_stays_a_text():
    """STM-5: CSV injection."""
    assert one("2026-10-05,\"=cmd|'/c calc'!A1\",1").transactions[0].text == "=cmd|'/c calc'!A1"


# ------------------------------------------------------------ encodings and workbooks


def test_the_encoding_is_guessed_by_its_letters():
    """STM-4: UTF-8 where it is valid, else Windows or DOS."""
    for encoding in ("utf-8", "cp1252", "cp850", "utf-16"):
        content = "Bogføringsdato;Beløb;Tekst\n2026-10-05;1;Overførsel fra Åse".encode(encoding)
        layout, _row = proposal.propose(content)
        assert layout.encoding == encoding
        assert layout.columns[1].title == "Beløb"


def test_a_file_in_another_encoding_than_its_layout_is_never_misread():
    """STM-5"""
    content = f"{HEAD}2026-10-05,Æbelø,1\n"
    refused(content.encode("cp1252"), "row 1: The characters are not those of UTF-8")
    (statement,) = parse(content.encode(), encoding="cp1252")
    assert statement.entries[0].transactions[0].text == "Æbelø"


def workbook(*rows, sheets=1):
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for number in range(1, sheets):
        book.create_sheet(f"Sheet {number}")
    for row in rows:
        book.worksheets[-1].append(row)
    book.save(stream)
    return stream.getvalue()


def repacked(content, **members):
    """A workbook with other parts; names are given with ``__`` for ``/`` and ``_xml`` for ``.xml``."""
    changed = {name.replace("__", "/").replace("_xml", ".xml"): part for name, part in members.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name, old.read(name)))
    return stream.getvalue()


BOOK = replace(SIMPLE, kind=XLSX)
TITLES = ["Dato", "Tekst", "Beløb"]


def test_a_float_of_a_workbook_is_the_amount_a_person_sees():
    """STM-4"""
    (statement,) = parse(
        workbook(TITLES, [date(2026, 10, 5), "x", 0.1 + 0.2], [date(2026, 10, 6), 5, 1e15 / 1e3]), BOOK
    )
    assert [str(entry.amount) for entry in statement.entries] == ["0.30", "1000000000000.00"]
    assert statement.entries[1].transactions[0].text == "5"


def test_another_sheet_may_be_named():
    """STM-4"""
    content = workbook(TITLES, ["2026-10-05", "x", 1], sheets=2)
    refused(content, "titles", BOOK)
    assert parse(content, BOOK, sheet="Sheet 1")[0].entries[0].amount == 1
    refused(content, "no sheet Nowhere", BOOK, sheet="Nowhere")


def test_formulas_entities_and_bombs_are_refused(monkeypatch):
    """STM-5: nothing is calculated, fetched or unpacked without end."""
    refused(workbook(TITLES, ["2026-10-05", "x", "=1+1"]), "row 2: The cell holds a formula", BOOK)
    refused(workbook(TITLES, ["2026-10-05", '=HYPERLINK("http://x")', 1]), "row 2: The cell holds a formula", BOOK)
    content = workbook(TITLES, ["2026-10-05", "x", 1])
    entity = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><sst>&a;</sst>"
    refused(repacked(content, xl__styles_xml=entity), "document type declaration", BOOK)
    wide = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
    refused(
        repacked(content, xl__worksheets__sheet1_xml=wide % b'<row r="1"><c r="XFD1"><v>1</v></c></row>'),
        "columns",
        BOOK,
    )
    refused(
        repacked(content, xl__worksheets__sheet1_xml=wide % b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
        "rows|titles",
        BOOK,
    )
    refused(content[: len(content) // 2], "broken", BOOK)
    monkeypatch.setattr(xlsx_file, "_MAX_BYTES", 1_000_000)
    refused(repacked(content, xl__styles_xml=b" " * 1_000_001), "larger than any", BOOK)


# ------------------------------------------------------------ known again


def test_a_table_is_known_by_its_titles_whatever_stands_above():
    """STM-4: capitals, blanks and rows above do not matter; another title does."""
    tables = TableReader(CSV, [[SIMPLE]])
    for text in (f"{HEAD}2026-10-05,x,1\n", "Konto,1\n\nDATO,Tekst , beløb\n2026-10-05,x,1\n"):
        assert recognise.read(text.encode(), readers=[tables]).statements[0].entries[0].amount == 1
    with pytest.raises(UnknownTable):
        recognise.read(b"Dato,Tekst,Sum\n2026-10-05,x,1\n", readers=[tables])


def test_a_workbook_is_no_archive_of_files():
    """STM-4: it is one table, also inside an archive."""
    content = workbook(TITLES, ["2026-10-05", "x", 1])
    readers = [TableReader(CSV, [[SIMPLE]]), TableReader(XLSX, [[BOOK]])]
    assert recognise.read(content, readers=readers).layout == "xlsx"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.xlsx", content)
        archive.writestr("b.csv", f"{HEAD}2026-10-05,x,1\n")
    assert [found.layout for found in recognise.read_all(stream.getvalue(), readers=readers)] == ["xlsx", "csv"]


def test_no_other_bank_file_is_taken_for_a_table():
    """STM-4: a table is what nothing else is."""
    tables = [TableReader(CSV, [[]]), TableReader(XLSX, [[]])]
    golden = [path for path in GOLDEN.iterdir() if path.suffix in (".xml", ".txt", ".sta", ".cod", ".ofx")]
    assert len(golden) > 20
    assert not [path.name for path in golden if path.suffix == ".xml" and tables[0].sniff(path.read_bytes())]
    for content in (
        b'{"a": 1, "b": 2}',
        b"<a>1,2</a>",
        b"%PDF-1.4,",
        b"PK\x03\x04,",
        b"\x00\x01,\x02",
        b"",
        b"one word",
    ):
        assert not any(table.sniff(content) for table in tables)


# ------------------------------------------------------------ golden files

GOLDEN_TABLES = {
    "bank_fr.csv": ("cp1252", ";", "dmy", ",", "1097.50", 3, ""),
    "bank_de.csv": ("utf-8", ";", "dmy", ",", "-60.00", 2, "EUR"),
    "bank_nl.csv": ("utf-8", ",", "ymd", ",", "74.95", 2, ""),
    "bank_da.csv": ("cp850", ";", "dmy", ",", "28.00", 2, ""),
    "bank_en.csv": ("utf-8", ",", "mdy", ".", "1500.00", 2, ""),
}


@pytest.mark.parametrize("name", sorted(GOLDEN_TABLES))
def test_tables_in_five_languages_are_proposed_and_read(name):
    """STM-4: English, French, German, Dutch and Danish titles."""
    content = (GOLDEN / name).read_bytes()
    encoding, delimiter, order, mark, moved, count, _currency = GOLDEN_TABLES[name]
    layout, _row = proposal.propose(content)
    assert (layout.encoding, layout.delimiter, layout.date_order, layout.decimal_mark) == (
        encoding, delimiter, order, mark,
    )  # fmt: skip
    statements_ = reader.parse(content, replace(layout, currency=layout.currency or "EUR")).statements
    entries = [entry for statement in statements_ for entry in statement.entries]
    assert (len(entries), sum(entry.amount for entry in entries)) == (count, Decimal(moved))
    assert all(entry.transactions[0].text or entry.transactions[0].counterparty for entry in entries)
