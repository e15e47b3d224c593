"""Bytes of a text file to numbered lines, one at a time: what the line-wise formats share below their records.

A file is UTF-8 or, as most banks still write them, Windows-1252 (which holds ISO 8859-1). Line ends may be of any kind.
"""

import codecs
import io
import re

from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _

_CHUNK = 64 * 1024
LONGEST = 8192  # no record or field of a bank comes near
# The frame of a SWIFT message (SOH, ETX) and tabs are harmless; anything else below the blank is damage.
_CONTROL = re.compile(r"[\x00\x02\x04-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def numbered(content):
    """Yield ``(number, line)`` of a file, without line ends; blank lines too, so that people count like we do.

    :raises Refusal: with the line, for bytes that are no text.
    """
    for number, line, whole in pieces(content):
        if not whole and len(line) == LONGEST:
            raise Refusal(_("The line is longer than 8192 characters; no bank writes such lines."), f"line {number}")
        yield number, line


def pieces(content):
    """Yield ``(number, text, whole)`` of a file: its lines, long ones in several pieces of which the last is whole."""
    if b"\0" in content:
        raise Refusal(_("The file contains NUL bytes: it is damaged, or no text in UTF-8."))
    # BytesIO shares the bytes; the text exists one piece at a time
    encoding = "utf-8-sig" if _is_utf8(content) else "cp1252"
    reader = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline=None)
    number = 1
    try:
        while line := reader.readline(LONGEST):
            if _CONTROL.search(line):
                raise _no_text(number)
            whole = line.endswith("\n")
            yield number, line.removesuffix("\n"), whole
            number += whole
    except UnicodeDecodeError:
        raise _no_text(number) from None


def _no_text(number):
    sentence = _("The line holds characters that are no text: the file is damaged or in another encoding.")
    return Refusal(sentence, f"line {number}")


def _is_utf8(content):
    """Tell whether bytes are UTF-8, a chunk at a time: a second copy of a large file is not needed for that."""
    if content.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(content)
    try:
        for start in range(0, len(content), _CHUNK):
            decoder.decode(view[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def blocks(content, width):
    """Yield ``(number, record)`` of a file: one a line, or records of one width that no line end separates."""
    if b"\n" in content or b"\r" in content:
        yield from numbered(content)
        return
    for number, start in enumerate(range(0, len(content), width), 1):
        yield from ((number, line) for _first, line in numbered(content[start : start + width]))
