"""Betalingsservice (BS), the direct debit scheme for Danish consumers: the door to its deliveries.

``render`` writes delivery 0601; ``parse`` reads 0602 (payment information) and 0603 (mandate information).
"""

import re

from ..refusal import Refusal, _
from . import bs_0602, bs_0603
from .bs_0601 import render
from .bs_records import END, START
from .frame import read_frame

__all__ = ["parse", "render", "sniff"]

_RECORD = re.compile(rb"(\xef\xbb\xbf)?\s*BS\d{3}")
READERS = {"0602": bs_0602.read, "0603": bs_0603.read}


def sniff(content):
    """True when ``content`` (bytes) is a delivery of Betalingsservice in either direction, readable or not."""
    return bool(_RECORD.match(content))


def parse(content):
    """Read a delivery from PBS.

    :param content: the bytes of one file, one delivery.
    :returns: :class:`~..values.Delivery` for 0602, :class:`~..values.AgreementReport` for 0603.

    Raises Refusal, naming the line, for everything else: other deliveries, those that go to PBS (0601, 0605), unknown
    sections, record or transaction types, columns that do not hold what they should, numbers and sums other than
    announced.
    """
    frame = read_frame(content, START, END)
    delivery_type = frame.start["delivery_type"]
    if delivery_type not in READERS:
        raise Refusal(_("Betalingsservice has no delivery %(type)s from PBS."), "line 1", type=delivery_type)
    return READERS[delivery_type](frame)
