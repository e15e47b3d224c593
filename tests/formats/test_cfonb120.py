"""CFONB120: balances with signed last digits, complements by their qualifiers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.bank_statement_matching_addon.formats import cfonb120
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.formats.values import Party
from statement_files import REFERENCES, bookings, deliveries, placeless, render_cfonb120, with_columns

GOLDEN = (Path(__file__).parent / "golden" / "cfonb120.txt").read_bytes()


def test_the_golden_file_says_what_the_bank_means():
    """STM-4: a remittance booked as one amount, an unpaid debit with its reason, a transfer; two statements."""
    first, second = cfonb120.parse(GOLDEN).statements
    assert first.account == Party("", other_account="300010079412345678901")
    assert (first.opening.amount, first.closing.amount) == (Decimal("-10.00"), Decimal("152.34"))
    assert (second.opening.amount, second.entries) == (Decimal("152.34"), ())
    batch, unpaid, transfer = first.entries
    assert [entry.amount for entry in first.entries] == [Decimal("250.00"), Decimal("-100.00"), Decimal("12.34")]
    assert (batch.transaction_type, batch.proprietary_code, batch.text) == (
        "CFONB-B2-C",
        "0091",
        "REMISE PRELEVEMENTS SEPA",
    )
    assert batch.transactions[0].payment_information_id == "BLOCK-2026-10"
    (one,) = unpaid.transactions
    assert (unpaid.transaction_type, unpaid.booking_date) == ("CFONB-10-D", date(2026, 10, 8))
    assert (one.end_to_end_id, one.mandate_reference, one.text) == ("E2E-0001", "MANDATE-0001", "FACTURE 4711")
    assert (one.return_code, one.return_text) == ("MD06", "MD06 CONTESTATION DU DEBITEUR")
    assert one.counterparty == Party("CLIENT EXEMPLE", "FR1420041010050500013M02606")
    assert one.charges == Decimal("1.50")
    assert "IPY PERSONNE 42" in unpaid.text
    assert (transfer.bank_reference, transfer.transactions[0].text) == ("12", "FACTURE 4712 MERCI")


changed = partial(with_columns, GOLDEN)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (changed(2, 104, "A"), "line 17: The opening balance -10.00 and the bookings 162.35"),
        (changed(2, 104, "}"), "line 17: The opening balance"),
        (changed(2, 104, "0"), "line 2: The amount does not end with a signed digit"),
        (changed(2, 91, " "), "line 2: .* is not an amount"),
        (changed(2, 3, "30002"), "line 2: The record is of another account"),
        (changed(2, 17, "USD"), "line 2: The record is of another account or currency"),
        (changed(2, 43, "310226"), "line 2: 26-02-31 is not a date"),
        (changed(2, 35, "000000"), "line 2: The movement has no date|line 3: The complement"),
        (changed(3, 33, "01"), "line 3: The complement belongs to another movement"),
        (changed(1, 1, "04"), "line 1: The record 04 stands where it does not belong"),
        (changed(2, 1, "09"), "line 2: The line is no record"),
        (changed(17, 35, "000000"), "line 17: The balance has no date"),
        (GOLDEN[: 122 * 10], "no new balance .* cut off"),
        (GOLDEN + GOLDEN, "in the file twice"),
        (GOLDEN.replace(b"\r\n", b"x\r\n", 1), "line 1: The line has 121 characters"),
    ],
)
def test_what_is_not_certain_is_refused(content, reason):
    """STM-5"""
    with pytest.raises(Refusal, match=reason):
        cfonb120.parse(content)


def test_the_decimals_of_the_currency_stand_in_the_record():
    content = GOLDEN.replace(b"EUR2", b"TND3")
    assert cfonb120.parse(content).statements[0].closing.amount == Decimal("15.234")


def test_records_without_line_ends_and_blank_lines_read_the_same():
    records = GOLDEN.split(b"\r\n")
    expected = placeless(cfonb120.parse(GOLDEN))
    assert placeless(cfonb120.parse(b"".join(records))) == expected
    assert placeless(cfonb120.parse(b"\n\n".join(record.rstrip() for record in records))) == expected


@pytest.mark.parametrize(("told", "code"), [("20", "20"), ("  ", "")])
def test_the_reason_of_the_movement_counts_where_no_complement_tells_one(told, code):
    content = b"\r\n".join(line for line in changed(5, 41, told).split(b"\n") if b"RETMD06" not in line)
    assert cfonb120.parse(content).statements[0].entries[1].transactions[0].return_code == code


CFONB_BOOKINGS = bookings(
    end_to_end_id=st.just("") | REFERENCES,
    mandate_reference=st.just("") | REFERENCES,
    payment_information_id=st.just("") | REFERENCES,
    structured_reference=st.just("") | REFERENCES,
    return_text=st.sampled_from(["", "AC04 COMPTE CLOS"]),
)


def completed(found):
    entries = tuple(
        replace(
            entry,
            text="VIREMENT RECU",
            proprietary_code="0091",
            transaction_type=f"CFONB-05-{'D' if entry.amount < 0 else 'C'}",
            transactions=tuple(replace(one, return_code=one.return_text[:4]) for one in entry.transactions),
        )
        for entry in found.entries
    )
    return replace(found, number="", account=Party("", other_account="300010079412345678901"), entries=entries)


@given(deliveries("cfonb120", CFONB_BOOKINGS, completed))
def test_what_is_written_is_read(delivery):
    """STM-4"""
    assert placeless(cfonb120.parse(render_cfonb120(delivery))) == delivery
