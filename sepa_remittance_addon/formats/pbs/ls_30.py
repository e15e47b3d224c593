"""Leverandørservice delivery 30: the agreements that PBS has registered and cancelled, or all that are active.

Several creditors of one data supplier may stand in one file, each closed by a 999 of its own or all by one.
"""

from datetime import datetime, time

from ..refusal import Refusal, _
from ..values import AgreementNotice, AgreementReport
from .frame import refuse_miscount
from .lines import encode, numbered
from .ls_records import AGREEMENT_30, CREDITOR_30, END_30, START_30

TRANSACTION_TYPES = {
    "500",  # active
    "510",  # registered
    "540",  # cancelled
}


def parse(content, allow_test=False):
    """The :class:`~..values.AgreementReport` of ``content``, its notices in the order of the file.

    Raises Refusal, naming the line, for a file that is cut off, a test delivery, unknown records, a creditor other than
    that of its section, and a number of debtors other than announced.
    """
    (place, first), *body = numbered(content, START_30.width)
    start = START_30.parse(first, place)
    if start["test_mark"] and not allow_test:
        raise Refusal(_("This is a test delivery: nothing in it happened."), place)
    return AgreementReport(
        layout="pbs.ls.30",
        identification=f"LS-30-{start['supplier_number']}-{start['created']}",
        created=start["created"] and datetime.combine(start["created"], time.min),
        notices=tuple(_notices(body)),
    )


def render(report, *, supplier_number, test=False):
    """Write delivery 30 with the notices of an :class:`~..values.AgreementReport`: to try a set-up, and for tests."""
    mark = "TEST" if test else ""
    yield encode(START_30.render(created=report.created, test_mark=mark, supplier_number=supplier_number))
    creditor_number = None
    for notice in report.notices:
        if notice.creditor_number != creditor_number:
            creditor_number = notice.creditor_number
            yield encode(CREDITOR_30.render(creditor_number=creditor_number))
        yield encode(
            AGREEMENT_30.render(
                notice.place,
                record_type=notice.transaction_type,
                creditor_number=notice.creditor_number,
                customer_number=notice.customer_number,
                effective_date=notice.effective_date,
            )
        )
    yield encode(END_30.render(creditor_number=creditor_number or "0", debtors=len(report.notices)))


def _notices(body):
    place = "line 1"
    creditor_number, ended, count = None, False, 0
    for place, line in body:
        record_type = line[:3]
        if record_type == "001":
            creditor_number, ended = CREDITOR_30.parse(line, place)["creditor_number"], False
        elif ended:
            raise Refusal(_("The delivery ends here, but the file goes on. Import one delivery per file."), place)
        elif record_type == "999":
            refuse_miscount(END_30.parse(line, place)["debtors"], (count,), place)
            ended, count = True, 0
        else:
            yield _notice(line, place, creditor_number)
            count += 1
    if not ended:
        raise Refusal(_("The file was cut off: its end (record 999) is missing. Ask PBS for it again."), place)


def _notice(line, place, creditor_number):
    if line[:3] not in TRANSACTION_TYPES:
        raise Refusal(_("Record type %(type)s is not known here."), place, type=line[:3])
    values = AGREEMENT_30.parse(line, place)
    if values["creditor_number"] != creditor_number:
        raise Refusal(_("The creditor number is not that of the record 001 before it."), place)
    return AgreementNotice(
        place=place,
        transaction_type=values["record_type"],
        creditor_number=creditor_number,
        debtor_group="",
        customer_number=values["customer_number"].strip(" "),
        mandate_number="",
        effective_date=values["effective_date"],
    )
