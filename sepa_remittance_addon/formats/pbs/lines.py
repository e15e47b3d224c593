"""Bytes to numbered lines and back: what every PBS delivery shares below the level of records.

PBS writes ISO 8859-1, one record a line. The line end may be CRLF or LF, the last one may be missing, and trailing
blanks may have been cut; anything else is refused, because in a fixed-width file it means shifted columns.
"""

import io
import re

from ..refusal import Refusal, _

ENCODING = "iso-8859-1"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def numbered(content, width):
    """The non-blank lines of ``content`` as a list of ``(place, line)``, each line padded to ``width`` characters.

    Raises Refusal for a file saved as UTF-8, a control character or a line longer than ``width``.
    """
    _refuse_utf8(content)
    # one line at a time: a file of nothing but line ends must not fill the memory
    lines = (line.removesuffix(b"\n").removesuffix(b"\r") for line in io.BytesIO(content))
    places = ((f"line {number}", line) for number, line in enumerate(lines, 1) if line.strip(b" "))
    return [(place, _padded(line.decode(ENCODING), width, place)) for place, line in places]


def encode(line):
    """A record as PBS wants it: ISO 8859-1 bytes closed by CRLF."""
    return line.encode(ENCODING) + b"\r\n"


def _refuse_utf8(content):
    """Text that is valid UTF-8 beyond ASCII was never ISO 8859-1: its columns are shifted after each such letter."""
    if content.isascii():
        return
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return
    raise Refusal(_("The file was saved again as UTF-8, which shifts its columns. Import the file as PBS sent it."))


def _padded(line, width, place):
    if _CONTROL.search(line):
        raise Refusal(_("The line holds a control character. Import the file as PBS sent it."), place)
    if len(line) > width:
        too_long = _("The line has %(length)s characters, a record has %(width)s.")
        raise Refusal(too_long, place, length=len(line), width=width)
    return line.ljust(width)
