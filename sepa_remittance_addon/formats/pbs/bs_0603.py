"""Betalingsservice delivery 0603, mandate information: agreements that are active, registered or cancelled."""

from ..values import AgreementNotice, AgreementReport
from .bs_records import AGREEMENT
from .bs_sections import check_section_count, check_totals, refuse_other_creditor, refuse_unknown_section, sections
from .frame import transaction_type_in

SECTIONS = {"0210", "0212", "0219"}  # active, new and cancelled, active agreements on electronic payment slips
TRANSACTION_TYPES = {
    "0230",  # active
    "0231",  # registered
    "0232",  # cancelled by the debtor's bank
    "0233",  # cancelled by the creditor
    "0234",  # cancelled by Betalingsservice
}


def read(frame):
    """The :class:`~..values.AgreementReport` in a BS frame, its notices in the order of the file.

    Raises Refusal for unknown sections, record or transaction types and for numbers of 092 and 992 that do not agree
    with the records.
    """
    found = sections(frame.body)
    notices = [notice for section in found for notice in _notices(section)]
    check_section_count(frame, found)
    check_totals(frame.end, frame.end_place, len(notices), [])
    return AgreementReport(
        layout="pbs.bs.0603",
        identification=frame.identification("BS"),
        created=frame.created,
        notices=tuple(notices),
    )


def _notices(section):
    refuse_unknown_section(section, SECTIONS)
    notices = [_notice(section, line, place) for place, line in section.records]
    for end, place in section.ends:
        check_totals(end, place, len(notices), [])
    return notices


def _notice(section, line, place):
    transaction_type_in(TRANSACTION_TYPES, line, place)
    values = AGREEMENT.parse(line, place)
    refuse_other_creditor(section, values, place)
    names = "transaction_type", "debtor_group", "mandate_number", "effective_date", "end_date"
    return AgreementNotice(
        place=place,
        creditor_number=values["pbs_number"],
        customer_number=values["customer_number"].strip(" "),
        **{name: values[name] for name in names},
    )
