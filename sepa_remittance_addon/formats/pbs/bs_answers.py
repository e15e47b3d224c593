"""The answers Betalingsservice would give, written by us: to try a set-up before go-live, and for tests."""

from decimal import Decimal

from .bs_records import AGREEMENT, AUTOMATIC_PAYMENT, END, SECTION_END, SECTION_START, SLIP_PAYMENT, START
from .collection import check
from .lines import encode

PAID, CHARGED_BACK = {"0236", "0297"}, {"0239", "0299"}
SLIPS = {"0297", "0299"}


def render_answer(answers, *, pbs_number, debtor_group, supplier_number, delivery_number, created, subsystem="BS1"):
    """Write delivery 0602 (payment information), one record of 128 columns and CRLF at a time.

    :param answers: an iterable of ``(transaction_type, collection)`` pairs, e.g. ``("0236", collection)``, read
        whole; payment slips (0297, 0299) go to a section of their own.
    :param created: the date of the file; what moved was paid and booked on the payment date.

    The other numbers are those of :func:`.bs_0601.render`. Raises Refusal for what does not fit its columns.
    """
    creditor = {"pbs_number": pbs_number, "debtor_group": debtor_group}
    answers = list(answers)
    automatic = [answer for answer in answers if answer[0] not in SLIPS]
    slips = [answer for answer in answers if answer[0] in SLIPS]
    sections = [
        (section, [_payment(layout, *answer, creditor) for answer in chosen], _received(chosen))
        for section, layout, chosen in (("0211", AUTOMATIC_PAYMENT, automatic), ("0215", SLIP_PAYMENT, slips))
        if chosen
    ]
    return _delivery(sections, creditor, _supplier(supplier_number, subsystem, "0602"), delivery_number, created)


def render_agreements(report, *, pbs_number, debtor_group, supplier_number, delivery_number, subsystem="BS1"):
    """Write delivery 0603 with the notices of an :class:`~..values.AgreementReport`, all of one creditor and group."""
    creditor = {"pbs_number": pbs_number, "debtor_group": debtor_group}
    sections = [("0212", [_notice(notice) for notice in report.notices], Decimal(0))]
    supplier = _supplier(supplier_number, subsystem, "0603")
    return _delivery(sections, creditor, supplier, delivery_number, report.created)


def _supplier(supplier_number, subsystem, delivery_type):
    return {"supplier_number": supplier_number, "subsystem": subsystem, "delivery_type": delivery_type}


def _delivery(sections, creditor, supplier, delivery_number, created):
    yield encode(START.render(**supplier, delivery_number=delivery_number.zfill(10), created=created))
    for section, records, received in sections:
        yield encode(SECTION_START.render(**creditor, section=section, user="", day=created))
        yield from map(encode, records)
        yield encode(SECTION_END.render(**creditor, section=section, **_totals(len(records), received)))
    count = sum(len(records) for _section, records, _received in sections)
    received = sum((received for _section, _records, received in sections), Decimal(0))
    yield encode(END.render(**supplier, sections=len(sections), **_totals(count, received)))


def _totals(count, received):
    return {"records": count, "amount": received, "texts": 0, "addresses": 0}


def _moved(transaction_type, collection):
    """What an answer moves, signed as the reader signs it."""
    if transaction_type in PAID:
        return collection.amount
    return -abs(collection.amount) if transaction_type in CHARGED_BACK else Decimal(0)


def _received(answers):
    return sum((max(_moved(*answer), Decimal(0)) for answer in answers), Decimal(0))


def _payment(layout, transaction_type, collection, creditor):
    moved = _moved(transaction_type, collection)
    return layout.render(
        check(collection),
        **creditor,
        transaction_type=transaction_type,
        customer_number=collection.customer_number,
        mandate_number=collection.mandate_number or "0",
        payment_date=collection.payment_date,
        sign="1" if collection.amount > 0 else "2",
        amount=abs(collection.amount),
        reference=collection.reference,
        paid_date=collection.payment_date if moved else None,
        booking_date=collection.payment_date if moved else None,
        amount_paid=abs(moved),
        card_type="71",
        fee=Decimal(0),
        archive_number="",
    )


def _notice(notice):
    return AGREEMENT.render(
        notice.place,
        pbs_number=notice.creditor_number,
        debtor_group=notice.debtor_group,
        transaction_type=notice.transaction_type,
        customer_number=notice.customer_number,
        mandate_number=notice.mandate_number,
        effective_date=notice.effective_date,
        end_date=notice.end_date,
    )
