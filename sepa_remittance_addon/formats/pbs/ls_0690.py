"""Leverandørservice delivery 0690, receipt and remarks: what PBS took in of a delivery we sent, and what it did not."""

from ..values import Receipt, ReceiptReport, Remark, Renumbering
from .frame import record_type, refuse_record, transaction_type_in
from .ls_records import MANDATE_REMARK, PAYMENT_REMARK, RECEIPT, RENUMBERING

LAYOUTS = {"0900": RECEIPT, "0910": MANDATE_REMARK, "0920": PAYMENT_REMARK, "0930": RENUMBERING}


def read(frame):
    """The :class:`~..values.ReceiptReport` in an LS frame, its parts in the order of the file.

    The delivery has no number: its identification is the same for two receipts of one day.
    Raises Refusal for any record or transaction type other than 042 with 0900, 0910, 0920 or 0930.
    """
    records = [_parse(line, place) for place, line in frame.body]
    return ReceiptReport(
        layout="pbs.ls.0690",
        identification=frame.identification("LS"),
        created=frame.created,
        receipts=tuple(record for record in records if isinstance(record, Receipt)),
        remarks=tuple(record for record in records if isinstance(record, Remark)),
        renumberings=tuple(record for record in records if isinstance(record, Renumbering)),
    )


def _parse(line, place):
    if record_type(line) != "042":
        refuse_record(line, place)
    transaction_type = transaction_type_in(LAYOUTS, line, place)
    values = LAYOUTS[transaction_type].parse(line, place)
    return VALUES[transaction_type](values, place, transaction_type)


def _receipt(values, place, _transaction_type):
    names = "creditor_number", "payment_date", "mandates", "collections", "collected", "disbursements", "disbursed"
    return Receipt(place=place, account=_account(values), **{name: values[name] for name in names})


def _remark(values, place, transaction_type):
    names = "creditor_number", "remark_code", "error_number", "payment_date", "amount"
    return Remark(
        place=place,
        transaction_type=transaction_type,
        customer_number=values["customer_number"].strip(" "),
        account=_account(values),
        debtor_cvr=values.get("debtor_cvr", ""),
        **{name: values[name] for name in names},
    )


def _renumbering(values, place, _transaction_type):
    names = "creditor_number", "change_date", "old_creditor_number", "new_creditor_number"
    return Renumbering(
        place=place,
        old_customer_number=values["old_customer_number"].strip(" "),
        new_customer_number=values["new_customer_number"].strip(" "),
        **{name: values[name] for name in names},
    )


def _account(values):
    return values["bank_registration"] + values["bank_account"]


VALUES = {"0900": _receipt, "0910": _remark, "0920": _remark, "0930": _renumbering}
