"""Betalingsservice delivery 0602, payment information: automatic payments (0211) and payment slips (0215)."""

from decimal import Decimal
from itertools import chain

from ..refusal import Refusal, _
from ..values import Delivery, Entry, Party, Statement, Transaction
from .bs_records import AUTOMATIC_PAYMENT, SLIP_PAYMENT
from .bs_sections import check_section_count, check_totals, refuse_other_creditor, refuse_unknown_section, sections
from .frame import transaction_type_in

CURRENCY = "DKK"
LAYOUTS = {"0211": AUTOMATIC_PAYMENT, "0215": SLIP_PAYMENT}
# Section by section, which way the money moved, seen from the creditor: in, out, or not at all.
EFFECTS = {
    "0211": {
        "0236": 1,  # carried out
        "0237": 0,  # rejected
        "0238": 0,  # dropped, the mandate was cancelled
        "0239": -1,  # charged back
    },
    "0215": {
        "0297": 1,  # payment slip paid
        "0299": -1,  # charged back
    },
}
CHARGED_BACK = {"0239", "0299"}
DIRECTIONS = {"0": 1, "1": 1, "2": -1}  # sign codes: none, collection, disbursement


def read(frame):
    """The :class:`~..values.Delivery` in a BS frame: one statement per PBS number and debtor group.

    The file names no bank account: ``other_account`` is the PBS number. An entry's amount is what moved, taken from
    the amount paid; a disbursement carried out (0236 with sign code 2) and a charge-back are negative. Where nothing
    moved (0237, 0238) it is zero, and the transaction gives the amount asked for as ``rejected_amount``, signed by
    its sign code. The transaction's ``text`` is the creditor's reference, and its ``payment_date`` the due date.
    Entries without a booking date of their own take the date of the delivery. Customer numbers are as in the file:
    PBS may pad them with zeros.

    Raises Refusal for unknown sections, record or transaction types, for a payment whose amounts contradict its
    transaction type, and for numbers and sums of 092 and 992 that do not agree with the records.
    """
    found = sections(frame.body)
    booked = [_entries(section, frame) for section in found]
    check_section_count(frame, found)
    moved = [entry.amount for entry in chain.from_iterable(booked)]
    check_totals(frame.end, frame.end_place, len(moved), moved)
    statements = _statements(frame, zip(found, booked, strict=True))
    return Delivery("pbs.bs.0602", frame.identification("BS"), frame.created, statements)


def _entries(section, frame):
    refuse_unknown_section(section, LAYOUTS)
    entries = [_entry(section, line, place, frame.start["created"]) for place, line in section.records]
    for end, place in section.ends:
        check_totals(end, place, len(entries), [entry.amount for entry in entries])
    return entries


def _entry(section, line, place, created):
    effects = EFFECTS[section.start["section"]]
    transaction_type = transaction_type_in(effects, line, place)
    effect = effects[transaction_type]
    values = LAYOUTS[section.start["section"]].parse(line, place)
    refuse_other_creditor(section, values, place)
    _refuse_contradiction(values, effect, place)
    transaction = _transaction(values, place, effect)
    return Entry(
        place=place,
        amount=transaction.amount,
        currency=CURRENCY,
        booked=True,
        booking_date=values["booking_date"] or values["paid_date"] or created,
        value_date=values["paid_date"],
        bank_reference=transaction.bank_reference,
        transaction_type=transaction_type,
        reversal=transaction_type in CHARGED_BACK,
        transactions=(transaction,),
    )


def _refuse_contradiction(values, effect, place):
    if bool(values["amount_paid"]) != bool(effect):
        raise Refusal(
            _("Transaction type %(type)s does not go with an amount paid of %(amount)s."),
            place,
            type=values["transaction_type"],
            amount=str(values["amount_paid"]),
        )


def _transaction(values, place, effect):
    direction = _direction(values["sign"], place)
    return Transaction(
        place=place,
        amount=values["amount_paid"] * (direction if effect == 1 else effect),
        currency=CURRENCY,
        mandate_reference=_number(values.get("mandate_number", "")),
        bank_reference=_number(values.get("archive_number", "")),
        text=values["reference"].strip(" "),
        customer_number=values["customer_number"].strip(" "),
        payment_date=values["payment_date"],
        rejected_amount=None if effect else values["amount"] * direction,
        charges=values.get("fee", Decimal(0)),
    )


def _direction(sign, place):
    if sign not in DIRECTIONS:
        raise Refusal(_("Sign code %(sign)s is not known."), place, sign=sign)
    return DIRECTIONS[sign]


def _number(columns):
    """A number, or ``""`` where the columns hold zeros."""
    return columns.strip(" ") if columns.strip(" 0") else ""


def _statements(frame, booked):
    creditors = {}
    for section, entries in booked:
        creditor = section.start["pbs_number"], section.start["debtor_group"]
        creditors.setdefault(creditor, []).extend(entries)
    return tuple(_statement(frame, *creditor, entries) for creditor, entries in creditors.items())


def _statement(frame, pbs_number, debtor_group, entries):
    days = [entry.booking_date for entry in entries if entry.booking_date]
    return Statement(
        place=entries[0].place if entries else "",
        identification=f"{frame.identification('BS')}-{pbs_number}-{debtor_group}",
        number=frame.start["delivery_number"],
        account=Party(name="", other_account=pbs_number),
        currency=CURRENCY,
        opening=None,
        closing=None,
        from_date=min(days, default=None),
        to_date=max(days, default=None),
        entries=tuple(entries),
        creditor_number=pbs_number,
    )
