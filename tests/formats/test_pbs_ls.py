"""Leverandørservice: payments that we ask for (40) and what PBS answers (0602, 0690)."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.sepa_remittance_addon.formats.pbs import layout, ls_answers, ls_delivery, ls_records
from odoo.addons.sepa_remittance_addon.formats.pbs.lines import encode, numbered
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.formats.values import (
    Collection,
    Delivery,
    Receipt,
    ReceiptReport,
    Remark,
    Renumbering,
)

AT_LEISURE = settings(deadline=None)  # a busy machine is no error
GOLDEN = Path(__file__).parent / "golden"
CREATED = date(2026, 11, 3)
HEADER = {"creditor_number": "12345", "supplier_number": "87654321", "created": CREATED}
ANSWER_HEADER = HEADER | {"account": "12340005678901", "task_number": "77"}
COLLECTIONS = (
    Collection("1001", date(2026, 11, 5), Decimal("1250.50")),
    Collection("KØBE-2", date(2026, 11, 5), Decimal("-99.95")),
    Collection("1001", date(2026, 11, 6), Decimal("0.01")),
)
ANSWERS = (
    ("0580", COLLECTIONS[0]),
    ("0585", COLLECTIONS[1]),
    ("0530", Collection("1003", date(2026, 11, 5), Decimal(10))),
    ("0540", Collection("1004", date(2026, 11, 5), Decimal(20))),
    ("0555", Collection("1005", date(2026, 10, 5), Decimal(30))),
)
REPORT = ReceiptReport(
    "pbs.ls.0690",
    "LS-0690-87654321-2026-11-03",
    datetime(2026, 11, 3),
    receipts=(Receipt("line 2", "12345", date(2026, 11, 5), "12340005678901", 1, 2, Decimal(3), 1, Decimal("99.95")),),
    remarks=(
        Remark(
            *("line 3", "0910", "12345", "1001", "510", "0012", None, Decimal(0)),
            account="43210001234567",
            debtor_cvr="11223344",
        ),
        Remark("line 4", "0920", "12345", "1003", "580", "0013", date(2026, 11, 5), Decimal("10.00"), "12340005678901"),
    ),
    renumberings=(Renumbering("line 5", "12345", date(2026, 12, 1), "12345", "1001", "12345", "2001"),),
)


def asked(content):
    """Read delivery 40 strictly by its layouts: the header, the collections and the totals."""
    (_place, first), *body, (_end, last) = numbered(content, 80)
    collections, day = [], None
    for place, line in body:
        if line[:3] == "001":
            day = ls_records.PAYMENT_DATE_40.parse(line, place)["payment_date"]
        else:
            record = ls_records.PAYMENT_40.parse(line, place)
            sign = {"580": 1, "585": -1}[record["record_type"]]
            collections.append(Collection(record["customer_number"], day, record["amount"] * sign))
    return ls_records.START_40.parse(first), tuple(collections), ls_records.END_40.parse(last)


def answer(answers=ANSWERS, **header):
    return b"".join(ls_answers.render_answer(answers, **ANSWER_HEADER | header))


def with_line(content, number, old, new):
    """``content`` with ``old`` replaced by ``new`` in one line, counted from 1."""
    lines = content.split(b"\r\n")
    assert old in lines[number - 1]
    lines[number - 1] = lines[number - 1].replace(old, new, 1)
    return b"\r\n".join(lines)


@st.composite
def deliveries(draw):
    alphabet = sorted(layout.WRITABLE - {" "})
    keys = st.tuples(st.dates(date(2026, 1, 1), date(2026, 1, 4)), st.text(alphabet, min_size=1, max_size=15))
    unique = draw(st.lists(keys, min_size=1, max_size=8, unique_by=lambda key: (key[0], key[1].lstrip("0"))))
    amounts = st.integers(1, 10**11 - 1).map(lambda ore: Decimal(ore) / 100)
    signed = st.tuples(amounts, st.sampled_from([1, -1])).map(lambda pair: pair[0] * pair[1])
    return tuple(Collection(customer, day, draw(signed)) for day, customer in sorted(unique))


# ---------------------------------------------------------------- delivery 40


def test_delivery_40_is_written_to_the_letter():
    content = b"".join(ls_delivery.render(COLLECTIONS, **HEADER, sender="REM7", test=True))
    assert content == (GOLDEN / "pbs_ls_40.txt").read_bytes()


@AT_LEISURE
@given(deliveries())
def test_delivery_40_says_what_was_asked(collections):
    start, read, end = asked(b"".join(ls_delivery.render(collections, **HEADER)))
    assert read == collections
    assert (start["created"], start["test_mark"], start["supplier_number"]) == (CREATED, "", "87654321")
    assert end["debtor_records"] == len(collections)
    assert end["collected"] - end["disbursed"] == sum(collection.amount for collection in collections)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ([], "nothing to collect"),
        ([COLLECTIONS[0], COLLECTIONS[0]], "customer number 1001: There is already a payment on 2026-11-05"),
        ([COLLECTIONS[0], Collection("001001", date(2026, 11, 5), Decimal(-1))], "customer number 001001: .* already"),
        ([COLLECTIONS[2], COLLECTIONS[0]], "customer number 1001: .* order of their payment dates"),
        ([Collection("1", CREATED, Decimal(0))], "customer number 1: The amount is zero"),
        ([Collection("1", CREATED, Decimal("0.005"))], "customer number 1: .* whole number of øre"),
        ([Collection("1", CREATED, Decimal("1000000000.00"))], "customer number 1: .* fits columns 46-56"),
        ([Collection("1234567890123456", CREATED, Decimal(1))], "customer number .* must fit columns 9-23"),
        ([Collection("Ω", CREATED, Decimal(1))], "customer number Ω: .* letters"),
        ([Collection("", CREATED, Decimal(1))], "must be given"),
        ([Collection(" 1", CREATED, Decimal(1))], "without blanks"),
    ],
)
def test_what_pbs_would_not_take_is_refused_by_name(changed, message):
    with pytest.raises(Refusal, match=message):
        list(ls_delivery.render(changed, **HEADER))


def test_the_delivery_is_written_while_the_collections_are_read():
    def collections():
        yield COLLECTIONS[0]
        raise AssertionError("read ahead")

    records = ls_delivery.render(collections(), **HEADER)
    assert [len(next(records)) for _record in range(3)] == [82, 82, 82]


# ---------------------------------------------------------------- delivery 0602


def test_an_answer_is_written_to_the_letter():
    assert answer() == (GOLDEN / "pbs_ls_0602.txt").read_bytes()


def test_payment_information_becomes_one_statement_per_account():
    delivery = ls_delivery.parse(answer())
    assert (delivery.layout, delivery.created) == ("pbs.ls.0602", datetime(2026, 11, 3))
    assert delivery.identification == "LS-0602-87654321-2026-11-03-00000077"
    (statement,) = delivery.statements
    assert (statement.creditor_number, statement.account.other_account) == ("12345", "12340005678901")
    assert (statement.opening, statement.closing, statement.currency) == (None, None, "DKK")
    assert [(entry.transaction_type, str(entry.amount), entry.reversal) for entry in statement.entries] == [
        ("0580", "1250.50", False),
        ("0585", "-99.95", False),
        ("0530", "0.00", False),
        ("0540", "0.00", False),
        ("0555", "-30.00", True),
    ]
    assert all(entry.is_itemised() for entry in statement.entries)


def test_a_rejection_keeps_the_amount_asked_for_and_the_day_it_was_told():
    _paid, _paid_out, rejected, *_others = ls_delivery.parse(answer()).statements[0].entries
    (transaction,) = rejected.transactions
    assert (transaction.customer_number, transaction.rejected_amount) == ("1003", Decimal(10))
    assert (transaction.payment_date, rejected.booking_date, rejected.place) == (date(2026, 11, 5), CREATED, "line 4")


def test_two_accounts_are_two_statements():
    content = with_line(answer(), 3, b"12340005678901", b"43210000000001")
    statements = ls_delivery.parse(content).statements
    assert [len(statement.entries) for statement in statements] == [4, 1]
    assert len({statement.identification for statement in statements}) == 2


def test_totals_of_pbs_are_kept_as_a_remark():
    summary = ls_records.SUMMARY.render(
        **{"creditor_number": "12345", "task_number": "77", "bank_registration": "1234", "bank_account": "5678901"},
        **{"sign_1": "+", "sign_2": "-", "sign_3": "", "amount_1": Decimal(5), "amount_2": Decimal(2)},
        amount_3=Decimal(3),
    )
    start, *payments, end = answer().splitlines(keepends=True)
    content = b"".join([start, *payments, encode(summary), end.replace(b"00000000005", b"00000000006")])
    (statement,) = ls_delivery.parse(content).statements
    assert statement.remarks == ("line 7: PBS gives these totals for task 00000077: +5.00; -2.00; 3.00",)
    assert len(statement.entries) == 5


@AT_LEISURE
@given(deliveries())
def test_answers_come_back_as_the_collections_they_answer(collections):
    answers = [("0580" if collection.amount > 0 else "0585", collection) for collection in collections]
    (statement,) = ls_delivery.parse(answer(answers)).statements
    transactions = [entry.transactions[0] for entry in statement.entries]
    assert (
        tuple(Collection(item.customer_number, item.payment_date, item.amount) for item in transactions) == collections
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty"),
        (b"\r\n \r\n", "The file is empty"),
        (answer().split(b"\r\n", 1)[1], "line 1: The file must begin with a delivery start"),
        (b"\r\n".join(answer().split(b"\r\n")[:-2]), "line 6: The file was cut off"),
        (answer() + answer(), "line 7: The delivery ends here, but the file goes on"),
        (answer().replace(b"LS992", b"LS002"), "line 7: The file was cut off"),
        (with_line(answer(), 3, b"LS042", b"LS002"), "line 3: Another delivery begins here"),
        (answer() + b"hello", "line 7: The delivery ends here, but the file goes on"),
        (with_line(answer(), 7, b"00000000005", b"00000000004"), "line 7: .* announces 4 .* holds 5"),
        (with_line(answer(), 7, b"87654321", b"12345678"), "line 7: .* another supplier number"),
        (with_line(answer(), 3, b"0585", b"0999"), "line 3: Transaction type 0999"),
        (with_line(answer(), 3, b"LS042", b"LS077"), "line 3: Record type 077"),
        (with_line(answer(), 3, b"LS042", b"BS042"), "line 3: .* system"),
        (with_line(answer(), 3, b"261105", b"261305"), "line 3: .* payment date .* no date YYMMDD"),
        (with_line(answer(), 3, b"0009995", b"0009 95"), "line 3: .* amount"),
        (with_line(answer(), 3, b"   ", b"    "), "line 3: The line has 129 characters"),
        (answer().decode("iso-8859-1").encode(), "saved again as UTF-8"),
        (answer().replace(b"0602", b"0601"), "line 1: Delivery 0601 goes to PBS"),
        (answer().replace(b"0602", b"0666"), "line 1: Delivery type 0666"),
        (answer().replace(b"0602", b"0603"), "line 1: Leverandørservice has no delivery 0603"),
        (answer(test=True), "line 1: This is a test delivery"),
        (b"".join(ls_delivery.render(COLLECTIONS, **HEADER)), "line 1: Delivery 40 goes to PBS"),
    ],
)
def test_a_bad_delivery_is_refused_with_its_line(content, message):
    with pytest.raises(Refusal, match=message):
        ls_delivery.parse(content)


def test_a_test_delivery_is_read_when_asked_for():
    assert ls_delivery.parse(answer(test=True), allow_test=True) == ls_delivery.parse(answer())


def test_line_ends_and_cut_blanks_do_not_matter():
    bare = b"\n".join(line.rstrip(b" ") for line in answer().split(b"\r\n")).rstrip(b"\n")
    assert ls_delivery.parse(bare) == ls_delivery.parse(answer())


# ---------------------------------------------------------------- delivery 0690


def test_a_receipt_is_written_to_the_letter_and_reads_as_it_was():
    content = b"".join(ls_answers.render_receipt(REPORT, supplier_number="87654321"))
    assert content == (GOLDEN / "pbs_ls_0690.txt").read_bytes()
    assert ls_delivery.parse(content) == REPORT


@pytest.mark.parametrize(("old", "new"), [(b"0920", b"0580"), (b"LS042", b"LS012")])
def test_a_receipt_with_something_else_in_it_is_refused(old, new):
    content = (GOLDEN / "pbs_ls_0690.txt").read_bytes()
    with pytest.raises(Refusal, match=r"line 4: .* is not known here"):
        ls_delivery.parse(with_line(content, 4, old, new))


# ---------------------------------------------------------------- hostile files


@AT_LEISURE
@given(st.data())
@pytest.mark.parametrize("golden", ["pbs_ls_0602.txt", "pbs_ls_0690.txt", "pbs_ls_40.txt"])
def test_a_damaged_delivery_is_read_or_refused_and_nothing_else(golden, data):
    content = bytearray((GOLDEN / golden).read_bytes())
    for _damage in range(data.draw(st.integers(1, 3))):
        position = data.draw(st.integers(0, len(content) - 1))
        content[position : position + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    try:
        read = ls_delivery.parse(bytes(content))
    except Refusal:
        return
    assert isinstance(read, Delivery | ReceiptReport)


@pytest.mark.parametrize(
    "content", [answer(), b"".join(ls_delivery.render(COLLECTIONS, **HEADER)), b"LS042", b"\nLS002"]
)
def test_a_delivery_is_recognised_by_its_first_record(content):
    assert ls_delivery.sniff(content)


@pytest.mark.parametrize("content", [b"", b"BS002", b"<xml/>", b"date,amount\n", b"000123", bytes(range(256))])
def test_other_files_are_not_recognised(content):
    assert not ls_delivery.sniff(content)
