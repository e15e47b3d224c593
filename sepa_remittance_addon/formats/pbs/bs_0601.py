"""Betalingsservice delivery 0601, collection data: what we ask PBS to collect, with the text the debtor reads."""

from decimal import Decimal
from itertools import groupby

from ..refusal import Refusal, _
from .bs_records import COLLECTION, END, SECTION_END_0112, SECTION_START_0112, START, TEXT_LINE
from .collection import check
from .lines import encode

DELIVERY_TYPE = "0601"
COLLECT, DISBURSE = "1", "2"  # sign codes
UNKNOWN_MANDATE = "0"


def render(
    collections,
    *,
    pbs_number,
    debtor_group,
    supplier_number,
    delivery_number,
    created,
    subsystem="BS1",
    user="",
    text="",
):
    """Write delivery 0601 with one section 0112 per debtor group, one record of 128 columns and CRLF at a time.

    :param collections: an iterable of :class:`~..values.Collection`, read once, not held, those of a debtor group
        together. A positive amount is collected (sign code 1), a negative one paid out (2). Amounts are DKK.
        ``reference`` has at most 30 characters, each of ``texts`` at most 60; an unknown mandate number is written as
        zeros.
    :param pbs_number: the creditor's, 8 digits.
    :param debtor_group: 5 digits, for collections that name no other.
    :param supplier_number: CVR of the data supplier, 8 digits.
    :param delivery_number: the sender's serial number of the file, at most 10 digits.
    :param created: the date of the file. :param user: our own id with the data supplier, at most 15 characters.
    :param text: the main line every debtor of the section reads, at most 60 characters.

    Raises Refusal while being read, so that nothing of it may be sent: no collection at all, an amount that is zero or
    has fractions of an øre, anything that does not fit its columns. Bank days and notice are the caller's business.
    """
    supplier = {"supplier_number": supplier_number, "subsystem": subsystem, "delivery_type": DELIVERY_TYPE}
    yield encode(START.render(**supplier, delivery_number=delivery_number.zfill(10), created=created))
    sections, whole = 0, _Totals()
    for group, of_group in groupby(collections, key=lambda collection: collection.debtor_group or debtor_group):
        creditor = {"pbs_number": pbs_number, "debtor_group": group}
        yield encode(SECTION_START_0112.render(**creditor, user=user, day=created, text=text))
        totals = _Totals()
        for collection in of_group:
            yield from _records(collection, creditor)
            totals.add(collection)
            whole.add(collection)
        yield encode(SECTION_END_0112.render(**creditor, **totals.columns()))
        sections += 1
    if not whole.count:
        raise Refusal(_("There is nothing to collect or to pay out."))
    yield encode(END.render(**supplier, sections=sections, **whole.columns()))


def _records(collection, creditor):
    place = check(collection)
    debtor = creditor | {
        "customer_number": collection.customer_number,
        "mandate_number": collection.mandate_number or UNKNOWN_MANDATE,
    }
    yield encode(_payment(collection, debtor, place))
    for number, text in enumerate(collection.texts, 1):
        yield encode(TEXT_LINE.render(place, **debtor, record_number=number, text=text))


def _payment(collection, debtor, place):
    return COLLECTION.render(
        place,
        **debtor,
        record_number=0,
        payment_date=collection.payment_date,
        sign=COLLECT if collection.amount > 0 else DISBURSE,
        amount=abs(collection.amount),
        reference=collection.reference,
    )


class _Totals:
    """What 092 and 992 say of the records before them."""

    def __init__(self):
        self.count = 0
        self.texts = 0
        self.net = Decimal(0)

    def add(self, collection):
        self.count += 1
        self.texts += len(collection.texts)
        self.net += collection.amount

    def columns(self):
        """The net amount has no sign column: what is paid out on balance is not marked."""
        return {"records": self.count, "amount": abs(self.net), "texts": self.texts, "addresses": 0}
