"""Betalingsservice: what we send (0601) and what PBS answers (0602, 0603)."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.sepa_remittance_addon.formats.pbs import bs_answers, bs_delivery, bs_records, layout
from odoo.addons.sepa_remittance_addon.formats.pbs.lines import numbered
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.formats.values import AgreementNotice, AgreementReport, Collection, Delivery

AT_LEISURE = settings(deadline=None)  # a busy machine is no error
GOLDEN = Path(__file__).parent / "golden"
CREATED = date(2026, 11, 3)
CREDITOR = {"pbs_number": "01234567", "debtor_group": "00001"}
SUPPLIER = {"supplier_number": "87654321", "delivery_number": "42"}
HEADER = CREDITOR | SUPPLIER | {"created": CREATED}
COLLECTIONS = (
    Collection(
        *("1001", date(2026, 12, 1), Decimal("1250.50"), "INV-1", "123456789"),
        texts=("Abonnement december", "  heraf moms 250,10"),
    ),
    Collection("KØBE-2", date(2026, 12, 1), Decimal("-99.95"), "CN-2"),
    Collection("1001", date(2026, 12, 1), Decimal("0.01"), "INV-3", "123456789"),
)
ANSWERS = (
    ("0236", COLLECTIONS[0]),
    ("0236", COLLECTIONS[1]),
    ("0237", Collection("1003", date(2026, 12, 1), Decimal(10), "INV-4", "000000003")),
    ("0238", Collection("1004", date(2026, 12, 1), Decimal(20), "INV-5", "000000004")),
    ("0239", Collection("1005", date(2026, 11, 2), Decimal(30), "INV-6", "000000005")),
    ("0297", Collection("1006", date(2026, 12, 1), Decimal(40), "A00000042")),
    ("0299", Collection("1007", date(2026, 12, 1), Decimal(50), "A00000043")),
)
REPORT = AgreementReport(
    "pbs.bs.0603",
    "BS-0603-87654321-2026-11-03-0000000042",
    datetime(2026, 11, 3),
    (
        AgreementNotice("line 3", "0231", "01234567", "00001", "1001", "123456789", date(2026, 11, 1)),
        AgreementNotice("line 4", "0232", "01234567", "00001", "1004", "4".zfill(9), CREATED, date(2026, 11, 30)),
    ),
)


def asked(content):
    """Read delivery 0601 strictly by its layouts: the collections with their texts, and the totals of 092 and 992."""
    start, section, *body, section_end, end = numbered(content, 128)
    bs_records.START.parse(start[1])
    bs_records.SECTION_START_0112.parse(section[1])
    collections, texts = [], []
    for place, line in body:
        if line[2:5] == "052":
            texts.append(bs_records.TEXT_LINE.parse(line, place)["text"])
            continue
        record, texts = bs_records.COLLECTION.parse(line, place), []
        collections.append((record, texts))
    totals = bs_records.SECTION_END_0112.parse(section_end[1]), bs_records.END.parse(end[1])
    return tuple(collection_of(*pair) for pair in collections), totals


def collection_of(record, texts):
    return Collection(
        record["customer_number"],
        record["payment_date"],
        record["amount"] * {"1": 1, "2": -1}[record["sign"]],
        record["reference"],
        record["mandate_number"].replace("000000000", ""),
        tuple(texts),
    )


def answer(answers=ANSWERS):
    return b"".join(bs_answers.render_answer(answers, **HEADER))


def with_line(content, number, old, new):
    """``content`` with ``old`` replaced by ``new`` in one line, counted from 1."""
    lines = content.split(b"\r\n")
    assert old in lines[number - 1]
    lines[number - 1] = lines[number - 1].replace(old, new, 1)
    return b"\r\n".join(lines)


def without_lines(content, *numbers):
    return b"\r\n".join(line for number, line in enumerate(content.split(b"\r\n"), 1) if number not in numbers)


def texts(size):
    return st.text(sorted(layout.WRITABLE), max_size=size).map(lambda text: text.strip(" "))


AMOUNTS = st.integers(1, 10**13 - 1).map(lambda ore: Decimal(ore) / 100)
ANY_COLLECTION = st.builds(
    Collection,
    customer_number=texts(15).filter(bool),
    payment_date=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    amount=AMOUNTS | AMOUNTS.map(lambda amount: -amount),
    reference=texts(30),
    mandate_number=st.just("") | st.integers(1, 10**9 - 1).map("{:09}".format),
    texts=st.lists(texts(60), max_size=3).map(tuple),
)


# ---------------------------------------------------------------- delivery 0601


def test_delivery_0601_is_written_to_the_letter():
    content = b"".join(bs_delivery.render(COLLECTIONS, **HEADER, user="BOGHOLDERI", text="Deres abonnement"))
    assert content == (GOLDEN / "pbs_bs_0601.txt").read_bytes()


@AT_LEISURE
@given(st.lists(ANY_COLLECTION, min_size=1, max_size=6).map(tuple))
def test_delivery_0601_says_what_was_asked(collections):
    read, totals = asked(b"".join(bs_delivery.render(collections, **HEADER)))
    assert read == collections
    for end in totals:
        assert end["records"] == len(collections)
        assert end["texts"] == sum(len(collection.texts) for collection in collections)
        assert end["amount"] == abs(sum(collection.amount for collection in collections))


def test_each_debtor_group_is_a_section():
    """REM-11"""
    groups = [Collection("1", CREATED, Decimal(1), debtor_group=group) for group in ("", "00002", "00002", "00003")]
    lines = b"".join(bs_delivery.render(groups, **HEADER)).decode("iso-8859-1").splitlines()
    sections = [(line[22:27], int(line[31:42])) for line in lines if line[2:5] == "092"]
    assert sections == [("00001", 1), ("00002", 2), ("00003", 1)]
    end = bs_records.END.parse(lines[-1])
    assert (end["sections"], end["records"], end["amount"]) == (3, 4, Decimal(4))


@pytest.mark.parametrize(
    ("collections", "message"),
    [
        ([], "nothing to collect"),
        ([Collection("1", CREATED, Decimal(0))], "customer number 1: The amount is zero"),
        ([Collection("1", CREATED, Decimal("0.005"))], "customer number 1: .* whole number of øre"),
        ([Collection("1", CREATED, Decimal(10**11))], "customer number 1: .* fits columns 61-73"),
        ([Collection("1", CREATED, Decimal(1), reference="x" * 31)], "customer number 1: .* reference .* 74-103"),
        ([Collection("1", CREATED, Decimal(1), texts=("x" * 61,))], "customer number 1: .* text .* 53-112"),
        ([Collection("1", CREATED, Decimal(1), mandate_number="1234567890")], "customer number 1: .* mandate number"),
        ([Collection("", CREATED, Decimal(1))], "must be given"),
    ],
)
def test_what_pbs_would_not_take_is_refused_by_name(collections, message):
    with pytest.raises(Refusal, match=message):
        list(bs_delivery.render(collections, **HEADER))


# ---------------------------------------------------------------- delivery 0602


def test_an_answer_is_written_to_the_letter():
    assert answer() == (GOLDEN / "pbs_bs_0602.txt").read_bytes()


def test_payment_information_becomes_one_statement_per_creditor_and_group():
    delivery = bs_delivery.parse(answer())
    assert (delivery.layout, delivery.created) == ("pbs.bs.0602", datetime(2026, 11, 3))
    assert delivery.identification == "BS-0602-87654321-2026-11-03-0000000042"
    (statement,) = delivery.statements
    assert (statement.creditor_number, statement.account.other_account) == ("01234567", "01234567")
    assert (statement.number, statement.opening, statement.closing) == ("0000000042", None, None)
    assert [(entry.transaction_type, str(entry.amount), entry.reversal) for entry in statement.entries] == [
        ("0236", "1250.50", False),
        ("0236", "-99.95", False),
        ("0237", "0.00", False),
        ("0238", "0.00", False),
        ("0239", "-30.00", True),
        ("0297", "40.00", False),
        ("0299", "-50.00", True),
    ]
    assert all(entry.is_itemised() for entry in statement.entries)


def test_a_rejection_keeps_the_amount_asked_for():
    rejected = bs_delivery.parse(answer()).statements[0].entries[2]
    (transaction,) = rejected.transactions
    assert (transaction.customer_number, transaction.rejected_amount) == ("1003", Decimal(10))
    assert (transaction.payment_date, rejected.booking_date) == (date(2026, 12, 1), CREATED)
    assert (transaction.text, transaction.mandate_reference) == ("INV-4", "000000003")


def test_padded_customer_numbers_are_kept_as_they_came():
    content = with_line(answer(), 3, b"1001           ", b"000000000001001")
    assert bs_delivery.parse(content).statements[0].entries[0].transactions[0].customer_number == "000000000001001"


def test_the_amount_is_the_one_paid_not_the_one_asked():
    content = with_line(answer([("0236", COLLECTIONS[0])]), 3, b"10000000125050", b"10000000999999")
    assert bs_delivery.parse(content).statements[0].entries[0].amount == Decimal("1250.50")


def test_two_debtor_groups_are_two_statements():
    content = with_line(with_line(answer(), 9, b"021500000001", b"021500000002"), 12, b"021500000001", b"021500000002")
    statements = bs_delivery.parse(content).statements
    assert [len(statement.entries) for statement in statements] == [5, 2]
    assert len({statement.identification for statement in statements}) == 2


def test_section_ends_may_be_missing():
    assert [entry.amount for entry in bs_delivery.parse(without_lines(answer(), 8, 12)).statements[0].entries] == [
        entry.amount for entry in bs_delivery.parse(answer()).statements[0].entries
    ]


@pytest.mark.parametrize(
    "total", ["000000000129050", "000000000111055", " " * 15], ids=["money in", "net of what went out", "not given"]
)
def test_the_control_sum_may_be_what_came_in_or_the_net_sum(total):
    content = with_line(answer(), 13, b"000000000129050", total.encode())
    assert bs_delivery.parse(content) == bs_delivery.parse(answer())


@AT_LEISURE
@given(st.lists(ANY_COLLECTION, min_size=1, max_size=6))
def test_answers_come_back_as_the_collections_they_answer(collections):
    (statement,) = bs_delivery.parse(answer([("0236", collection) for collection in collections])).statements
    transactions = [entry.transactions[0] for entry in statement.entries]
    names = "customer_number", "payment_date", "amount"
    for transaction, collection in zip(transactions, collections, strict=True):
        assert [getattr(transaction, name) for name in names] == [getattr(collection, name) for name in names]
        assert (transaction.text, transaction.mandate_reference) == (collection.reference, collection.mandate_number)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty"),
        (without_lines(answer(), 1), "line 1: The file must begin with a delivery start"),
        (without_lines(answer(), 13), "line 12: The file was cut off"),
        (answer() + answer(), "line 13: The delivery ends here, but the file goes on"),
        (without_lines(answer(), 2), "line 2: The record stands outside a section"),
        (without_lines(answer(), 9), "line 9: The record stands outside a section"),
        (without_lines(answer(), 3), "line 7: .* announces 5 .* holds 4"),
        (without_lines(answer(), 3, 8), "line 11: .* announces 7 .* holds 6"),
        (
            with_line(answer(), 8, b"000000000125050", b"000000000125051"),
            "line 8: The control sum is 1250.51, .* 1250.50",
        ),
        (with_line(answer(), 13, b"000000000129050", b"000000000129051"), "line 13: The control sum is 1290.51"),
        (with_line(answer(), 13, b"060200000000002", b"060200000000003"), "line 13: .* announces 3 .* holds 2"),
        (with_line(answer(), 13, b"BS1", b"BS2"), "line 13: .* another subsystem"),
        (with_line(answer(), 8, b"01234567", b"01234568"), "line 8: .* another pbs number"),
        (with_line(answer(), 3, b"01234567", b"01234568"), "line 3: The PBS number is not that of the section"),
        (with_line(answer(), 3, b"0236", b"0999"), "line 3: Transaction type 0999"),
        (with_line(answer(), 3, b"0236", b"0297"), "line 3: Transaction type 0297"),
        (
            with_line(answer(), 3, b"0236", b"0237"),
            "line 3: Transaction type 0237 does not go with an amount paid of 1250.50",
        ),
        (
            with_line(answer(), 5, b"0237", b"0236"),
            "line 5: Transaction type 0236 does not go with an amount paid of 0.00",
        ),
        (with_line(answer(), 3, b"10000000125050", b"70000000125050"), "line 3: Sign code 7"),
        (with_line(answer(), 3, b"BS042", b"BS052"), "line 3: Record type 052"),
        (without_lines(with_line(answer(), 2, b"0211", b"0214"), 8), "line 2: Section 0214"),
        (with_line(answer(), 8, b"0211", b"0215"), "line 8: .* another section"),
        (with_line(answer(), 3, b"011226", b"321226"), "line 3: .* payment date .* no date DDMMYY"),
        (with_line(answer(), 3, b"INV-1", b"INV-1 "), "line 3: The line has 129 characters"),
        (answer().decode("iso-8859-1").encode(), "saved again as UTF-8"),
        (answer().replace(b"0602", b"0690"), "line 1: Betalingsservice has no delivery 0690"),
        (b"".join(bs_delivery.render(COLLECTIONS, **HEADER)), "line 1: Delivery 0601 goes to PBS"),
    ],
)
def test_a_bad_delivery_is_refused_with_its_line(content, message):
    with pytest.raises(Refusal, match=message):
        bs_delivery.parse(content)


# ---------------------------------------------------------------- delivery 0603


def test_agreements_are_written_to_the_letter_and_read_as_they_were():
    content = b"".join(bs_answers.render_agreements(REPORT, **CREDITOR, **SUPPLIER))
    assert content == (GOLDEN / "pbs_bs_0603.txt").read_bytes()
    assert bs_delivery.parse(content) == REPORT


@pytest.mark.parametrize(
    ("number", "old", "new", "message"),
    [
        (3, b"0231", b"0236", "line 3: Transaction type 0236"),
        (2, b"0212", b"0211", "line 5: .* another section"),
        (3, b"01234567", b"01234568", "line 3: The PBS number"),
        (5, b"00000000002", b"00000000003", "line 5: .* announces 3 .* holds 2"),
    ],
)
def test_bad_mandate_information_is_refused_with_its_line(number, old, new, message):
    with pytest.raises(Refusal, match=message):
        bs_delivery.parse(with_line((GOLDEN / "pbs_bs_0603.txt").read_bytes(), number, old, new))


# ---------------------------------------------------------------- hostile files


@AT_LEISURE
@given(st.data())
@pytest.mark.parametrize("golden", ["pbs_bs_0601.txt", "pbs_bs_0602.txt", "pbs_bs_0603.txt"])
def test_a_damaged_delivery_is_read_or_refused_and_nothing_else(golden, data):
    content = bytearray((GOLDEN / golden).read_bytes())
    for _damage in range(data.draw(st.integers(1, 3))):
        position = data.draw(st.integers(0, len(content) - 1))
        content[position : position + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    try:
        read = bs_delivery.parse(bytes(content))
    except Refusal:
        return
    assert isinstance(read, Delivery | AgreementReport)


@AT_LEISURE
@given(st.data())
def test_no_changed_digit_of_an_amount_received_goes_unnoticed(data):
    lines = answer().split(b"\r\n")
    number = data.draw(st.sampled_from([2, 9]))
    position = data.draw(st.integers(115, 127))
    digit = data.draw(st.sampled_from(b"0123456789").filter(lambda digit: digit != lines[number][position]))
    lines[number] = lines[number][:position] + bytes([digit]) + lines[number][position + 1 :]
    with pytest.raises(Refusal):
        bs_delivery.parse(b"\r\n".join(lines))


@pytest.mark.parametrize("content", [answer(), b"".join(bs_delivery.render(COLLECTIONS, **HEADER)), b"BS042"])
def test_a_delivery_is_recognised_by_its_first_record(content):
    assert bs_delivery.sniff(content)


@pytest.mark.parametrize("content", [b"", b"LS002", b"<xml/>", b"BSomething", b"date,amount\n", bytes(range(256))])
def test_other_files_are_not_recognised(content):
    assert not bs_delivery.sniff(content)
