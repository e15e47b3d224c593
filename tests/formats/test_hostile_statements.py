"""Damaged statements: read exactly, or refused with a sentence; never anything else.

Golden files of our own, and those of others where the folder named by BANK_SAMPLES exists, are cut, altered and
shuffled. Whatever is read then has balances that its bookings lead to, and a file that was cut holds statements of the
whole one.
"""

import os
import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.bank_statement_matching_addon.formats import READERS
from odoo.addons.sepa_remittance_addon.formats import recognise
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal

HERE = Path(__file__).parent
SAMPLES = Path(os.environ.get("BANK_SAMPLES", HERE.parents[2] / "shared" / "samples"))
NAMES = ("mt940.sta", "coda.cod", "cfonb120.txt", "ofx_1.ofx", "ofx_2.ofx")
FILES = {name: (HERE / "golden" / name).read_bytes() for name in NAMES}
OTHERS = {
    str(path.relative_to(SAMPLES)): path.read_bytes()
    for folder in ("mt940", "coda", "ofx")
    for path in sorted((SAMPLES / folder).glob("*"))
}


def read(content):
    """What a file says, and that it agrees with itself; None when it is refused."""
    try:
        delivery = recognise.read(content, "file", READERS)
    except Refusal as refusal:
        sentence = str(refusal)
        assert sentence
        assert len(sentence) < 600
        return None
    for statement in getattr(delivery, "statements", ()):
        booked = [entry.amount for entry in statement.entries]
        if statement.opening and statement.closing:
            assert statement.opening.amount + sum(booked) == statement.closing.amount
        assert {entry.currency for entry in statement.entries} <= {statement.currency}
        assert all(entry.booking_date for entry in statement.entries)
    return delivery


def money(delivery):
    """What counts of each statement of a file."""
    return [
        (statement.account, statement.opening, statement.closing, [entry.amount for entry in statement.entries])
        for statement in delivery.statements
    ]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_was_cut_holds_whole_statements_or_is_refused(name):
    """STM-5: at every byte."""
    content = FILES[name]
    whole = money(read(content))
    for length in range(len(content)):
        found = read(content[:length])
        assert found is None or money(found) == whole[: len(found.statements)], length


@pytest.mark.parametrize("name", NAMES)
def test_a_line_lost_twice_or_at_another_place_is_noticed_or_without_effect(name):
    """STM-5: what the balances lead to stays true, whichever line is concerned."""
    lines = FILES[name].splitlines(keepends=True)
    for position, line in enumerate(lines):
        read(b"".join(lines[:position] + lines[position + 1 :]))
        read(b"".join([*lines[: position + 1], line, *lines[position + 1 :]]))
        read(b"".join([*lines[:position], *reversed(lines[position : position + 2]), *lines[position + 2 :]]))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=200)
@given(data=st.data())
def test_altered_bytes_are_noticed_or_without_effect(name, data):
    """STM-5"""
    content = FILES[name]
    start = data.draw(st.integers(0, len(content)))
    removed = data.draw(st.integers(0, 12))
    inserted = data.draw(
        st.binary(max_size=12) | st.sampled_from([b"\n", b":61:", b"<", b"9", b"\xc2\xb2", b"-}", b"\r"])
    )
    read(content[:start] + inserted + content[start + removed :])


@pytest.mark.parametrize("name", NAMES)
def test_another_digit_changes_no_sum_unnoticed(name):
    """STM-5: every digit of a file with control sums, one at a time."""
    content = FILES[name]
    whole = money(read(content))
    for position in (place for place, byte in enumerate(content) if chr(byte).isdigit()):
        other = b"%d" % ((content[position] - 48 + 1) % 10)
        found = read(content[:position] + other + content[position + 1 :])
        if found is not None and not name.startswith("ofx"):
            assert [total(statement) for statement in money(found)] == [total(statement) for statement in whole], (
                position
            )


def total(statement):
    _account, opening, closing, amounts = statement
    return closing.amount - opening.amount, sum(amounts)


@given(content=st.binary(max_size=200))
@pytest.mark.parametrize(
    "start", [b":20:", b"{1:", b"00000301226300050", b"0130001    00794EUR2", b"OFXHEADER:100\n<OFX>", b""]
)
def test_garbage_is_refused(start, content):
    """STM-5"""
    read(start + content)


@pytest.mark.parametrize("name", OTHERS)
def test_files_of_others_damaged_in_many_ways(name):
    """STM-5"""
    content, draw = OTHERS[name], random.Random(name)
    read(content)
    for _number in range(40):
        start, removed = draw.randrange(len(content) + 1), draw.choice([0, 1, 3, 40])
        inserted = bytes(draw.choices(b"0123456789ABC,:/?<>\n\r- \xff", k=draw.choice([0, 1, 5])))
        read(content[:start] + inserted + content[start + removed :])
    for _number in range(20):
        read(content[: draw.randrange(len(content) + 1)])


@pytest.mark.parametrize(
    "content",
    [
        b":20:" + b"A" * 2_000_000,
        b":20:X\n" + b":61:\n" * 50_000,
        b":20:X\n:25:Y\n:60F:C261001EUR0,\n:61:261001C1,NMSC\n" + b":86:x\n" * 50_000,
        b":20:X\n:25:Y\n:60F:C261001EUR0,\n:61:261001C1,NMSC\n:86:166" + b"?20\n" * 50_000,
        b"OFXHEADER:100\n" + b"<OFX>" * 50_000,
        b"OFXHEADER:100\n<OFX>" + b"<A>" * 50_000,
        b"OFXHEADER:100\n<OFX><A>" + b"x" * 2_000_000,
        FILES["coda.cod"][:260] + b"2" * 2_000_000,
        FILES["cfonb120.txt"][:120] * 20_000,
        b"\n" * 2_000_000 + b":20:",
    ],
    ids=lambda content: content[:30],
)
def test_a_flood_is_refused_quickly(content):
    """STM-5"""
    started = time.process_time()
    assert read(content) is None
    assert time.process_time() - started < 5


@pytest.mark.parametrize("name", NAMES)
def test_without_these_readers_a_statement_is_refused_by_the_name_of_its_format(name):
    """STM-4: the base alone reads none of them, and says so."""
    with pytest.raises(Refusal, match=r"The format .* is not read yet"):
        recognise.read(FILES[name])
