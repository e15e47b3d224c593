"""Betalingsservice delivery 0601, collection data: what we ask PBS to collect, with the text the debtor reads."""

from decimal import Decimal

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
    """Write delivery 0601 with one section 0112, one record of 128 columns and CRLF at a time.

    :param collections: an iterable of :class:`~..values.Collection`, read once, not held. A positive amount is
        collected (sign code 1), a negative one paid out (2). Amounts are DKK. ``reference`` has at most 30 characters,
        each of ``texts`` at most 60; an unknown mandate number is written as zeros.
    :param pbs_number: the creditor's, 8 digits. :param debtor_group: 5 digits.
    :param supplier_number: CVR of the data supplier, 8 digits.
    :param delivery_number: the sender's serial number of the file, at most 10 digits.
    :param created: the date of the file. :param user: our own id with the data supplier, at most 15 characters.
    :param text: the main line every debtor of the section reads, at most 60 characters.

    Raises Refusal while being read, so that nothing of it may be sent: no collection at all, an amount that is zero or
    has fractions of an øre, anything that does not fit its columns. Bank days and notice are the caller's business.
    """
    supplier = {"supplier_number": supplier_number, "subsystem": subsystem, "delivery_type": DELIVERY_TYPE}
    creditor = {"pbs_number": pbs_number, "debtor_group": debtor_group}
    yield encode(START.render(**supplier, delivery_number=delivery_number.zfill(10), created=created))
    yield encode(SECTION_START_0112.render(**creditor, user=user, day=created, text=text))
    writer = _Writer(creditor)
    for collection in collections:
        yield from writer.records(collection)
    totals = writer.totals()
    yield encode(SECTION_END_0112.render(**creditor, **totals))
    yield encode(END.render(**supplier, sections=1, **totals))


class _Writer:
    """The records of a section, and what has to be remembered from one to the next."""

    def __init__(self, creditor):
        self.creditor = creditor
        self.count = 0
        self.texts = 0
        self.net = Decimal(0)

    def records(self, collection):
        place = check(collection)
        debtor = self.creditor | {
            "customer_number": collection.customer_number,
            "mandate_number": collection.mandate_number or UNKNOWN_MANDATE,
        }
        yield encode(self._payment(collection, debtor, place))
        for number, text in enumerate(collection.texts, 1):
            yield encode(TEXT_LINE.render(place, **debtor, record_number=number, text=text))
        self.count += 1
        self.texts += len(collection.texts)
        self.net += collection.amount

    def _payment(self, collection, debtor, place):
        return COLLECTION.render(
            place,
            **debtor,
            record_number=0,
            payment_date=collection.payment_date,
            sign=COLLECT if collection.amount > 0 else DISBURSE,
            amount=abs(collection.amount),
            reference=collection.reference,
        )

    def totals(self):
        """The columns of 092 and 992. The net amount has no sign column: what is paid out on balance is not marked."""
        if not self.count:
            raise Refusal(_("There is nothing to collect or to pay out."))
        return {"records": self.count, "amount": abs(self.net), "texts": self.texts, "addresses": 0}
