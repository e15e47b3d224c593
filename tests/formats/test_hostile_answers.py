"""REM-14: damaged and hostile answers. Each is read as it was meant or ends in one refusal; nothing else happens."""

import dataclasses
import io
import random
import re
import tracemalloc
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st
from lxml import etree
from odoo.addons.sepa_remittance_addon.formats import recognise
from odoo.addons.sepa_remittance_addon.formats.iso20022 import pain002
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal

GOLDEN = Path(__file__).parent / "golden"
XML = {name: (GOLDEN / f"{name}.xml").read_bytes() for name in
       ("pain.002.001.03", "pain.002.001.10", "camt.054.001.02", "camt.054.001.08")}  # fmt: skip
PBS = {name: (GOLDEN / f"pbs_{name}.txt").read_bytes() for name in ("ls_0602", "ls_0690", "bs_0602", "bs_0603")}
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
BOMB = (
    b"<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>"
)

each_xml = pytest.mark.parametrize("name", XML)


def refused(content, reason):
    with pytest.raises(Refusal, match=reason) as caught:
        recognise.read(content)
    assert "FR7630006000011234567890189" not in str(caught.value)
    return caught.value


# ---------------------------------------------------------------- what is refused, and why


@each_xml
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda file: file.rstrip()[:-1], "broken or cut off"),
        (lambda file: file[: len(file) // 2], "broken or cut off"),
        (lambda file: file.rpartition(b"</TxInfAndSts>")[0] or file.rpartition(b"</Ntry>")[0], "broken or cut off"),
        (lambda file: file + file, "broken or cut off"),
        (lambda file: file + file.removeprefix(DECLARATION), "broken or cut off"),
        (lambda file: DECLARATION + BOMB + file.removeprefix(DECLARATION), "document type declaration"),
        (lambda file: file.replace(b"E2E-1", b"&c;"), "broken or cut off"),
        (lambda file: file.decode().encode("utf-16"), "format of the file is unknown"),
        (lambda file: file.replace(b"UTF-8", b"UTF-16"), "character encoding"),
        (lambda file: file.replace(b"E2E-1", b"E2E\xff1"), "broken or cut off"),
        (lambda file: file.replace(b"E2E-1", b"E2E\x001"), "NUL bytes"),
        (lambda file: file.replace(b"E2E-1", b"<a>" * 60 + b"</a>" * 60), "too deeply"),
        (lambda file: file.replace(b"<GrpHdr>", b"<GrpHdr %s>" % b" ".join(b"a%d='1'" % n for n in range(99))), "many"),
        (lambda file: file.replace(b'Ccy="EUR"', b'Ccy="euro"'), "no currency"),
    ],
)  # fmt: skip
def test_a_damaged_file_is_refused_with_its_reason(name, change, reason):
    refused(change(XML[name]), reason)


def test_an_amount_without_currency_has_that_of_its_account_and_without_account_is_refused():
    for name in ("camt.054.001.02", "camt.054.001.08"):
        assert recognise.read(XML[name].replace(b'Ccy="EUR"', b"")) == recognise.read(XML[name])
    refused(XML["pain.002.001.10"].replace(b'Ccy="EUR"', b""), "has no currency")


@each_xml
@pytest.mark.parametrize(
    "amount",
    ["-1.00", "+1.00", "NaN", "sNaN", "Infinity", "-Infinity", "1E+3", "1e400", "0x10", "1,00", "1.005", "", " ",
     "1 000.00", "١٢", "9" * 19, "9" * 400, "1.00.00", "12.50 EUR", "--1"],
)  # fmt: skip
def test_an_amount_that_is_none_is_refused_with_its_line(name, amount):
    content = re.sub(rb">(12\.50|15\.50)</(Amt|InstdAmt)>", f">{amount}</\\2>".encode(), XML[name])
    assert content != XML[name]
    assert "line " in refused(content, "is not an amount|more decimals").place


@pytest.mark.parametrize("name", ["camt.054.001.02", "camt.054.001.08"])
@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"<NbOfNtries>3<", b"<NbOfNtries>4<", r"announces 4 \(TtlNtries/NbOfNtries\) and holds 2 / 3"),
        (b"<Sum>1094.52<", b"<Sum>1094.53<", "cut off or was altered"),
        (b"<Ccy>EUR<", b"<Ccy>DKK<", "in EUR, its account in DKK"),
        (b"<CdtDbtInd>DBIT<", b"<CdtDbtInd>DEBIT<", "neither CRDT nor DBIT"),
        (b"<Dt>2026-12-03<", b"<Dt>2026-12-32<", "is not a date"),
        (b"<Dt>2026-12-03<", b"<Dt>0001-01-01<", "not credible"),
        (b"BOOK", b"GONE", "status GONE"),
    ],
)
def test_a_notification_that_contradicts_itself_is_refused(name, old, new, reason):
    refused(XML[name].replace(old, new, 1) if b"Sum" not in old else XML[name].replace(old, new), reason)


@pytest.mark.parametrize("name", ["camt.054.001.02", "camt.054.001.08"])
def test_a_notification_twice_in_a_file_is_refused(name):
    start, end = XML[name].index(b"<Ntfctn>"), XML[name].index(b"</Ntfctn>") + len(b"</Ntfctn>")
    refused(XML[name][:end] + XML[name][start:], "2026-338-1 is in the file twice")


@pytest.mark.parametrize("name", ["pain.002.001.03", "pain.002.001.10"])
@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"<TxSts>ACCP<", b"<TxSts>OKAY<", "status OKAY is unknown"),
        (b"<PmtInfSts>RJCT<", b"<PmtInfSts>PART<", "status of a transaction is missing"),
        (b"<PmtInfSts>RJCT<", b"<PmtInfSts>rjct<", "status rjct is unknown"),
        (b"<OrgnlEndToEndId>E2E-3<", b"<OrgnlEndToEndId>E2E-1<", "both accepts and rejects the transaction E2E-1"),
    ],
)
def test_a_status_report_that_cannot_be_understood_is_refused(name, old, new, reason):
    assert refused(XML[name].replace(old, new), reason).place.startswith("line ")


@pytest.mark.parametrize("name", ["pain.002.001.03", "pain.002.001.10"])
def test_the_same_rejection_told_twice_is_told_twice(name):
    """Whoever acts on a report does so once per debit; only a contradiction cannot be acted on."""
    content = XML[name].replace(b"<OrgnlEndToEndId>E2E-2<", b"<OrgnlEndToEndId>E2E-1<")
    assert [verdict.end_to_end_id for verdict in recognise.read(content).verdicts[:2]] == ["E2E-1", "E2E-1"]


# ---------------------------------------------------------------- what changes nothing


@each_xml
@pytest.mark.parametrize(
    "change",
    [
        lambda file: b"\xef\xbb\xbf" + file,
        lambda file: file.replace(b"\n", b"\r\n"),
        lambda file: re.sub(rb">\s+<", b"><", file),
        lambda file: file + b"\n" * 5000,
        lambda file: file.replace(b"<Document xmlns=", b"<d:Document xmlns:d=").replace(b"</Document", b"</d:Document"),
        lambda file: file.replace(b"E2E-1", b"<![CDATA[E2E-1]]>"),
        lambda file: file.replace(b"E2E-1", b"&#69;2E-1"),
        lambda file: file.replace(b"E2E-1", b"\n   E2E-1\t"),
        lambda file: re.sub(rb"(12|15)\.50", rb"<!-- -->\g<0><?x y?>", file),
        lambda file: re.sub(rb"(12|15)\.50<", rb"\g<1>.5000<", file),
        lambda file: file.replace(b"<Document", b"<Envelope><AppHdr/><Document") + b"</Envelope>",
        lambda file: file.decode().encode("iso-8859-1").replace(b"UTF-8", b"ISO-8859-1"),
    ],
)
def test_the_same_answer_written_otherwise_reads_the_same(name, change):
    assert without_layout(recognise.read(change(XML[name]))) == without_layout(recognise.read(XML[name]))


def without_layout(found):
    return dataclasses.replace(found, layout="")


# ---------------------------------------------------------------- bounded memory


@pytest.mark.parametrize(
    "pad",
    [
        lambda file: file + b" " * 10**8,
        lambda file: file.replace(b"<GrpHdr>", b"<GrpHdr>" + b" \n" * (5 * 10**7), 1),
        lambda file: b"\n" * 10**8 + file.removeprefix(DECLARATION),
    ],
    ids=["behind", "inside", "before"],
)
@pytest.mark.parametrize("name", ["pain.002.001.10", "camt.054.001.08"])
def test_a_hundred_megabytes_of_blanks_take_no_more_memory_than_the_file(name, pad):
    """REM-17"""
    content = pad(XML[name])
    tracemalloc.start()
    try:
        assert without_layout(recognise.read(content)) == without_layout(recognise.read(XML[name]))
    except Refusal as refusal:
        assert re.search("cut off|attack", str(refusal))
    finally:
        _kept, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 1.2 * len(content)


@pytest.mark.parametrize("filler", [b"\n", b"\r\n", b" ", b" \n"])
@pytest.mark.parametrize("name", PBS)
def test_megabytes_of_blank_lines_take_no_more_memory_than_the_file(name, filler):
    """REM-17: in a delivery of PBS they stand for nothing, wherever they are."""
    content = PBS[name].rstrip() + b"\r\n" + filler * (4 * 10**6 // len(filler))
    tracemalloc.start()
    assert recognise.read(content) == recognise.read(PBS[name])
    _kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2.5 * len(content)


# ---------------------------------------------------------------- any damage

SEED = st.integers(0, 2**32)
EVIL = [
    "",
    "-1",
    "NaN",
    "9" * 30,
    "0.001",
    "DBIT",
    "CRDT",
    "RJCT",
    "ACCP",
    "PART",
    "EUR",
    "DKK",
    "é😀",
    "2026-02-30",
    "0",
]


@each_xml
@given(SEED)
@settings(max_examples=150)
def test_a_file_whose_elements_are_mixed_up_is_read_or_refused(name, seed):
    """Elements removed, doubled, moved, renamed or filled with something else: money is never invented."""
    root = etree.fromstring(XML[name])
    for _change in range(random.Random(seed).randint(1, 4)):
        shake(root, random.Random(seed))
        seed += 1
    content = etree.tostring(root)
    note(content.decode())
    assert_read_or_refused(content)


def shake(root, chance):
    node = chance.choice(list(root.iter())[1:] or [root])
    other = chance.choice(list(root.iter()))
    parent = node.getparent()
    match chance.randrange(5):
        case 0 if parent is not None:
            parent.remove(node)
        case 1 if parent is not None:
            parent.insert(parent.index(node), etree.fromstring(etree.tostring(node)))
        case 2 if parent is not None and node not in other.iterancestors() and node is not other:
            other.append(node)
        case 3:
            node.tag = other.tag
        case _:
            node.text = chance.choice(EVIL)


@pytest.mark.parametrize("name", [*XML, *PBS])
@given(st.data())
@settings(max_examples=120)
def test_a_file_changed_anywhere_is_read_or_refused(name, data):
    content = bytearray((XML | PBS)[name])
    for _change in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        content[start : start + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=6))
    assert_read_or_refused(bytes(content))


@pytest.mark.parametrize("name", [*XML, *PBS])
@given(st.data())
@settings(max_examples=60)
def test_a_file_cut_anywhere_is_refused(name, data):
    content = (XML | PBS)[name].rstrip()
    with pytest.raises(Refusal):
        recognise.read(content[: data.draw(st.integers(0, len(content.rstrip(b"0 ")) - 1))])


def assert_read_or_refused(content):
    try:
        found = recognise.read(content)
    except Refusal as refusal:
        assert str(refusal)
        return
    for value in values_in(found):
        if isinstance(value, Decimal):
            assert value.is_finite() and value == value.quantize(Decimal("0.01"))
        elif isinstance(value, date):
            assert 1990 <= value.year < 2100
        else:
            assert value is None or isinstance(value, str | bool | int)


def values_in(found):
    """Every single value in a tree of frozen values."""
    if dataclasses.is_dataclass(found):
        for field in dataclasses.fields(found):
            yield from values_in(getattr(found, field.name))
    elif isinstance(found, tuple):
        for one in found:
            yield from values_in(one)
    else:
        yield found


def test_a_status_report_is_read_one_transaction_at_a_time():
    """REM-17: the elements are never in memory together, only the verdicts read from them."""
    name = "pain.002.001.10"
    start = XML[name].index(b"<TxInfAndSts>")
    end = XML[name].index(b"</TxInfAndSts>") + len(b"</TxInfAndSts>")
    stream = io.BytesIO(XML[name][:start])
    stream.seek(0, io.SEEK_END)
    for number in range(1000):
        stream.write(XML[name][start:end].replace(b"E2E-1", b"E2E-%d" % number))
    stream.write(XML[name][end:].replace(b"E2E-3", b"E2E-x"))
    tracemalloc.start()
    found = pain002.parse(stream.getvalue())
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found.verdicts) == 1005
    assert peak - len(stream.getvalue()) < kept * 3
