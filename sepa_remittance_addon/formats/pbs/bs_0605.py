"""Betalingsservice delivery 0605: agreements that we end because the debtor is no customer any more.

Registrations do not go by this delivery: the debtor makes the agreement with its bank, and delivery 0603 tells of it.

Open question: section starts and ends are written as the other sections have them, with the debtor group in columns
21-25. One published program leaves the group out of 012 and counts in columns 27-37 of 092. Confirm with PBS before
going live.
"""

from decimal import Decimal
from itertools import groupby

from ..refusal import Refusal, _
from .bs_records import CANCELLATION, END, SECTION_END, SECTION_START, START
from .collection import check_number, refuse_second_request
from .lines import encode

DELIVERY_TYPE, SECTION = "0605", "0126"
UNKNOWN_MANDATE = "0"


def render(requests, *, pbs_number, supplier_number, delivery_number, created, subsystem="BS1", user=""):
    """Write delivery 0605 with one section 0126 per debtor group, one record of 128 columns and CRLF at a time.

    :param requests: :class:`~..values.AgreementRequest` with action ``cancel``, those of a debtor group together; an
        unknown mandate number is written as zeros.

    The other numbers are those of :func:`.bs_0601.render`. Raises Refusal while being read, so that nothing of it may
    be sent: no request at all, one of another kind, two for one debtor, anything that does not fit its columns.
    """
    supplier = {"supplier_number": supplier_number, "subsystem": subsystem, "delivery_type": DELIVERY_TYPE}
    yield encode(START.render(**supplier, delivery_number=delivery_number.zfill(10), created=created))
    sections, count, requested = 0, 0, set()
    for debtor_group, group_requests in groupby(requests, key=lambda request: request.debtor_group):
        creditor = {"pbs_number": pbs_number, "debtor_group": debtor_group}
        records = [_cancellation(request, creditor, requested) for request in group_requests]
        yield encode(SECTION_START.render(**creditor, section=SECTION, user=user, day=created))
        yield from map(encode, records)
        yield encode(SECTION_END.render(**creditor, section=SECTION, **_totals(len(records))))
        sections, count = sections + 1, count + len(records)
    if not count:
        raise Refusal(_("There is nothing to cancel."))
    yield encode(END.render(**supplier, sections=sections, **_totals(count)))


def _cancellation(request, creditor, requested):
    place = check_number(request)
    if request.action != "cancel":
        raise Refusal(_("Betalingsservice takes cancellations only; the debtor's bank registers agreements."), place)
    refuse_second_request(request, place, requested)
    return CANCELLATION.render(
        place,
        **creditor,
        customer_number=request.customer_number,
        mandate_number=request.mandate_number or UNKNOWN_MANDATE,
    )


def _totals(records):
    return {"records": records, "amount": Decimal(0), "texts": 0, "addresses": 0}
