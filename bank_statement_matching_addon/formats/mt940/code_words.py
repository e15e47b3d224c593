"""The Dutch way of field ``:86:``: code words between slashes, ``/EREF/E2E-1//CNTP/NL.../REMI/USTD//text/``.

ING, ABN AMRO and Rabobank use the same words with small differences; a word that is not known stays with its text.
"""

import re

from odoo.addons.sepa_remittance_addon.formats.iso20022.datatypes import reference

from ..accounts import party_of
from .wrapping import unwrapped

_NAMES = (
    "ADDR|BENM|BIC|CNTP|CSID|EREF|EXCH|IBAN|ID|INIT|IREF|ISDT|MARF|NAME|OCMT|ORDP|PREF|PURP|REMI|RREF|RTRN|RTYP|SVCL|"
    "SUM|TRAN|TRCD|TRTP|UCRD|UDTR|ULTB|ULTC|ULTD"
)
_BEGINS = re.compile(rf"\s*/(?:{_NAMES})/")
_WORD = re.compile(rf"/({_NAMES})/")
_FIELDS = {"EREF": "end_to_end_id", "MARF": "mandate_reference", "PREF": "payment_information_id"}
_HAVE_PLACE = {*_FIELDS, "CNTP", "IBAN", "BIC", "NAME", "REMI", "RTRN", "TRCD", "ORDP", "BENM"}
_STRUCTURED = re.compile(r"STRD/([A-Z]{3,4})/([^/]*)/?(.*)", re.DOTALL)
_FREE = re.compile(r"USTD//?(.*)", re.DOTALL)


def read(lines):
    """Return the fields of :class:`~.details.Details`, None for a text without code words."""
    joined = unwrapped(lines)
    if not _BEGINS.match(joined):
        return None
    pieces = _WORD.split(joined)
    words, repeated = {}, []
    for word, content in zip(pieces[1::2], pieces[2::2], strict=True):
        value = " ".join(content.split())
        if word in words:
            repeated.append(f"/{word}/{value}")
        else:
            words[word] = value
    text, structured = _remittance(words.get("REMI", ""))
    others = [f"/{word}/{value}" for word, value in words.items() if word not in _HAVE_PLACE and value]
    return {field: reference(words.get(word, "").strip("/")) for word, field in _FIELDS.items()} | {
        "bank_code": words.get("TRCD", "").strip("/"),
        "counterparty": _counterparty(words),
        "text": text,
        "structured_reference": structured,
        "return_code": words.get("RTRN", "").strip("/"),
        "remarks": " ".join([*others, *repeated]),
    }


def _remittance(value):
    structured, free = _STRUCTURED.fullmatch(value), _FREE.fullmatch(value)
    if structured:
        return structured[3].strip("/ "), structured[2].strip()
    return (free[1] if free else value).strip("/ "), ""


def _counterparty(words):
    """``/CNTP/account/bank/name/town/`` at ING; the parts have words of their own elsewhere."""
    account, bank, name, town = [*words.get("CNTP", "").split("/"), "", "", "", ""][:4]
    told = [words.get("NAME", "").strip("/"), name, words.get("ORDP", "").strip("/"), words.get("BENM", "").strip("/")]
    parts = [*dict.fromkeys(filter(None, told)), town]
    return party_of(
        ", ".join(filter(None, parts)),
        words.get("IBAN", "").strip("/") or account,
        words.get("BIC", "").strip("/") or bank,
    )
