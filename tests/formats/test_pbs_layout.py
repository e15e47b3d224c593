"""The fixed-width codec: layouts prove themselves, and nothing is cut off or guessed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.sepa_remittance_addon.formats.pbs import bs_records, layout, lines, ls_records
from odoo.addons.sepa_remittance_addon.formats.pbs.layout import Record
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal

AT_LEISURE = settings(deadline=None)  # a busy machine is no error
THING = Record(
    "thing",
    40,
    ("mark", 1, 2, "TH"),
    ("text", 3, 10, layout.TEXT),
    ("digits", 11, 14, layout.DIGITS),
    ("count", 15, 17, layout.COUNT),
    ("amount", 18, 22, layout.AMOUNT),
    ("day", 23, 28, layout.DDMMYY),
    ("maybe", 29, 31, layout.optional(layout.COUNT)),
    ("long_day", 32, 39, layout.DDMMYYYY),
    ("filler", 40, 40, layout.BLANKS),
)
VALUES = {
    "text": "Tårn",
    "digits": "0012",
    "count": 7,
    "amount": Decimal("12.34"),
    "day": date(2026, 11, 5),
    "maybe": None,
    "long_day": date(2026, 12, 24),
}
LINE = "THTårn    001200701234051126   24122026 "
RECORDS = [record for module in (ls_records, bs_records) for record in vars(module).values() if type(record) is Record]


def legible(field, columns):
    """True when the field can be read from ``columns``."""
    try:
        field.kind.read(columns)
    except ValueError:
        return False
    return len(columns) == field.end - field.start + 1


def is_constant(field):
    return "what belongs there" in field.kind.complaint


def columns_of(field):
    """Columns as they may stand in a file: digits, blanks, a date, a name."""
    width = field.end - field.start + 1
    samples = ["0" * width, " " * width, "261105", "05112026", "Årø 7".ljust(width)[:width]]
    chosen = st.sampled_from([sample for sample in samples if legible(field, sample)])
    if legible(field, "9" * width):  # no date
        return chosen | st.text("0123456789", min_size=width, max_size=width)
    return chosen


def test_a_record_reads_what_it_writes():
    assert THING.render(**VALUES) == LINE
    assert THING.parse(LINE) == VALUES | {"mark": None, "filler": None}


@settings(AT_LEISURE, max_examples=25)
@given(st.data())
@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_every_published_record_writes_what_it_reads(record, data):
    line = "".join(
        field.kind.write(None, 0) if is_constant(field) else data.draw(columns_of(field)) for field in record.fields
    )
    values = record.parse(line)
    assert record.parse(record.render(**values)) == values


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_a_published_record_is_80_or_128_wide(record):
    assert record.width in (80, 128)


@pytest.mark.parametrize(
    "rows",
    [
        [("a", 1, 2, "XX"), ("b", 4, 5, "XX")],  # gap
        [("a", 1, 3, "XXX"), ("b", 3, 5, "XXX")],  # overlap
        [("a", 1, 4, "XXXX")],  # too short
        [("a", 1, 6, "XXXXXX")],  # too long
        [("a", 2, 5, "XXXX")],  # does not begin at 1
        [("a", 1, 0, ""), ("b", 1, 5, "XXXXX")],  # empty
    ],
)
def test_a_layout_that_does_not_cover_its_record_cannot_be_declared(rows):
    with pytest.raises(ValueError, match="layout"):
        Record("layout", 5, *rows)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", "nine char"),
        ("text", "tab\t"),
        ("text", "€"),
        ("text", "½"),
        ("digits", "12345"),
        ("digits", "-1"),
        ("digits", "1²"),
        ("count", 1000),
        ("count", -1),
        ("amount", Decimal("1000.00")),
        ("amount", Decimal("-0.01")),
        ("amount", Decimal("0.001")),
        ("amount", Decimal("NaN")),
        ("amount", Decimal("Infinity")),
        ("day", date(1999, 12, 31)),
        ("day", date(2100, 1, 1)),
    ],
)
def test_what_does_not_fit_its_columns_is_refused_by_name(field, value):
    with pytest.raises(Refusal, match=f"^invoice 5: thing: {field} "):
        THING.render("invoice 5", **VALUES | {field: value})


@pytest.mark.parametrize(
    ("start", "columns", "field"),
    [
        (1, "XX", "mark"),
        (11, "00 2", "digits"),
        (11, "00²2", "digits"),
        (15, "+07", "count"),
        (18, "12.34", "amount"),
        (18, "     ", "amount"),
        (23, "310226", "day"),
        (23, "    26", "day"),
        (29, "  7", "maybe"),
        (32, "00002026", "long day"),
    ],
)
def test_columns_that_do_not_hold_what_they_should_are_refused_with_their_place(start, columns, field):
    line = LINE[: start - 1] + columns + LINE[start - 1 + len(columns) :]
    with pytest.raises(Refusal, match=f"^line 3: thing: {field} .*{start}-"):
        THING.parse(line, "line 3")


def test_zeros_are_no_date():
    assert THING.parse(LINE.replace("051126", "000000"))["day"] is None


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
@pytest.mark.parametrize("last", [b"", b"\r\n", b"\n", b"\r\n\r\n", b"\n   \n"])
def test_line_ends_and_trailing_blanks_do_not_matter(end, last):
    assert lines.numbered(b"ab" + end + b"\xe6" + last, 4) == [("line 1", "ab  "), ("line 2", "æ   ")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"ab\nabcde", "line 2: The line has 5 characters, a record has 4"),
        (b"ab\n\tb", "line 2: The line holds a control character"),
        (b"a\x00b", "line 1: The line holds a control character"),
        (b"a\rb", "line 1: The line holds a control character"),
        ("æ".encode(), "saved again as UTF-8"),
        (b"\xef\xbb\xbfab", "saved again as UTF-8"),
    ],
)
def test_what_would_shift_columns_is_refused(content, message):
    with pytest.raises(Refusal, match=message):
        lines.numbered(content, 4)


@AT_LEISURE
@given(st.text(sorted(layout.WRITABLE), min_size=1))
def test_no_text_we_can_write_is_mistaken_for_utf8(text):
    if text.strip(" "):
        assert lines.numbered(lines.encode(text), len(text)) == [("line 1", text)]
