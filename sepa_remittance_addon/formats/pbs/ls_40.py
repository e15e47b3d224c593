"""Leverandørservice delivery 40, debtor information: what we ask PBS to collect, to pay out, to register, to cancel.

Open question: the one published program that writes this delivery prepares requests about agreements without sending
them. Here they stand under a 001 of their own, without a payment date, before the payments, and count as debtor
records. Confirm with a test delivery before going live.
"""

from decimal import Decimal

from ..refusal import Refusal, _
from .collection import check, check_number, place_of, refuse_second_request
from .lines import encode
from .ls_records import (
    CANCELLATION_40,
    END_40,
    PAYMENT_40,
    PAYMENT_DATE_40,
    REGISTRATION_40,
    RENUMBERING_40,
    START_40,
)

COLLECTION, DISBURSEMENT = "580", "585"
REQUESTS = {"register": REGISTRATION_40, "cancel": CANCELLATION_40, "renumber": RENUMBERING_40}
UNKNOWN = "0"


def render(collections=(), *, creditor_number, supplier_number, created, requests=(), sender="", test=False):
    """Write delivery 40, one record of 80 columns and CRLF at a time.

    :param requests: an iterable of :class:`~..values.AgreementRequest`: 510 register, 540 cancel, 595 renumber.
        An account or CVR number that is not known is written as zeros; without a new creditor number the old one stays.
    :param collections: an iterable of :class:`~..values.Collection` by ascending payment date; read once, not held.
        A positive amount becomes a collection (580), a negative one a disbursement (585). Amounts are DKK. Reference,
        mandate number and texts have no place in this delivery.
    :param creditor_number: 5 digits. :param supplier_number: CVR of the data supplier, 8 digits.
    :param created: the date of the file. :param sender: the sender's own mark of the file, at most 6 characters.
    :param test: mark the delivery as a test, which PBS checks but does not carry out.

    Raises Refusal while being read, so that nothing of it may be sent: nothing asked at all, two requests for one
    customer number, two payments for one customer number and payment date (PBS takes one, leading zeros aside), dates
    out of order, an amount that is zero, has fractions of an øre or needs more than 11 digits. Bank days and notice are
    the business of the caller.
    """
    yield encode(
        START_40.render(
            sender=sender, created=created, test_mark="TEST" if test else "", supplier_number=supplier_number
        )
    )
    writer = _Writer(creditor_number)
    for request in requests:
        yield from writer.request_records(request)
    for collection in collections:
        yield from writer.records(collection)
    yield writer.end()


class _Writer:
    """The records between start and end, and what has to be remembered from one to the next."""

    def __init__(self, creditor_number):
        self.creditor_number = creditor_number
        self.payment_date = None
        self.customers = set()  # of this payment date
        self.requested = set()
        self.count = 0
        self.totals = {COLLECTION: Decimal(0), DISBURSEMENT: Decimal(0)}

    def request_records(self, request):
        if not self.requested:
            yield encode(PAYMENT_DATE_40.render(creditor_number=self.creditor_number, payment_date=None))
        place = check_number(request)
        refuse_second_request(request, place, self.requested)
        self.count += 1
        yield encode(
            REQUESTS[request.action].render(
                place,
                creditor_number=self.creditor_number,
                customer_number=request.customer_number,
                bank_registration=request.account[:4] or UNKNOWN,
                bank_account=request.account[4:] or UNKNOWN,
                debtor_cvr=request.debtor_cvr or UNKNOWN,
                new_creditor_number=request.new_creditor_number or self.creditor_number,
                new_customer_number=request.new_customer_number,
            )
        )

    def records(self, collection):
        if collection.payment_date != self.payment_date:
            yield self._open(collection)
        yield self._payment(collection)

    def _open(self, collection):
        if self.payment_date and collection.payment_date < self.payment_date:
            raise Refusal(_("Collections must come in the order of their payment dates."), place_of(collection))
        self.payment_date = collection.payment_date
        self.customers.clear()
        return encode(
            PAYMENT_DATE_40.render(creditor_number=self.creditor_number, payment_date=collection.payment_date)
        )

    def _payment(self, collection):
        place = check(collection)
        self._refuse_second(collection, place)
        record_type = COLLECTION if collection.amount > 0 else DISBURSEMENT
        self.count += 1
        self.totals[record_type] += abs(collection.amount)
        return encode(
            PAYMENT_40.render(
                place,
                record_type=record_type,
                creditor_number=self.creditor_number,
                customer_number=collection.customer_number,
                amount=abs(collection.amount),
            )
        )

    def _refuse_second(self, collection, place):
        """PBS gives customer numbers back padded with zeros, so that two that differ in them only would be one."""
        customer = collection.customer_number.lstrip("0")
        if customer in self.customers:
            raise Refusal(
                _("There is already a payment on %(day)s: PBS takes one per customer number and day."),
                place,
                day=collection.payment_date.isoformat(),
            )
        self.customers.add(customer)

    def end(self):
        if not self.count:
            raise Refusal(_("There is nothing to collect or to pay out."))
        return encode(
            END_40.render(
                creditor_number=self.creditor_number,
                debtor_records=self.count,
                collected=self.totals[COLLECTION],
                disbursed=self.totals[DISBURSEMENT],
            )
        )
