"""The characters SEPA messages may contain, and how other texts are brought to them.

Source: EPC217-08, "SEPA requirements for an extended character set": letters and digits of the Latin alphabet,
``/ - ? : ( ) . , ' +`` and the blank; a reference neither begins nor ends with ``/`` nor contains ``//``.
"""

import re

from text_unidecode import unidecode

from .refusal import Refusal, _

_LAWFUL = re.compile("[A-Za-z0-9/\\-?:().,'+ ]*")
_UNLAWFUL = re.compile("[^A-Za-z0-9/\\-?:().,'+ ]+")
_BLANKS = re.compile(" {2,}")
_SLASHES = re.compile("/{2,}")
_MEANINGFUL = re.compile("[A-Za-z0-9]")
# Signs whose nearest lawful neighbour keeps the meaning; every other one becomes a blank.
_NEIGHBOURS = str.maketrans(
    {"&": "+", "_": "-", "~": "-", "=": "-", ";": ",", '"': "'", "`": "'", "|": "/", "\\": "/", "!": ".", "#": " "}
    | dict.fromkeys("[{<", "(")
    | dict.fromkeys("]}>", ")")
)

REFERENCE_LENGTH = 35
_TEXT = _("text")
_REFERENCE = _("reference")


def to_sepa(text, length, what=_TEXT):
    """Return a text in the SEPA character set, at most ``length`` characters long and without blanks around it.

    Other letters are transliterated (``Müller & Søn`` gives ``Muller + Son``), other signs become a blank.

    :param what: names the field in the message.
    :raises Refusal: when no letter or digit is left. An empty text is refused too.
    """
    return _with_meaning(_in_the_set(text)[:length].rstrip(), what)


def to_reference(text, what=_REFERENCE):
    """Return a text as a SEPA reference: at most 35 lawful characters, no ``/`` at either end and no ``//``.

    Two texts may give the same reference; who needs unique references checks them afterwards.

    :raises Refusal: when no letter or digit is left.
    """
    single = _SLASHES.sub("/", _in_the_set(text)).lstrip("/ ")
    return _with_meaning(single[:REFERENCE_LENGTH].rstrip("/ "), what)


def is_reference(text):
    """Tell whether a text can be sent as a reference without changing it."""
    return (
        0 < len(text) <= REFERENCE_LENGTH
        and _LAWFUL.fullmatch(text) is not None
        and text[0] not in "/ "
        and text[-1] not in "/ "
        and "//" not in text
    )


def _in_the_set(text):
    if _LAWFUL.fullmatch(text) and "  " not in text:
        return text.strip()
    latin = unidecode(text.encode("utf-8", "ignore").decode("utf-8")).translate(_NEIGHBOURS)
    return _BLANKS.sub(" ", _UNLAWFUL.sub(" ", latin)).strip()


def _with_meaning(text, what):
    if not _MEANINGFUL.search(text):
        raise Refusal(_("Nothing of this %(what)s can be written with the letters and digits banks accept."), what=what)
    return text
