"""The sections of a Betalingsservice delivery, and the numbers and sums that PBS gives of them.

Sections are closed by an end record 092 in most files; some leave it out, and the next start closes the section.
"""

from typing import NamedTuple

from ..refusal import Refusal, _
from .bs_records import SECTION_END, SECTION_START
from .frame import record_type, refuse_difference, refuse_miscount, refuse_record


class Section(NamedTuple):
    """One creditor and debtor group in one kind of section: its start as read, and its ``(place, line)`` records."""

    place: str
    start: dict
    records: list
    ends: list  # the end as read and its place, or nothing


def sections(body):
    """Cut the records between 002 and 992 into a list of :class:`Section`. Raises Refusal where they do not nest."""
    found = []
    for place, line in body:
        if record_type(line) == "012":
            found.append(Section(place, SECTION_START.parse(line, place), [], []))
        elif record_type(line) == "042":
            _open_section(found, place).records.append((place, line))
        elif record_type(line) == "092":
            _close(_open_section(found, place), line, place)
        else:
            refuse_record(line, place)
    return found


def _open_section(found, place):
    if not found or found[-1].ends:
        raise Refusal(_("The record stands outside a section: record 012 is missing before it."), place)
    return found[-1]


def _close(section, line, place):
    end = SECTION_END.parse(line, place)
    refuse_difference(section.start, end, place)
    section.ends.append((end, place))


def refuse_unknown_section(section, known):
    """Refuse a section whose kind is not in ``known``."""
    kind = section.start["section"]
    if kind not in known:
        raise Refusal(_("Section %(section)s is not known in this delivery."), section.place, section=kind)


def refuse_other_creditor(section, values, place):
    """Refuse a record that bears another PBS number than the section it stands in."""
    if values["pbs_number"] != section.start["pbs_number"]:
        raise Refusal(_("The PBS number is not that of the section."), place)


def check_totals(end, place, records, amounts):
    """Compare the totals of an end record (092 or 992) with what was read; raises Refusal when they differ.

    :param records: the number of 042 records read.
    :param amounts: what each of them moved, signed.

    Seen in files are the sum of what came in and the net sum, less what was charged back; both are accepted.
    Address and text records do not occur in deliveries from PBS.
    """
    refuse_miscount(end["records"], (records,), place)
    refuse_miscount(end["texts"], (0,), place)
    refuse_miscount(end["addresses"], (0,), place)
    received = sum(amount for amount in amounts if amount > 0)
    if end["amount"] is not None and end["amount"] not in (received, abs(sum(amounts))):
        raise Refusal(
            _("The control sum is %(declared)s, but the records of the file add up to %(counted)s."),
            place,
            declared=str(end["amount"]),
            counted=str(received),
        )


def check_section_count(frame, found):
    """Compare the number of sections in 992 with what was read.

    Seen in files are the number of section starts and the number of different creditors and debtor groups.
    """
    creditors = {(section.start["pbs_number"], section.start["debtor_group"]) for section in found}
    refuse_miscount(frame.end["sections"], (len(found), len(creditors)), frame.end_place)
