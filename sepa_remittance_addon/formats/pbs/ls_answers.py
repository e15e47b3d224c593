"""The answers Leverandørservice would give, written by us: to try a set-up before go-live, and for tests."""

from dataclasses import fields
from itertools import chain

from .collection import check
from .lines import encode
from .ls_records import END, MANDATE_REMARK, PAYMENT, PAYMENT_REMARK, RECEIPT, RENUMBERING, START

REMARKS = {"0910": MANDATE_REMARK, "0920": PAYMENT_REMARK}


def render_answer(answers, *, creditor_number, supplier_number, account, created, task_number="1", test=False):
    """Write delivery 0602 (payment information), one record of 128 columns and CRLF at a time.

    :param answers: an iterable of ``(transaction_type, collection)`` pairs, e.g. ``("0580", collection)``.
    :param account: registration and account number of the creditor, 14 digits.
    :param created: the date of the file. :param test: mark it as a test.

    The other numbers are those of :func:`.ls_40.render`. Raises Refusal for what does not fit its columns.
    """
    header = {"creditor_number": creditor_number, "task_number": task_number, **_account(account)}
    records = (_payment(transaction_type, collection, header) for transaction_type, collection in answers)
    return _delivery(records, "0602", supplier_number, created, test)


def render_receipt(report, *, supplier_number, test=False):
    """Write delivery 0690 with receipts, remarks and changes of number of a :class:`~..values.ReceiptReport`."""
    records = chain(
        map(_receipt, report.receipts), map(_remark, report.remarks), map(_renumbering, report.renumberings)
    )
    return _delivery(records, "0690", supplier_number, report.created, test)


def _delivery(records, delivery_type, supplier_number, created, test):
    frame = {"supplier_number": supplier_number, "delivery_type": delivery_type}
    yield encode(START.render(**frame, created=created, test_mark="TEST" if test else ""))
    records = list(records)
    yield from map(encode, records)
    yield encode(END.render(**frame, records=len(records)))


def _account(account):
    return {"bank_registration": account[:4], "bank_account": account[4:]}


def _payment(transaction_type, collection, header):
    return PAYMENT.render(
        check(collection),
        **header,
        transaction_type=transaction_type,
        customer_number=collection.customer_number,
        payment_date=collection.payment_date,
        amount=abs(collection.amount),
    )


def _receipt(receipt):
    return RECEIPT.render(receipt.place, **_account(receipt.account), **_values(receipt))


def _remark(remark):
    return REMARKS[remark.transaction_type].render(remark.place, **_account(remark.account), **_values(remark))


def _renumbering(renumbering):
    return RENUMBERING.render(renumbering.place, **_values(renumbering))


def _values(value):
    """The fields of a value bear the names of the columns."""
    return {field.name: getattr(value, field.name) for field in fields(value) if field.name != "place"}
