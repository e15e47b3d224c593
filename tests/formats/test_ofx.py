"""OFX: SGML and XML say the same; amounts, dates and ends of elements are never guessed."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.bank_statement_matching_addon.formats import ofx
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.formats.values import Party
from statement_files import DAY, REFERENCES, bookings, deliveries, placeless, render_ofx

SGML, XML = ((Path(__file__).parent / "golden" / f"ofx_{version}.ofx").read_bytes() for version in (1, 2))


def test_the_golden_files_say_what_the_bank_means():
    """STM-4"""
    (statement,) = ofx.parse(SGML).statements
    assert statement.account == Party("", other_account="300010079412345678901")
    assert (statement.from_date, statement.to_date) == (date(2026, 10, 1), date(2026, 10, 10))
    assert (statement.opening, statement.closing.amount) == (None, Decimal("1248.50"))
    credit, fee, pending = statement.entries
    assert (credit.amount, credit.transaction_type, credit.bank_reference) == (
        Decimal("250.00"),
        "OFX-CREDIT",
        "BANK-1",
    )
    assert credit.transactions[0].counterparty == Party("Café & Fils")
    assert credit.transactions[0].text == "Facture 4711 du 5 septembre"
    assert (fee.amount, fee.booking_date, fee.value_date) == (Decimal("-1.50"), date(2026, 10, 6), date(2026, 10, 7))
    assert fee.text == "SIC 42"
    assert not pending.booked


def test_both_versions_say_the_same():
    assert replace(placeless(ofx.parse(XML)), layout="ofx.1") == placeless(ofx.parse(SGML))


def test_a_file_on_one_line_reads_the_same():
    one_line = SGML.replace(b"\n du", b" du").replace(b"\n", b" ")
    assert placeless(ofx.parse(one_line)) == placeless(ofx.parse(SGML))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"<TRNAMT>-1.5", b"<TRNAMT>-1.5.0", "is not an amount"),
        (b"<TRNAMT>-1.5", b"<TRNAMT>1,234.50", "is not an amount"),
        (b"<TRNAMT>-1.5", b"<TRNAMT>-1.505", "more decimals"),
        (b"<TRNAMT>-1.5", b"<TRNAMT>", "- is not an amount|is broken"),
        (b"<DTPOSTED>20261005", b"<DTPOSTED>20261305", "is not a date"),
        (b"<DTPOSTED>20261005", b"<DTPOSTED>", "no date"),
        (b"<CURDEF>EUR", b"<CURDEF>EURO", "has no currency"),
        (b"<ACCTID>12345678901", b"", "no account"),
        (b"INFO</STATUS>\n<STMTRS>", b"ERROR<MESSAGE>Down</STATUS>\n<STMTRS>", r"an error .* Down \(0\)"),
        (b"</STMTTRN>\n<STMTTRN>", b"\n<STMTTRN>", "is not closed"),
        (b"</BANKTRANLIST>", b"", "is not closed"),
        (b"</OFX>", b"", "OFX is not closed"),
        (b"</OFX>", b"</OFX><OFX>", "outside of its elements"),
        (b"<SIC>42", b"<SIC 42", "tag that is broken"),
        (b"</STMTTRN>\n</BANK", b"</STMTTRN>lost\n</BANK", "outside of its elements"),
        (b"<SIC>42", b"<CURRENCY><CURSYM>USD</CURRENCY>", "in USD, its account in EUR"),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_refused(old, new, reason):
    """STM-5"""
    assert old in SGML
    with pytest.raises(Refusal, match=reason):
        ofx.parse(SGML.replace(old, new, 1))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (XML.replace(b"<OFX>", b'<!DOCTYPE OFX SYSTEM "http://x/"><OFX>'), "document type declaration"),
        (XML.replace(b"</OFX>", b""), "broken or cut off"),
        (XML.replace(b"STMTRS", b"OTHER"), "has no currency"),
        (SGML.replace(b"STMTRS", b"OTHER"), "has no currency"),
        (b"<OFX></OFX>", "no statement"),
    ],
)
def test_a_broken_or_hostile_file_is_refused(content, reason):
    """STM-5: XML goes through the strict reader of the base."""
    with pytest.raises(Refusal, match=reason):
        ofx.parse(content)


@pytest.mark.parametrize(
    ("bank", "branch", "number", "party"),
    [
        ("37040044", "", "532013000", Party("", other_account="37040044/532013000")),
        ("", "", "DE89370400440532013000", Party("", iban="DE89370400440532013000")),
        ("021000021", "", "1452687~7", Party("", other_account="1452687~7")),
    ],
)
def test_the_account_is_told_in_the_way_of_its_country(bank, branch, number, party):
    content = SGML.replace(b"<BANKID>30001<BRANCHID>00794<ACCTID>12345678901",
                           f"<BANKID>{bank}<BRANCHID>{branch}<ACCTID>{number}".encode())  # fmt: skip
    assert ofx.parse(content).statements[0].account == party


def completed(found):
    entries = tuple(replace(entry, transaction_type="OFX-OTHER") for entry in found.entries)
    days = {"from_date": DAY - timedelta(days=30), "to_date": DAY}
    return replace(found, number="", opening=None, entries=entries, **days)


@pytest.mark.parametrize("layout", ["ofx.1", "ofx.2"])
def test_what_is_written_is_read(layout):
    """STM-4"""

    @given(deliveries(layout, bookings(instruction_id=st.just("") | REFERENCES), completed))
    def check(delivery):
        assert placeless(ofx.parse(render_ofx(delivery))) == delivery

    check()
