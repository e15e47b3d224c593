"""Lines of a SWIFT file to fields: ``:61:...`` and what follows until the next tag.

Banks frame the message in their own ways: blocks in braces, the name of the bank, ``:940:``, a hyphen at the end or
nothing at all. The frame is passed over; what stands inside a message belongs to the field before it.
"""

import re
from typing import NamedTuple

from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _

from .. import figures, lines

_TAG = re.compile(r":([0-9]{2}[A-Z]?|NS|NSF):(.*)", re.DOTALL)
_END = re.compile(r"-(?:\}.*|XXX.*|\s*)")
_ONE_LINE = ("62F", "62M", "64", "65")  # what follows them is no continuation
_MAX_FRAME = 4  # lines before a message that are none of its fields
_SOH, _ETX = "\x01", "\x03"


class Field(NamedTuple):
    """One field of a message: its tag, its lines as written, and the number of the first one in the file."""

    tag: str
    lines: tuple[str, ...]
    line: int

    @property
    def text(self):
        return self.lines[0].strip()

    @property
    def place(self):
        return figures.place(self.line)


def fields_of(content):
    """Yield the fields of all messages of a file; the end of a message is a field with the tag ``-``."""
    reading = _Reading()
    for number, raw in lines.numbered(content):
        yield from reading.take(number, raw.replace(_SOH, "").replace(_ETX, ""))
    yield from reading.flush()


class _Reading:
    def __init__(self):
        self.tag = ""
        self.lines = []
        self.line = 0
        self.closed = True  # outside a message, or after its closing balance
        self.inside = False
        self.frame = 0

    def take(self, number, line):
        found = _TAG.fullmatch(line.lstrip("\ufeff"))
        if found:
            yield from self.flush()
            self.open(found[1], found[2], number)
        elif self.closed and _END.fullmatch(line):
            yield from self.flush()
            yield Field("-", (line,), number)
            self.inside = False
            self.frame = 0
        elif self.inside and not (self.closed and self.tag in _ONE_LINE):
            self.lines.append(line)
        else:
            self.pass_over(number, line)

    def open(self, tag, rest, number):
        self.tag, self.lines, self.line = tag, [rest], number
        self.inside = True
        # a hyphen alone may stand in a text; it ends a message only behind the closing balance
        self.closed = tag[:2] == "62" or (self.closed and tag != "20")

    def pass_over(self, number, line):
        """A line that is no field: the frame of a message is short, a damaged message is not."""
        self.frame += bool(line.strip())
        if self.frame > _MAX_FRAME:
            raise Refusal(_("The line belongs to no field of a statement."), figures.place(number))

    def flush(self):
        if self.tag:
            self.frame = 0
            yield Field(self.tag, tuple(self.lines), self.line)
        self.tag = ""
