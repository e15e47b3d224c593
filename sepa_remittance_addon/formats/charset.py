"""The characters SEPA messages may contain, and how other texts are brought to them.

Source: EPC217-08, "SEPA requirements for an extended character set": letters and digits of the Latin alphabet,
``/ - ? : ( ) . , ' +`` and the blank; a reference neither begins nor ends with ``/`` nor contains ``//``.

How a text is written, in this order:

* a text of that set stays as it is; blanks at its ends go, several in a row become one;
* other shapes of a letter become the plain one (ligatures, full-width and mathematical letters: Unicode NFKC);
* Greek and Cyrillic letters as the conversion table of EPC217-08 has them, the way the Greek (ELOT 743) and the
  Bulgarian state write names: ``Αθήνα`` gives ``Athina``, ``Щерев`` gives ``SHTerev``;
* every other letter by its sound or its base: ``é`` ``e``, ``ł`` ``l``, ``ø`` ``o``, ``ß`` ``ss``, ``æ`` ``ae``. The
  table of EPC217-08 has one letter for the last two (``s``, ``a``); its best practices allow the longer form, which
  a reader takes for the same name more easily;
* signs by their nearest lawful neighbour (``&`` ``+``, ``_`` ``-``, ``[`` ``(``), every other sign by a blank, where
  the table has a full stop.

What is left may be shorter or longer than the text; it is cut to the length of its field at the end. A text of which
no letter or digit is left is refused, never sent empty.
"""

import re
import unicodedata

from text_unidecode import unidecode

from .refusal import Refusal, _

_LAWFUL = re.compile("[A-Za-z0-9/\\-?:().,'+ ]*")
_UNLAWFUL = re.compile("[^A-Za-z0-9/\\-?:().,'+ ]+")
_BLANKS = re.compile(" {2,}")
_SLASHES = re.compile("/{2,}")
_MEANINGFUL = re.compile("[A-Za-z0-9]")
_BEYOND_ASCII = re.compile("[^\0-\x7f]")
_UNKNOWN = "[?]"  # what unidecode says of a character it does not know
# Signs whose nearest lawful neighbour keeps the meaning; every other one becomes a blank.
_NEIGHBOURS = str.maketrans(
    {"&": "+", "_": "-", "~": "-", "=": "-", ";": ",", '"': "'", "`": "'", "|": "/", "\\": "/", "!": ".", "#": " "}
    | dict.fromkeys("[{<", "(")
    | dict.fromkeys("]}>", ")")
)
# Capitals as EPC217-08 writes them; the small letters follow.
_GREEK = "Α=A Β=V Γ=G Δ=D Ε=E Ζ=Z Η=I Θ=TH Ι=I Κ=K Λ=L Μ=M Ν=N Ξ=X Ο=O Π=P Ρ=R Σ=S Τ=T Υ=Y Φ=F Χ=CH Ψ=PS Ω=O"
_CYRILLIC = (
    "А=A Б=B В=V Г=G Д=D Е=E Ж=ZH З=Z И=I Й=Y К=K Л=L М=M Н=N О=O П=P Р=R С=S Т=T У=U Ф=F Х=H Ц=TS Ч=CH Ш=SH Щ=SHT "
    "Ъ=A Ь=Y Ю=YU Я=YA"
)
_CAPITALS = dict(pair.split("=") for pair in f"{_GREEK} {_CYRILLIC}".split())
_LETTERS = _CAPITALS | {letter.lower(): latin.lower() for letter, latin in _CAPITALS.items()} | {"ς": "s"}
_ACCENTED_GREEK = [chr(code) for block in (range(0x0370, 0x0400), range(0x1F00, 0x2000)) for code in block]
_ALPHABETS = str.maketrans(
    {letter: _LETTERS.get(unicodedata.normalize("NFD", letter)[0], letter) for letter in _ACCENTED_GREEK} | _LETTERS
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
    whole = unicodedata.normalize("NFKC", text.encode("utf-8", "ignore").decode("utf-8"))
    latin = _BEYOND_ASCII.sub(_sound, whole.translate(_ALPHABETS)).translate(_NEIGHBOURS)
    return _BLANKS.sub(" ", _UNLAWFUL.sub(" ", latin)).strip()


def _sound(found):
    """Return one character in ASCII: nothing for a mark that only changes another, a blank for an unknown one."""
    latin = unidecode(found[0]) if found[0] <= "\uffff" else _UNKNOWN
    return " " if latin == _UNKNOWN else latin


def _with_meaning(text, what):
    if not _MEANINGFUL.search(text):
        raise Refusal(_("Nothing of this %(what)s can be written with the letters and digits banks accept."), what=what)
    return text
