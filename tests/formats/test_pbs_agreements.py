"""Agreements at PBS: what we ask for (deliveries 40 and 0605) and what PBS tells (delivery 30)."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.addons.sepa_remittance_addon.formats import recognise
from odoo.addons.sepa_remittance_addon.formats.pbs import bs_0605, bs_records, layout, ls_30, ls_delivery, ls_records
from odoo.addons.sepa_remittance_addon.formats.pbs.lines import numbered
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.formats.values import (
    AgreementNotice,
    AgreementReport,
    AgreementRequest,
    Collection,
)

AT_LEISURE = settings(deadline=None)  # a busy machine is no error
GOLDEN = Path(__file__).parent / "golden"
CREATED = date(2026, 11, 3)
LS_HEADER = {"creditor_number": "12345", "supplier_number": "87654321", "created": CREATED}
BS_HEADER = {"pbs_number": "01234567", "supplier_number": "87654321", "delivery_number": "43", "created": CREATED}
REQUESTS = (
    AgreementRequest("register", "1001", account="43210001234567", debtor_cvr="13585628"),
    AgreementRequest("register", "KØBE-2"),
    AgreementRequest("cancel", "1003"),
    AgreementRequest("renumber", "1004", new_customer_number="2004"),
)
CANCELLATIONS = (
    AgreementRequest("cancel", "1001", "00001", "123456789"),
    AgreementRequest("cancel", "KØBE-2", "00001"),
    AgreementRequest("cancel", "1001", "00002", "000000007"),
)
REPORT = AgreementReport(
    "pbs.ls.30",
    "LS-30-87654321-2026-11-03",
    datetime(2026, 11, 3),
    (
        AgreementNotice("line 3", "500", "12345", "", "1001", "", date(2026, 1, 2)),
        AgreementNotice("line 4", "510", "12345", "", "KØBE-2", "", date(2026, 11, 2)),
        AgreementNotice("line 6", "540", "54321", "", "1003", "", None),
    ),
)
LAYOUTS_40 = {
    "510": ("register", ls_records.REGISTRATION_40),
    "540": ("cancel", ls_records.CANCELLATION_40),
    "595": ("renumber", ls_records.RENUMBERING_40),
}


def ls_requests(content):
    """Read the requests of delivery 40 strictly by their layouts, and the totals of 999."""
    (_start, first), *body, (end, last) = numbered(content, 80)
    ls_records.START_40.parse(first)
    found = [_ls_request(place, line) for place, line in body if line[:3] in LAYOUTS_40]
    return tuple(found), ls_records.END_40.parse(last, end)


def _ls_request(place, line):
    action, record = LAYOUTS_40[line[:3]]
    values = record.parse(line, place)
    new_creditor = values.get("new_creditor_number", "")
    return AgreementRequest(
        action,
        values["customer_number"],
        account=_known(values.get("bank_registration", "") + values.get("bank_account", "")),
        debtor_cvr=_known(values.get("debtor_cvr", "")),
        new_creditor_number="" if new_creditor == LS_HEADER["creditor_number"] else new_creditor,
        new_customer_number=values.get("new_customer_number", ""),
    )


def _known(number):
    return number if number.strip("0") else ""


def bs_requests(content):
    """Read the requests of delivery 0605 strictly by their layouts, and the totals of 092 and 992."""
    (_start, first), *body, (end, last) = numbered(content, 128)
    bs_records.START.parse(first)
    found, ends = [], []
    for place, line in body:
        if line[2:5] == "042":
            values = bs_records.CANCELLATION.parse(line, place)
            number = _known(values["mandate_number"])
            found.append(AgreementRequest("cancel", values["customer_number"], values["debtor_group"], number))
        elif line[2:5] == "092":
            ends.append(bs_records.SECTION_END.parse(line, place)["records"])
        else:
            assert bs_records.SECTION_START.parse(line, place)["section"] == "0126"
    return tuple(found), ends, bs_records.END.parse(last, end)


def written(report=REPORT, **values):
    return b"".join(ls_30.render(report, supplier_number="87654321", **values))


def with_line(content, number, old, new):
    """``content`` with ``old`` replaced by ``new`` in one line, counted from 1."""
    lines = content.split(b"\r\n")
    assert old in lines[number - 1]
    lines[number - 1] = lines[number - 1].replace(old, new, 1)
    return b"\r\n".join(lines)


CUSTOMERS = st.text(sorted(layout.WRITABLE - {" "}), min_size=1, max_size=15)
DIGITS = st.integers(1, 10**8 - 1).map("{:08}".format)
LS_REQUEST = st.one_of(
    st.builds(
        AgreementRequest,
        action=st.just("register"),
        customer_number=CUSTOMERS,
        account=st.just("") | st.integers(1, 10**14 - 1).map("{:014}".format),
        debtor_cvr=st.just("") | DIGITS,
    ),
    st.builds(AgreementRequest, action=st.just("cancel"), customer_number=CUSTOMERS),
    st.builds(
        AgreementRequest,
        action=st.just("renumber"),
        customer_number=CUSTOMERS,
        new_creditor_number=st.just("") | st.just("54321"),
        new_customer_number=CUSTOMERS,
    ),
)
BS_REQUEST = st.builds(
    AgreementRequest,
    action=st.just("cancel"),
    customer_number=CUSTOMERS,
    debtor_group=st.sampled_from(["00001", "00002"]),
    mandate_number=st.just("") | st.integers(1, 10**9 - 1).map("{:09}".format),
)
NOTICES = st.builds(
    AgreementNotice,
    place=st.just(""),
    transaction_type=st.sampled_from(sorted(ls_30.TRANSACTION_TYPES)),
    creditor_number=st.sampled_from(["12345", "54321"]),
    debtor_group=st.just(""),
    customer_number=CUSTOMERS,
    mandate_number=st.just(""),
    effective_date=st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)


def _debtor(request):
    return request.debtor_group, request.customer_number.lstrip("0")


# ---------------------------------------------------------------- what we ask for


def test_requests_and_payments_travel_in_one_delivery_40_written_to_the_letter():
    """MAN-17, REM-11"""
    collections = [Collection("1001", date(2026, 11, 5), Decimal("1250.50"))]
    content = b"".join(ls_delivery.render(collections, **LS_HEADER, requests=REQUESTS, sender="A7"))
    assert content == (GOLDEN / "pbs_ls_40_agreements.txt").read_bytes()
    assert [line[:3] for line in content.decode("iso-8859-1").splitlines()] == [
        *("000", "001", "510", "510", "540", "595", "001", "580", "999"),
    ]
    read, end = ls_requests(content)
    assert read == REQUESTS
    assert (end["debtor_records"], end["collected"]) == (5, Decimal("1250.50"))


@AT_LEISURE
@given(st.lists(LS_REQUEST, min_size=1, max_size=6, unique_by=_debtor).map(tuple))
def test_delivery_40_says_what_was_requested(requests):
    """MAN-17"""
    read, end = ls_requests(b"".join(ls_delivery.render(**LS_HEADER, requests=requests)))
    assert read == requests
    assert (end["debtor_records"], end["collected"], end["disbursed"]) == (len(requests), 0, 0)


def test_delivery_0605_is_written_to_the_letter():
    """MAN-17"""
    content = b"".join(bs_0605.render(CANCELLATIONS, **BS_HEADER, user="BOGHOLDERI"))
    assert content == (GOLDEN / "pbs_bs_0605.txt").read_bytes()
    assert bs_requests(content)[0] == CANCELLATIONS


@AT_LEISURE
@given(st.lists(BS_REQUEST, min_size=1, max_size=6, unique_by=_debtor))
def test_delivery_0605_says_what_was_requested(requests):
    """MAN-17"""
    requests = tuple(sorted(requests, key=lambda request: request.debtor_group))
    read, ends, end = bs_requests(b"".join(bs_0605.render(requests, **BS_HEADER)))
    assert read == requests
    assert (sum(ends), end["records"], end["sections"]) == (len(requests), len(requests), len(ends))


@pytest.mark.parametrize(
    ("requests", "message"),
    [
        ([], "nothing to collect"),
        ([REQUESTS[0], AgreementRequest("cancel", "001001")], "customer number 001001: .* already"),
        ([AgreementRequest("register", "")], "must be given"),
        ([AgreementRequest("register", "1", debtor_cvr="DK12345678")], "customer number 1: .* cvr .* digits"),
        ([AgreementRequest("register", "1", account="1234000567890123")], "customer number 1: .* bank account"),
        ([AgreementRequest("renumber", "1", new_customer_number="x" * 16)], "customer number 1: .* columns 29-43"),
    ],
)
def test_what_leverandorservice_would_not_take_is_refused_by_name(requests, message):
    with pytest.raises(Refusal, match=message):
        list(ls_delivery.render(**LS_HEADER, requests=requests))


@pytest.mark.parametrize(
    ("requests", "message"),
    [
        ([], "nothing to cancel"),
        ([AgreementRequest("register", "1001", "00001")], "customer number 1001: .* takes cancellations only"),
        ([CANCELLATIONS[0], CANCELLATIONS[0]], "customer number 1001: .* already"),
        ([AgreementRequest("cancel", "1", "1", "1234567890")], "customer number 1: .* mandate number"),
    ],
)
def test_what_betalingsservice_would_not_take_is_refused_by_name(requests, message):
    with pytest.raises(Refusal, match=message):
        list(bs_0605.render(requests, **BS_HEADER))


# ---------------------------------------------------------------- delivery 30


def test_delivery_30_is_written_to_the_letter_and_reads_as_it_was():
    """MAN-17"""
    assert written() == (GOLDEN / "pbs_ls_30.txt").read_bytes()
    assert ls_delivery.parse(written()) == REPORT
    assert recognise.read(written()) == REPORT


@AT_LEISURE
@given(st.lists(NOTICES, max_size=6))
def test_delivery_30_tells_what_was_written(notices):
    read = ls_delivery.parse(written(AgreementReport("", "", datetime(2026, 11, 3), tuple(notices))))
    assert [(notice.transaction_type, notice.creditor_number) for notice in read.notices] == [
        (notice.transaction_type, notice.creditor_number) for notice in notices
    ]
    assert [notice.customer_number for notice in read.notices] == [notice.customer_number for notice in notices]
    assert [notice.effective_date for notice in read.notices] == [notice.effective_date for notice in notices]


def test_each_creditor_may_have_an_end_of_its_own():
    lines = written().split(b"\r\n")
    end = lines[-2]
    lines[4:4] = [end.replace(b"0000003", b"0000002").replace(b"54321", b"12345")]
    lines[-2] = end.replace(b"0000003", b"0000001")
    assert len(ls_delivery.parse(b"\r\n".join(lines)).notices) == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\r\n".join(written().split(b"\r\n")[:-2]), "line 6: The file was cut off"),
        (written().split(b"\r\n")[0], "line 1: The file was cut off"),
        (with_line(written(), 7, b"0000003", b"0000002"), "line 7: .* announces 2 .* holds 3"),
        (with_line(written(), 4, b"510", b"520"), "line 4: Record type 520"),
        (with_line(written(), 4, b"51012345", b"51054321"), "line 4: The creditor number is not that"),
        (with_line(written(), 4, b"261102", b"261302"), "line 4: .* effective date .* no date YYMMDD"),
        (with_line(written(), 4, b"   ", b"    "), "line 4: The line has 81 characters"),
        (written() + written(), "line 8: The delivery ends here, but the file goes on"),
        (written(test=True), "line 1: This is a test delivery"),
        (written().decode("iso-8859-1").encode(), "saved again as UTF-8"),
        (b"".join(ls_delivery.render(**LS_HEADER, requests=REQUESTS)), "line 1: Delivery 40 goes to PBS"),
    ],
)
def test_a_bad_delivery_30_is_refused_with_its_line(content, message):
    with pytest.raises(Refusal, match=message):
        ls_delivery.parse(content)


def test_a_test_delivery_30_is_read_when_asked_for():
    assert ls_delivery.parse(written(test=True), allow_test=True) == REPORT


@AT_LEISURE
@given(st.data())
def test_a_damaged_delivery_30_is_read_or_refused_and_nothing_else(data):
    content = bytearray(written())
    for _damage in range(data.draw(st.integers(1, 3))):
        position = data.draw(st.integers(0, len(content) - 1))
        content[position : position + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    try:
        read = ls_delivery.parse(bytes(content))
    except Refusal:
        return
    assert isinstance(read, AgreementReport)
