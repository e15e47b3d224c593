"""CODA: bookings and their details, each cent once; structured communications; the trailer compared."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.bank_statement_matching_addon.formats import coda
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.formats.values import Address, Party
from statement_files import DAY, REFERENCES, bookings, deliveries, placeless, render_coda, with_columns

GOLDEN = (Path(__file__).parent / "golden" / "coda.cod").read_bytes()


def test_the_golden_file_says_what_the_bank_means():
    """STM-4: a collection with its details, an unpaid debit, structured references, charges inside a net amount."""
    delivery = coda.parse(GOLDEN)
    (statement,) = delivery.statements
    assert (delivery.identification, delivery.created.date()) == ("REF0000001", date(2027, 1, 7))
    assert (statement.number, statement.account.iban, statement.account.bic) == ("14", "BE68539007547034", "BBRUBEBB")
    assert (statement.opening.amount, statement.closing.amount) == (Decimal("1000.00"), Decimal("2100.25"))
    assert statement.remarks == ("Message libre de la banque",)
    collected, unpaid, transfer, national, net = statement.entries
    assert [entry.transaction_type for entry in statement.entries] == [
        "CODA-05-50-000", "CODA-05-03-000", "CODA-01-50-000", "CODA-05-50-000", "CODA-41-50-000",
    ]  # fmt: skip
    assert (collected.proprietary_code, collected.payment_information_id) == ("10550000", "BLOCK-2027-01")
    assert collected.is_itemised()
    first, second = collected.transactions
    assert (first.amount, second.amount) == (Decimal("100.00"), Decimal("50.25"))
    assert (first.end_to_end_id, first.mandate_reference) == ("E2E-0001", "MANDATE-0001")
    assert first.payment_date == date(2027, 1, 7)
    address = Address(lines=("GROTE WEG 32", "3500 HASSELT"))
    assert first.counterparty == Party("KLANT EEN", "BE71096123456769", "KREDBEBB", address)
    assert first.text == "Facture 4711 BE69ZZZ050D000000008"
    (one,) = unpaid.transactions
    assert (unpaid.amount, one.return_code, one.mandate_reference) == (Decimal("-75.00"), "MS02", "MANDATE-0003")
    assert transfer.transactions[0].structured_reference == "090933755493"
    (one,) = national.transactions
    assert (one.mandate_reference, one.payment_date, one.text) == (
        "740322338858",
        date(2027, 1, 6),
        "ZONE EEN ZONE TWEE",
    )
    (one,) = net.transactions
    assert (net.amount, one.charges) == (Decimal("995.00"), Decimal("5.00"))
    assert net.text == "84150100 1000.00 84137006 -5.00"


changed = partial(with_columns, GOLDEN)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (changed(1, 128, "1"), "line 1: This is CODA version 1"),
        (changed(3, 47, "1"), "more decimals than its currency"),
        (changed(3, 46, "1"), "line 22: The opening balance 1000.00 and the bookings 1100.21"),
        (changed(3, 32, "2"), "line 3: The sign 2"),
        (changed(3, 54, "4"), "line 3: The transaction code 40550000"),
        (changed(3, 54, "5"), "line 3: The detail belongs to no booking"),
        (changed(3, 48, "310227"), "line 3: 27-02-31 is not a date"),
        (changed(4, 3, "0009"), "line 4: The record belongs to another movement"),
        (changed(2, 2, "7"), "line 2: The account structure 7"),
        (changed(22, 5, "BE71096123456769"), "line 22: .* another account"),
        (changed(24, 17, "000021"), r"line 24: The file announces 21 \(number of records\)"),
        (changed(24, 35, "1"), r"sum of debits"),
        (changed(24, 50, "1"), r"sum of credits"),
        (changed(24, 17, "00002x"), "is not a number"),
        (GOLDEN[: GOLDEN.rindex(b"9   ")], "no trailer record"),
        (GOLDEN.replace(b"Message", b"Mess\x07ge"), "no text"),
        (b"\n".join([*GOLDEN.split(b"\r\n")[:3], b"x" * 128]), "line 4: The line is no record"),
        (b"\n".join([*GOLDEN.split(b"\r\n")[:3], b"2" * 129]), "line 4: The line has 129 characters"),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_refused(content, reason):
    """STM-5"""
    with pytest.raises(Refusal, match=reason):
        coda.parse(content)


def test_old_and_new_account_structures_are_read():
    """STM-4: Belgian number, foreign number, Belgian IBAN, foreign IBAN."""
    old = f"{'539007547034 EUR0BE':<37}"
    content = changed(2, 2, "0" + "014" + old).replace(
        b"8014BE68539007547034" + b" " * 18 + b"EUR", b"8014" + old.encode()
    )
    assert coda.parse(content).statements[0].account.other_account == "539007547034"
    for structure in ("1", "3"):
        assert coda.parse(changed(2, 2, structure)).statements[0].account.iban == "BE68539007547034"


def test_a_day_without_movements_has_no_closing_record():
    lines = GOLDEN.split(b"\r\n")
    trailer = b"9".ljust(16) + b"000001" + b"0" * 30 + b" " * 75 + b"2"
    (statement,) = coda.parse(b"\r\n".join([lines[0], lines[1], trailer])).statements
    assert statement.opening == statement.closing
    assert statement.entries == ()


def test_details_that_do_not_add_up_leave_the_booking_whole_and_are_told():
    content = changed(5, 45, "5")
    (statement,) = coda.parse(content).statements
    assert statement.entries[0].amount == Decimal("150.25")
    assert not statement.entries[0].is_itemised()
    assert any("do not add up" in remark for remark in statement.remarks)


def test_blanks_cut_at_the_end_of_lines_change_nothing():
    cut = b"\n".join(line.rstrip() for line in GOLDEN.split(b"\r\n"))
    assert placeless(coda.parse(cut)) == placeless(coda.parse(GOLDEN))


def test_a_reason_without_iso_code_is_the_digit_of_the_standard():
    content = changed(13, 74, "4").replace(b"2MS02", b"0    ")
    assert coda.parse(content).statements[0].entries[1].transactions[0].return_code == "4"


def test_columns_of_older_versions_are_kept_as_text():
    content = changed(17, 99, "").replace(b"GKCCBEBB      2MS02", b"0084324630    6A164")
    (one,) = coda.parse(content.replace(b"2MS02", b"0    ")).statements[0].entries[1].transactions
    assert "0084324630" in one.text
    assert one.counterparty.bic == ""


DETAILS = {
    "end_to_end_id": st.just("") | REFERENCES,
    "mandate_reference": st.just("") | REFERENCES,
}


def completed(found):
    """Details of every third booking; what depends on a mandate only with one."""
    entries = []
    for position, entry in enumerate(found.entries):
        (one,) = map(_consistent, entry.transactions)
        code = "00150000"
        transactions = (one,)
        if position % 3 == 2:
            code = "10550000"
            rest = replace(one, amount=entry.amount - Decimal("1.00"), bank_reference="REST")
            transactions = (replace(one, amount=Decimal("1.00")), rest)
        entries.append(
            replace(
                entry,
                transactions=transactions,
                proprietary_code=code,
                transaction_type=f"CODA-{code[1:3]}-{code[3:5]}-{code[5:]}",
            )
        )
    account = replace(found.account, bic="BBRUBEBB")
    return replace(found, entries=tuple(entries), account=account)


def _consistent(one):
    if not one.mandate_reference:
        return one
    return replace(one, payment_date=DAY, return_code="AC04" if one.amount < 0 else "")


@given(deliveries("coda", bookings(**DETAILS), completed))
def test_what_is_written_is_read(delivery):
    """STM-4"""
    assert placeless(coda.parse(render_coda(delivery))) == delivery
