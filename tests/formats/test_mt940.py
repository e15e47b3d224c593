"""MT940: what banks write, exactly as it is meant; what does not add up is refused with its line."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.bank_statement_matching_addon.formats import mt940
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.formats.values import Party
from statement_files import REFERENCES, bookings, deliveries, placeless, render_mt940

GOLDEN = (Path(__file__).parent / "golden" / "mt940.sta").read_bytes()
HEAD = ":20:REF\n:25:NL91ABNA0417164300\n:28C:7/1\n:60F:C261001EUR100,00\n"


def statement(*bookings, closing="C261002EUR100,00", head=HEAD, more=""):
    return "\n".join([head + "\n".join(bookings), f":62F:{closing}", more, "-"]).encode()


def only(content):
    """The only entry of a file and its only transaction."""
    (found,) = mt940.parse(content).statements[0].entries
    return found, found.transactions[0]


def booked(booking, *texts):
    """A file with that booking and one that takes it back, so that the balances add up; its entry and transaction."""
    amount = booking.split(",")[0].lstrip("0123456789")
    text = "\n".join(f":86:{text}" for text in texts)
    plain = f":61:{booking}\n{text}" if text else f":61:{booking}"
    for back in ("D", "C"):
        line = f":61:261002{back}{amount.lstrip('RCD')},00NMSCNONREF"
        try:
            found = mt940.parse(statement(plain, line)).statements[0].entries[0]
        except Refusal as refusal:
            if "do not give the closing balance" not in str(refusal):
                raise
        else:
            return found, found.transactions[0]
    raise AssertionError(booking)


def test_the_golden_file_says_what_the_bank_means():
    """STM-4: two pages of a German statement and a Dutch one; balances, entries, everything a payment is known by."""
    first, second, dutch = mt940.parse(GOLDEN).statements
    assert (first.number, first.complete, second.number, second.complete) == ("212/1", False, "212/2", True)
    assert first.account == Party("", other_account="37040044/0532013000")
    assert [entry.amount for entry in first.entries] == [Decimal("250.00"), Decimal("-103.50")]
    assert first.closing == second.opening
    batch, returned = first.entries
    assert (batch.booking_date, batch.value_date) == (date(2026, 12, 31), date(2027, 1, 4))
    assert (batch.transaction_type, batch.proprietary_code) == ("GVC-192", "NDDT")
    assert batch.transactions[0].payment_information_id == "BLOCK-2026-12"
    assert batch.transactions[0].text == "Rechnungen 4711 bis 4713"
    (one,) = returned.transactions
    assert (one.end_to_end_id, one.mandate_reference) == ("E2E-2026-000000000001", "MANDATE-0001")
    assert (one.return_code, one.charges, one.text) == ("AC04", Decimal("3.50"), "Konto erloschen")
    assert one.counterparty == Party("Elektrogrosshandlung Mueller GmbH", "DE89370400440532013000", "COBADEFFXXX")
    assert "CRED+DE98ZZZ09999999999" in returned.text
    cancelled, interest = second.entries
    assert (cancelled.amount, cancelled.reversal) == (Decimal("-40.00"), True)
    assert (cancelled.booking_date, cancelled.value_date) == (date(2027, 1, 1), date(2026, 12, 31))
    assert (interest.amount, interest.transactions[0].structured_reference) == (Decimal("0.50"), "090933755493")
    assert second.remarks == ("Auszug 212",)
    assert (dutch.account.iban, dutch.opening.amount) == ("NL91ABNA0417164300", Decimal("-10.00"))
    paid, back = (entry.transactions[0] for entry in dutch.entries)
    assert paid.counterparty == Party("Muster GmbH, Bonn", "DE89370400440532013000", "COBADEFFXXX")
    assert (paid.end_to_end_id, paid.mandate_reference, paid.text) == ("E2E-0002", "MANDATE-0002", "Factuur 4712")
    assert (back.return_code, back.structured_reference) == ("MD06", "9001123412341234")
    assert [entry.transaction_type for entry in dutch.entries] == ["NTRF-C", "NRTI-D"]
    assert dutch.entries[0].proprietary_code == "00100"


@pytest.mark.parametrize(
    ("mark", "sign"), [("C", 1), ("D", -1), ("RC", -1), ("RD", 1), ("CR", 1), ("DR", -1), ("RCR", -1)]
)
def test_a_reversal_turns_the_sign_and_a_funds_code_does_not(mark, sign):
    """STM-4: RC takes a credit back; in CR the R is the third letter of EUR."""
    entry, _one = booked(f"261002{mark}5,00NMSCNONREF")
    assert entry.amount == sign * 5
    assert entry.reversal == mark.startswith("R")


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("2612311231", date(2026, 12, 31)),
        ("2612310102", date(2027, 1, 2)),
        ("2701021231", date(2026, 12, 31)),
        ("2801020229", date(2028, 2, 29)),
        ("261231", date(2026, 12, 31)),
    ],
)
def test_the_year_of_an_entry_date_is_the_nearest(dates, expected):
    assert booked(f"{dates}C5,00NMSCNONREF")[0].booking_date == expected


def test_a_day_of_the_interest_calendar_is_the_last_of_its_month():
    entry, _one = booked("2602300301C5,00NMSCNONREF")
    assert (entry.value_date, entry.booking_date) == (date(2026, 2, 28), date(2026, 3, 1))
    found = mt940.parse(statement(closing="C261131EUR100,00")).statements[0]
    assert found.closing.day == date(2026, 11, 30)
    assert any("does not exist" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("171?00LASTSCHRIFT?20EREF+E2E-1?21MREF+M-1?22SVWZ+Rechnung 1?31DE89370400440532013000?32Name",
         {"end_to_end_id": "E2E-1", "mandate_reference": "M-1", "text": "Rechnung 1",
          "counterparty": Party("Name", "DE89370400440532013000")}),
        ("171>00LASTSCHRIFT>20EREF+E2E-1 MREF+M-1 SVWZ+Rechnung 1",
         {"end_to_end_id": "E2E-1", "mandate_reference": "M-1", "text": "Rechnung 1"}),
        ("051?00GUTSCHRIFT?20Miete November?21Haus 7?3010020030?311234567?32MUELLER",
         {"text": "Miete November Haus 7", "counterparty": Party("MUELLER", other_account="10020030/1234567")}),
        ("/TRTP/SEPA Incasso/CSID/NL32ZZZ/NAME/Jan/MARF/M-1/REMI/factuur 1/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/EREF/E",
         {"end_to_end_id": "E", "mandate_reference": "M-1", "text": "factuur 1",
          "counterparty": Party("Jan", "NL91ABNA0417164300", "ABNANL2A")}),
        ("/EREF/NOTPROVIDED//REMI/STRD/CUR/9001123412341234/",
         {"end_to_end_id": "", "structured_reference": "9001123412341234"}),
        ("999PN5477SCHECK-NR. 1", {"text": "999PN5477SCHECK-NR. 1"}),
        ("911 TRANSAKCJA COLLECT", {"text": "911 TRANSAKCJA COLLECT"}),
        ("RF18539007547034 en +++090/9337/55493+++", {"structured_reference": ""}),  # two: nobody knows which
    ],
)  # fmt: skip
def test_a_text_lands_where_it_belongs(text, fields):
    """STM-4"""
    _entry, one = booked("261002C5,00NTRFNONREF", text)
    assert {name: getattr(one, name) for name in fields} == fields


def test_what_has_no_field_stays_in_the_text_of_the_entry():
    """STM-4: entry-level text is never lost."""
    entry, _one = booked(
        "261002C5,00NMSCNONREF//B-1\nSUPPLEMENT", "166?00GUTSCHRIFT?101234?20SVWZ+x?60y?70Auftraggeber"
    )
    assert entry.text == "GUTSCHRIFT 1234 Auftraggeber SUPPLEMENT"
    entry, one = booked("261002C5,00NMSCNONREF", "first", "second")
    assert one.text == "first second"


def test_references_of_the_booking_are_kept_apart():
    entry, one = booked("261002C5,00NTRFINVOICE 4711//BANK-1")
    assert (one.instruction_id, one.bank_reference, entry.bank_reference) == ("INVOICE 4711", "BANK-1", "BANK-1")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (statement(":61:261002C5,00NMSCNONREF"), "line 6: The opening balance 100.00 and the bookings 5.00"),
        (statement(":61:261002C5.00NMSCNONREF"), "line 5: Field :61:"),
        (statement(":61:261302C5,00NMSCNONREF"), "line 5: 26-13-02 is not a date"),
        (statement(":61:2610021302C5,00NMSCNONREF"), "line 5: 1302 is not a date"),
        (statement(":61:261002C5,001NMSCNONREF"), "more decimals than its currency"),
        (statement(closing="C261002USD100,00"), "different currencies"),
        (statement(closing="X261002EUR100,00"), "The balance does not hold"),
        (statement(head=HEAD.replace(":25:NL91ABNA0417164300\n", "")), "no account"),
        (statement(head=HEAD.replace(":60F:C261001EUR100,00\n", "")), "no opening balance"),
        (statement(head=HEAD + ":60F:C261001EUR100,00\n"), "stands twice"),
        (statement(":99:x"), "does not belong in a statement"),
        (statement(":61:261002C5,00NMSCNONREF", ":61:261002D5,00NMSCNONREF", more=":86:/SUM/2/1/5,00/5,00/"),
         r"announces 2 \(number of debits\) and holds 1"),
        (statement(":61:261002C5,00NMSCNONREF", ":61:261002D5,00NMSCNONREF", more=":86:/SUM/1/1/5,00/5,01/"),
         "sum of credits"),
        (statement() + b"\n" + statement(), "in the file twice"),
        ((HEAD + ":61:261002C5,00NMSCNONREF").encode(), "no closing balance .* cut off"),
        (HEAD.replace(":60F:", ":34F:").encode(), "intraday report"),
        (b":20:REF\x00", "NUL bytes"),
        (statement(":61:261002C5,00NMSCNONREF", ":86:\x81"), "no text"),
        (statement() + b"\na\nb\nc\nd\ne\nf\n", "belongs to no field"),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_refused(content, reason):
    """STM-5"""
    with pytest.raises(Refusal, match=reason):
        mt940.parse(content)


def test_a_frame_line_end_or_encoding_changes_nothing():
    plain = statement(":61:261002C5,00NMSCNONREF", ":86:Müller", ":61:261002D5,00NMSCNONREF").decode()
    expected = placeless(mt940.parse(plain.encode()))
    others = [
        plain.encode("cp1252"), plain.replace("\n", "\r\n").encode(), plain.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + plain.encode(), b"\x01\n" + plain.replace("-", "-\x03").encode(),
        b"{1:F01BANKBEBBAXXX0000000000}{2:I940BANKBEBBXXXXN}{4:\n" + plain.removesuffix("-").encode() + b"-}{5:}",
        b"ABNANL2A\n940\nABNANL2A\n" + plain.encode(), plain.removesuffix("-").encode(),
    ]  # fmt: skip
    assert [placeless(mt940.parse(other)) for other in others] == [expected] * len(others)


MT940_BOOKINGS = bookings(
    end_to_end_id=st.just("") | REFERENCES,
    mandate_reference=st.just("") | REFERENCES,
    instruction_id=st.just("") | REFERENCES,
    payment_information_id=st.just("") | REFERENCES,
    structured_reference=st.just("") | st.from_regex("[0-9]{12}", fullmatch=True),
    return_code=st.sampled_from(["", "AC04", "MD06"]),
)


def completed(found):
    entries = [
        replace(entry, transaction_type=f"NTRF-{'D' if entry.amount < 0 else 'C'}", reversal=entry.amount % 3 == 1)
        for entry in found.entries
    ]
    return replace(found, entries=tuple(entries))


@given(deliveries("mt940", MT940_BOOKINGS, completed), st.sampled_from(["\n", "\r\n"]))
def test_what_is_written_is_read(delivery, end):
    """STM-4"""
    assert placeless(mt940.parse(render_mt940(delivery, end))) == delivery
