"""Leverandørservice (LS), the direct debit scheme among Danish companies: the door to its deliveries.

``render`` writes delivery 40; ``parse`` reads 30 (registered and cancelled agreements), 0602 (payment information) and
0690 (receipt and remarks).
"""

import re

from ..refusal import Refusal, _
from . import ls_0602, ls_0690, ls_30
from .frame import read_frame, refuse_miscount
from .ls_40 import render
from .ls_records import END, START

__all__ = ["parse", "render", "sniff"]

_FROM_PBS = re.compile(rb"(\xef\xbb\xbf)?\s*LS\d{3}")
_OLDER_FRAME = re.compile(rb"(?:\xef\xbb\xbf)?\s*000[0-9 ]{20}.{13}(40|30)\d{6}")
READERS = {"0602": ls_0602.read, "0690": ls_0690.read}


def sniff(content):
    """True when ``content`` (bytes) is a delivery of Leverandørservice in either direction, readable or not."""
    return bool(_FROM_PBS.match(content) or _OLDER_FRAME.match(content))


def parse(content, allow_test=False):
    """Read a delivery from PBS.

    :param content: the bytes of one file, one delivery.
    :param allow_test: accept a delivery marked TEST, whose payments never happened, e.g. to try the set-up.
    :returns: :class:`~..values.Delivery` for 0602, :class:`~..values.ReceiptReport` for 0690,
        :class:`~..values.AgreementReport` for 30.

    Raises Refusal, naming the line, for everything else: other deliveries, those that go to PBS, unknown record or
    transaction types, columns that do not hold what they should, a number of records other than announced.
    """
    older = _OLDER_FRAME.match(content)
    if older and older[1] == b"40":
        raise Refusal(_("Delivery 40 goes to PBS; it is no answer from PBS."), "line 1")
    if older:
        return ls_30.parse(content, allow_test)
    frame = read_frame(content, START, END)
    if frame.start["test_mark"] and not allow_test:
        raise Refusal(_("This is a test delivery: its payments never happened."), "line 1")
    refuse_miscount(frame.end["records"], (len(frame.body),), frame.end_place)
    delivery_type = frame.start["delivery_type"]
    if delivery_type not in READERS:
        raise Refusal(_("Leverandørservice has no delivery %(type)s from PBS."), "line 1", type=delivery_type)
    return READERS[delivery_type](frame)
