"""Leverandørservice delivery 0602, payment information: which collections were carried out, rejected, taken back."""

from ..values import Delivery, Entry, Party, Statement, Transaction
from .frame import record_type, refuse_record, transaction_type_in
from .ls_records import PAYMENT, SUMMARY

CURRENCY = "DKK"
SUMMARY_TYPE = "0500"
# Which way the money moved, seen from the creditor: in, out, or not at all.
EFFECTS = {
    "0580": 1,  # collection carried out
    "0585": -1,  # disbursement carried out
    "0530": 0,  # rejected by the debtor
    "0540": 0,  # dropped, the mandate was cancelled before the payment date
    "0555": -1,  # charged back after it was carried out
}
CARRIED_OUT = {"0580", "0585"}
CHARGED_BACK = "0555"
LAYOUTS = dict.fromkeys(EFFECTS, PAYMENT) | {SUMMARY_TYPE: SUMMARY}


def read(frame):
    """The :class:`~..values.Delivery` in an LS frame: one statement per creditor number and creditor account.

    An account is given as ``other_account``: registration number and account number, the 14 digits that also end a
    Danish IBAN. An entry's amount is what moved. Where none did (0530, 0540) it is zero, and the transaction gives the
    amount asked for as ``rejected_amount``, unsigned because the values of the sign are not documented. What was
    carried out is booked on its payment date; what PBS only reports (0530, 0540, 0555), on the date of the delivery.
    ``bank_reference`` is the task number. Customer numbers are as in the file: PBS may pad them with zeros.

    The totals of a summary (0500) are not documented well enough to be checked; they are kept as remarks.
    An LS delivery has no number of its own: its identification ends in the task number of its first record.
    Raises Refusal for any other record or transaction type.
    """
    records = [(place, _parse(line, place)) for place, line in frame.body]
    identification = frame.identification("LS")
    if records:
        identification += "-" + records[0][1]["task_number"]
    accounts = {}
    for place, values in records:
        account = accounts.setdefault((values["creditor_number"], _account(values)), ([], []))
        if values["transaction_type"] == SUMMARY_TYPE:
            account[1].append(_remark(values, place))
        else:
            account[0].append(_entry(values, place, frame.start["created"]))
    statements = (_statement(identification, *account, *lines) for account, lines in accounts.items())
    return Delivery("pbs.ls.0602", identification, frame.created, tuple(statements))


def _parse(line, place):
    if record_type(line) != "042":
        refuse_record(line, place)
    transaction_type = transaction_type_in(LAYOUTS, line, place)
    return LAYOUTS[transaction_type].parse(line, place) | {"transaction_type": transaction_type}


def _account(values):
    return values["bank_registration"] + values["bank_account"]


def _remark(values, place):
    totals = "; ".join(f"{values[f'sign_{number}']}{values[f'amount_{number}']}" for number in (1, 2, 3))
    return f"{place}: PBS gives these totals for task {values['task_number']}: {totals}"


def _entry(values, place, created):
    transaction_type = values["transaction_type"]
    effect = EFFECTS[transaction_type]
    carried_out = transaction_type in CARRIED_OUT
    return Entry(
        place=place,
        amount=values["amount"] * effect,
        currency=CURRENCY,
        booked=True,
        booking_date=values["payment_date"] if carried_out else created,
        value_date=values["payment_date"] if carried_out else None,
        bank_reference=values["task_number"],
        transaction_type=transaction_type,
        reversal=transaction_type == CHARGED_BACK,
        transactions=(_transaction(values, place, effect),),
    )


def _transaction(values, place, effect):
    return Transaction(
        place=place,
        amount=values["amount"] * effect,
        currency=CURRENCY,
        customer_number=values["customer_number"].strip(" "),
        payment_date=values["payment_date"],
        rejected_amount=None if effect else values["amount"],
    )


def _statement(identification, creditor_number, account, entries, remarks):
    days = [entry.booking_date for entry in entries if entry.booking_date]
    return Statement(
        place=entries[0].place if entries else "",
        identification="-".join(filter(None, (identification, creditor_number, account))),
        number=entries[0].bank_reference if entries else "",
        account=Party(name="", other_account=account),
        currency=CURRENCY,
        opening=None,
        closing=None,
        from_date=min(days, default=None),
        to_date=max(days, default=None),
        entries=tuple(entries),
        remarks=tuple(remarks),
        creditor_number=creditor_number,
    )
