"""Which format a file is in, told from its content and never from its name, and the file read.

``READ_HERE`` says which formats there are; a file in another one is refused with its name and that list. Whoever reads
more of them hands its readers over: objects (modules, too) with ``NAME``, ``sniff(content)`` and ``parse(content)``.
"""

import io
import lzma
import re
import struct
import zipfile
import zlib
from dataclasses import replace
from importlib import import_module

from .iso20022 import camt053, camt054, pain002
from .iso20022.xml import MAX_BYTES, message_name
from .refusal import Refusal, _
from .values import Delivery

READ_HERE = "camt.053, camt.054, pain.002, PBS Leverandørservice 30/0602/0690, PBS Betalingsservice 0602/0603"

_MAX_MEMBERS = 1000
_ZIP = b"PK\x03\x04"
_BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip
_NO_MEMBERS = re.compile(r"(?:__MACOSX/.*|(?:.*/)?\.DS_Store|.*/)", re.DOTALL)
_LEADS_OUTSIDE = re.compile(r"(?:/|\\|[A-Za-z]:)|(?:.*[/\\])?\.\.(?:[/\\]|$)", re.DOTALL)

# Modules with sniff(content) and parse(content), asked in this order for files that are not XML.
_LINE_FORMATS = ("pbs.ls_delivery", "pbs.bs_delivery")

_XML_READERS = {root: module for module in (camt053, camt054, pain002) for root in module.ROOTS}

_PAYMENT_ORDER = _("This is a payment order (%(name)s), not a bank's answer. Import the statement or status report.")
_INTRADAY = _("This is an intraday report (camt.052): its entries are not final. Import the statement (camt.053).")
_REFUSED_XML = {
    "CstmrDrctDbtInitn": _PAYMENT_ORDER,
    "CstmrDrctDbtInitnV02": _PAYMENT_ORDER,
    "CstmrCdtTrfInitn": _PAYMENT_ORDER,
    "pain.001.001.02": _PAYMENT_ORDER,
    "pain.008.001.01": _PAYMENT_ORDER,
    "BkToCstmrAcctRpt": _INTRADAY,
    "BkToCstmrAcctRptV01": _INTRADAY,
}
_KNOWN_XML = _XML_READERS.keys() | _REFUSED_XML.keys()

_NOT_READ = _("The format %(format)s is not read yet. Formats read: %(read)s.")
_NO_BANK_FILE = _("The file is %(format)s, not a bank file. Formats read: %(read)s.")
_HTML = _("an HTML page, perhaps the login page of the bank")
_PICTURE = _("a picture")
_PDF = _("a PDF document")
# What else people send, told by its first bytes: (pattern, sentence, its name).
_SIGNATURES = (
    (rb"\s*<!doctype\s+html|\s*<html", _NO_BANK_FILE, _HTML),
    (rb"\x89PNG|\xff\xd8\xff|GIF8", _NO_BANK_FILE, _PICTURE),
    (rb"%PDF-", _NO_BANK_FILE, _PDF),
    (rb"\s*[\[{]\s*[\"\[\]{}]", _NO_BANK_FILE, "JSON"),
)
# Formats that others may bring a reader for.
_UNREAD_SIGNATURES = (
    (rb"\s*(?:OFXHEADER|<OFX>|<\?OFX)|\s*<\?xml[^>]*\?>\s*<\?OFX", _NOT_READ, "OFX"),
    (rb"\s*(?:\{1:|:20:|:940:)|(?:[^\r\n]*\r?\n){1,4}:20:", _NOT_READ, "MT940"),
    (rb"0000[0-9]{10}05[^\r\n]{20}", _NOT_READ, "CODA"),
    (rb"01[0-9]{5} {4}[^\r\n]{100}", _NOT_READ, "CFONB120"),
    (rb"!Type:", _NOT_READ, "QIF"),
)
# The same for what is neither XML nor a format with a reader.
_LAST_SIGNATURES = ((rb"[^\r\n\0]*[,;\t][^\r\n\0]*\r?\n", _NOT_READ, "CSV"),)


def read(content, filename="", readers=()):
    """Return what one bank file says: a :class:`~.values.Delivery`, a ``StatusReport``, or another object of PBS.

    :param content: the bytes of the file; an archive must hold exactly one file.
    :param filename: only named in refusals about archives, never used to guess the format.
    :param readers: of further formats, asked in this order.
    :raises Refusal: saying what the file is instead, or what is wrong with it and where.
    """
    found = read_all(content, filename, readers)
    if len(found) != 1:
        raise Refusal(_("The archive holds %(count)s files where one is expected."), place=filename, count=len(found))
    return found[0]


def read_all(content, filename="", readers=()):
    """Return what a bank file or a zip archive of bank files says, one object per file, in the order of the archive.

    All or nothing: one bad member refuses the archive. Members are read in memory and never written; the place of a
    refusal, and of each statement, begins with the name of the member.

    :raises Refusal: as :func:`read`.
    """
    # a workbook is an archive too: a reader may know it as one file
    if not content.startswith(_ZIP) or (len(content) <= MAX_BYTES and _reader_of(content, readers)):
        return [_read_one(content, readers)]
    return [_read_member(name, member, readers) for name, member in _members(content, filename)]


def _read_one(content, readers):
    if not content.strip():
        raise Refusal(_("The file is empty."))
    if len(content) > MAX_BYTES:
        raise Refusal(_("The file is larger than 256 MB."))
    _refuse_known(content, _SIGNATURES, readers)
    reader = reader_for(content, readers)
    if reader:
        return reader.parse(content)
    _refuse_known(content, _UNREAD_SIGNATURES, readers)
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return _read_xml(content, readers)
    _refuse_known(content, _LAST_SIGNATURES, readers)
    raise Refusal(_("The format of the file is unknown. Formats read: %(read)s."), read=_names(readers))


def reader_for(content, readers=()):
    """Return the reader that knows a file by its content, None for XML messages and for what nobody knows."""
    return _reader_of(content, (*_line_formats(), *readers))


def _line_formats():
    return [import_module(f".{name}", __package__) for name in _LINE_FORMATS]


def _reader_of(content, readers):
    return next((reader for reader in readers if reader.sniff(content)), None)


def _names(readers):
    return ", ".join((READ_HERE, *(reader.NAME for reader in readers)))


def _read_xml(content, readers):
    name, _namespace = message_name(content, _KNOWN_XML)
    if name in _XML_READERS:
        return _XML_READERS[name].parse(content)
    sentence = _REFUSED_XML.get(name, _("The XML message %(name)s is not read. Formats read: %(read)s."))
    raise Refusal(sentence, name=name[:40], read=_names(readers))


def _refuse_known(content, signatures, readers):
    """Refuse a file by what it is, except a format that one of the readers has: that one knows better."""
    read = {reader.NAME for reader in readers}
    for pattern, sentence, name in signatures:
        if name not in read and re.match(pattern, content[:4096], re.IGNORECASE):
            raise Refusal(sentence, format=name, read=_names(readers))


def _read_member(name, content, readers):
    if content.startswith(_ZIP) and not _reader_of(content, readers):
        raise Refusal(_("The archive contains another archive."), place=name)
    try:
        found = _read_one(content, readers)
    except Refusal as refusal:
        place = ", ".join(filter(None, (name, refusal.place)))
        raise Refusal(refusal.template, place, **refusal.values) from None
    return _placed(found, name) if isinstance(found, Delivery) else found


def _placed(delivery, name):
    statements = (replace(statement, place=f"{name}, {statement.place}") for statement in delivery.statements)
    return replace(delivery, statements=tuple(statements))


def _members(content, filename):
    """Return the names and bytes of the members of an archive; refuse what is broken, encrypted, or a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not _NO_MEMBERS.fullmatch(info.filename)]
            fault = _fault(infos)
            members = [] if fault else [(_shown(info), archive.open(info).read(info.file_size + 1)) for info in infos]
    except _BROKEN_ZIP:
        raise Refusal(_("The archive is broken or encrypted."), place=filename) from None
    if fault:
        raise Refusal(fault, place=filename)
    return members


def _fault(infos):
    """Return why an archive must not be opened, None when it may."""
    faults = (
        (not infos, _("The archive is empty.")),
        (len(infos) > _MAX_MEMBERS, _("The archive holds more than 1000 files.")),
        (sum(info.file_size for info in infos) > MAX_BYTES, _("The files of the archive are larger than 256 MB.")),
        (any(info.flag_bits & 1 for info in infos), _("The archive is encrypted.")),
        (
            any(_LEADS_OUTSIDE.match(info.filename) for info in infos),
            _("The archive names a file outside its own folder; it may be an attack."),
        ),
    )
    return next((sentence for present, sentence in faults if present), None)


def _shown(info):
    return " ".join(info.filename.split())[:80]
