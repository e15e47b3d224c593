"""The frame of a delivery from PBS: one start 002, records, one end 992, and the totals the file gives of itself."""

from datetime import datetime, time
from typing import NamedTuple

from ..refusal import Refusal, _
from .lines import numbered

START, END = "002", "992"
INCOMING = {"0602", "0603", "0690"}
OUTGOING = {"0601", "0605"}
REPEATED = {"supplier_number", "subsystem", "delivery_type", "pbs_number", "section"}  # by an end of its start


class Frame(NamedTuple):
    """A complete delivery: its start and end as read, and the ``(place, line)`` pairs between them."""

    start: dict
    body: tuple
    end: dict
    end_place: str

    @property
    def created(self):
        """Midnight of the creation date; ``None`` where the file gives zeros."""
        return self.start["created"] and datetime.combine(self.start["created"], time.min)

    def identification(self, system):
        """What tells this delivery from others: system, type, data supplier, date and, where there is one, number."""
        names = "delivery_type", "supplier_number", "created", "delivery_number"
        return "-".join([system, *(str(self.start[name]) for name in names if self.start.get(name))])


def record_type(line):
    """The record type of a line from PBS: 002, 012, 042, 092, 992."""
    return line[2:5]


def read_frame(content, start, end):
    """The :class:`Frame` of ``content``, by the layouts of its start and end record.

    One file holds one delivery: a second 002 is refused, so that a delivery is known again by its start alone.
    Raises Refusal when start or end are missing or do not belong together, and when the delivery is one for PBS.
    """
    lines = numbered(content, start.width)
    if not lines:
        raise Refusal(_("The file is empty."))
    first_place, first = lines[0]
    if record_type(first) != START:
        raise Refusal(_("The file must begin with a delivery start (record 002). Import the file whole."), first_place)
    head = start.parse(first, first_place)
    _refuse_direction(head["delivery_type"], first_place)
    _refuse_second_delivery(lines[1:-1])
    last_place, last = lines[-1]
    if record_type(last) != END:
        raise Refusal(_("The file was cut off: its end (record 992) is missing. Ask PBS for it again."), last_place)
    tail = end.parse(last, last_place)
    refuse_difference(head, tail, last_place)
    return Frame(head, tuple(lines[1:-1]), tail, last_place)


def _refuse_direction(delivery_type, place):
    if delivery_type in OUTGOING:
        raise Refusal(_("Delivery %(type)s goes to PBS; it is no answer from PBS."), place, type=delivery_type)
    if delivery_type not in INCOMING:
        raise Refusal(_("Delivery type %(type)s is not known."), place, type=delivery_type)


def _refuse_second_delivery(lines):
    for place, line in lines:
        if record_type(line) == START:
            raise Refusal(_("Another delivery begins here. Import one delivery per file."), place)
        if record_type(line) == END:
            raise Refusal(_("The delivery ends here, but the file goes on. Import one delivery per file."), place)


def refuse_difference(opening, closing, place):
    """Refuse an end record that repeats a field of its start record with another content."""
    for name in opening.keys() & closing.keys() & REPEATED:
        if opening[name] != closing[name]:
            label = name.replace("_", " ")
            raise Refusal(_("This end does not belong to its start: another %(field)s."), place, field=label)


def refuse_miscount(declared, counted, place):
    """Refuse a number of records in the file that is none of the ``counted`` ones; ``None``: the file gives none."""
    if declared is not None and declared not in counted:
        raise Refusal(
            _("The file announces %(declared)s records or sections here but holds %(counted)s."),
            place,
            declared=declared,
            counted=counted[0],
        )


def refuse_record(line, place):
    """Refuse a line whose record type does not belong where it stands."""
    raise Refusal(_("Record type %(type)s is not known here."), place, type=record_type(line))


def transaction_type_in(known, line, place):
    """The transaction type of a 042 record. Raises Refusal for one not in ``known``: its effect is not known either."""
    transaction_type = line[13:17]
    if transaction_type not in known:
        raise Refusal(_("Transaction type %(type)s is not known here."), place, type=transaction_type)
    return transaction_type
