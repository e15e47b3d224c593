"""Hostile and damaged files: read exactly, or refused with a sentence; never anything else, and never slowly."""

import io
import time
import zipfile
from decimal import Decimal

import pytest
from camt_files import ENTRY, balance, entry, statement
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.sepa_remittance_addon.formats import recognise
from odoo.addons.sepa_remittance_addon.formats.iso20022 import camt053, xml
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal

GOOD = statement(
    ENTRY + entry("<TxDtls><Refs><EndToEndId>E2E</EndToEndId></Refs></TxDtls>", "DBIT", "100.00"),
    balance("OPBD", "1000.00") + balance("CLBD", "1150.00"),
)
AMOUNTS = [Decimal("250.00"), Decimal("-100.00")]
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'


def with_doctype(text):
    return GOOD.replace(DECLARATION, DECLARATION + text)


def archive(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return stream.getvalue()


def amounts(content):
    return [line.amount for line in recognise.read(content).statements[0].entries]


def test_the_file_the_others_are_made_from_is_good():
    assert amounts(GOOD) == AMOUNTS


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"\x00\x01\x02", "format of the file is unknown"),
        (GOOD.replace(b"BANK-1", b"BANK\x00"), "NUL bytes"),
        (GOOD.decode().encode("utf-16"), "format of the file is unknown"),
        (GOOD.replace(b"UTF-8", b"UTF-7"), "character encoding"),
        (GOOD.replace(b"BANK-1", b"BANK\xe6"), "broken or cut off"),
        (with_doctype(b"<!DOCTYPE Document>"), "document type declaration"),
        (with_doctype(b"<!-- x -->\n<!DOCTYPE Document SYSTEM 'http://example.invalid/x.dtd'>"), "document type"),
        (with_doctype(b"<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"), "document type declaration"),
        (GOOD.replace(b"BANK-1", b"&e;"), "broken or cut off"),
        (GOOD + GOOD, "broken or cut off"),
        (GOOD[:-1], "broken or cut off"),
        (GOOD.replace(b"BANK-1", b"<a>" * 300 + b"</a>" * 300), "depth|too deeply"),
        (GOOD.replace(b"BANK-1", b"<a>" * 100 + b"</a>" * 100), "too deeply"),
        (GOOD.replace(b"<GrpHdr>", b"<x>" * 60 + b"</x>" * 60 + b"<GrpHdr>"), "too deeply"),
        (
            GOOD.replace(b"<GrpHdr>", b"<GrpHdr %s>" % b" ".join(b"a%d=''" % n for n in range(30))),
            "too many attributes",
        ),
        (GOOD.replace(b"<GrpHdr>", b"<GrpHdr %s>" % b" ".join(b"a%d=''" % n for n in range(9999))), "too many"),
        (GOOD.replace(b"250.00", b"25<x/>0.00"), "text beside other elements"),
        (GOOD.replace(b"<Ntry>", b"<Ntry>text"), "text beside other elements"),
        (b"<html><body>Log in</body></html>", "HTML page"),
        (b"<!DOCTYPE html>\n<html></html>", "HTML page"),
        (b'{"error": 401}', "JSON"),
        (b"\x89PNG\r\n", "a picture"),
        (b"%PDF-1.7", "a PDF"),
        (b"Date;Amount\n2026-01-01;1,00\n", "CSV is not read yet"),
        (b":20:REF\r\n:25:1\r\n", "MT940 is not read yet"),
        (b"{1:F01BANK}{2:O940}{4:\r\n:20:REF", "MT940 is not read yet"),
        (b"OFXHEADER:100\nDATA:OFXSGML\n", "OFX is not read yet"),
        (b"<Document xmlns='x'><CstmrDrctDbtInitn/></Document>", "payment order"),
        (b"<Document><CstmrCdtTrfInitn/></Document>", "payment order"),
        (b"<Document><BkToCstmrAcctRpt/></Document>", "intraday report"),
        (b"<Invoice/>", "XML message Invoice is not read"),
        (b"<<<", "broken or cut off"),
        (b"PK\x03\x04 and no archive", "archive is broken"),
        (archive(**{"../../evil.xml": GOOD}), "outside its own folder"),
        (archive(**{"/etc/evil.xml": GOOD}), "outside its own folder"),
        (archive(**{"C:\\evil.xml": GOOD}), "outside its own folder"),
        (archive(**{"inner.zip": archive(**{"a.xml": GOOD})}), "inner.zip: The archive contains another archive"),
        (archive(**{"good.xml": GOOD, "bad.xml": GOOD[:-9]}), r"bad\.xml, line"),
        (archive(**{"__MACOSX/x": b""}), "archive is empty"),
        (archive(**{"a.xml": GOOD})[:-30], "archive is broken"),
    ],
)
def test_a_file_nobody_should_read_is_refused_at_once_with_its_reason(content, reason):
    started = time.monotonic()
    with pytest.raises(Refusal, match=reason) as refused:
        recognise.read_all(content, "upload.xml")
    assert time.monotonic() - started < 20, "an attack must not hold the server up"
    assert "root:" not in str(refused.value)


def test_an_archive_gives_its_files_in_order_with_their_names():
    found = recognise.read_all(archive(**{"b.xml": GOOD, "sub/a.xml": GOOD, ".DS_Store": b"x"}))
    assert [delivery.statements[0].place for delivery in found] == ["b.xml, statement 1", "sub/a.xml, statement 1"]
    assert recognise.read(archive(**{"one.xml": GOOD})).identification == "MSG-1"
    with pytest.raises(Refusal, match="holds 2 files where one is expected"):
        recognise.read(archive(**{"a.xml": GOOD, "b.xml": GOOD}))


def test_an_archive_that_claims_to_be_small_is_still_refused_when_it_is_too_large(monkeypatch):
    monkeypatch.setattr(recognise, "MAX_BYTES", 100)
    with pytest.raises(Refusal, match="larger than 256 MB"):
        recognise.read_all(archive(**{"a.xml": GOOD}))


@pytest.mark.parametrize("content", [GOOD, b"LS002" + b" " * 300, b"no format" * 50])
def test_a_file_that_is_too_large_is_refused(monkeypatch, content):
    monkeypatch.setattr(recognise, "MAX_BYTES", 100)
    with pytest.raises(Refusal, match="larger than 256 MB"):
        recognise.read(content)


def test_xml_that_is_too_large_is_refused_by_its_reader_too(monkeypatch):
    monkeypatch.setattr(xml, "MAX_BYTES", 100)
    with pytest.raises(Refusal, match="larger than 256 MB"):
        camt053.parse(GOOD)


def test_the_name_of_a_file_does_not_matter():
    assert recognise.read(GOOD, "statement.csv") == recognise.read(GOOD, "statement.xml")


def test_instructions_to_programs_in_the_file_are_ignored():
    content = GOOD.replace(DECLARATION, DECLARATION + b"<?xml-stylesheet href='http://example.invalid/x.xsl'?>")
    assert amounts(content) == AMOUNTS


def test_memory_holds_one_entry_at_a_time():
    content = statement(ENTRY * 500)
    sizes = [len(node.children) for node in xml.subtrees(content, {"Ntry": "Stmt", "Stmt": "BkToCstmrStmt"})]
    assert len(sizes) == 501
    *_entries, last = xml.subtrees(content, {"Ntry": "Stmt", "Stmt": "BkToCstmrStmt"})
    assert last.name == "Stmt"
    assert "Ntry" not in last.children


@given(st.integers(0, len(GOOD) - 1))
@settings(max_examples=200, deadline=None)
def test_a_file_cut_anywhere_is_refused(length):
    with pytest.raises(Refusal):
        recognise.read_all(GOOD[:length])


@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=4), st.integers(0, 4))
@settings(max_examples=400, deadline=None)
def test_a_file_changed_anywhere_is_read_or_refused(start, inserted, removed):
    try:
        found = recognise.read_all(GOOD[:start] + inserted + GOOD[start + removed :])
    except Refusal:
        return
    for delivery in found:
        for line in (line for one in delivery.statements for line in one.entries):
            assert line.amount.is_finite()
            assert line.amount == line.amount.quantize(Decimal("0.01"))


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(content):
    with pytest.raises(Refusal):
        recognise.read_all(content)


@given(st.binary(max_size=60), st.integers(0, 200))
@settings(max_examples=200, deadline=None)
def test_a_damaged_archive_is_read_or_refused(noise, position):
    good = archive(**{"a.xml": GOOD, "b.xml": GOOD})
    try:
        recognise.read_all(good[:position] + noise + good[position + len(noise) :])
    except Refusal:
        return


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_amount_is_plain_digits_or_refused(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").encode("utf-8", "ignore")
    try:
        found = camt053.parse(statement().replace(b"250.00", escaped)).statements[0].entries[0]
    except Refusal:
        return
    assert found.amount == Decimal(text.strip())
    assert found.amount >= 0
