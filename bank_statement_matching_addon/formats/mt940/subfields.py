"""The German way of field ``:86:``: a three-digit code, a separator, and subfields of at most 27 characters.

Source: DFÜ-Abkommen, Anlage 3 (Deutsche Kreditwirtschaft). ``?20`` to ``?29`` and ``?60`` to ``?63`` are one text, in
which SEPA references begin with a word and a plus sign.
"""

import re

from odoo.addons.sepa_remittance_addon.formats.iso20022.datatypes import reference

from ..accounts import party_of
from .wrapping import text_of, unwrapped

_STRUCTURED = re.compile(r"\s*(?P<code>[0-9]{3})(?P<mark>[^A-Za-z0-9\s])(?=[0-9]{2})(?P<rest>.*)", re.ASCII | re.DOTALL)
_TEXTS = {f"{number}" for number in (*range(20, 30), *range(60, 64))}
_WIDTH = 27
_NAMES = "EREF|KREF|MREF|BREF|RREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|SVCL|MDAT|SQTP"
_WORD = re.compile(rf"({_NAMES})\+(.*)")
_NEXT_WORD = re.compile(rf"(?<=\s)(?=(?:{_NAMES})\+)")
_REFERENCES = {"EREF": "end_to_end_id", "MREF": "mandate_reference", "KREF": "payment_information_id"}
# Codes of a debit or transfer that came back: 108 and 109 debits, 159 and 160 transfers, 181 and 184 our own payments.
_RETURNS = {"108", "109", "110", "159", "160", "181", "184"}
# Return reasons as three digits (?34), where the published lists agree on one ISO code.
RETURN_REASONS = {
    "901": "AC01", "902": "AC04", "903": "AC06", "904": "AG01", "906": "AM04", "907": "AM05", "908": "BE04",
    "909": "MD01", "910": "MD02", "912": "MD06", "913": "MD07", "915": "RC01",
}  # fmt: skip


def read(lines):
    """Return the fields of :class:`~.details.Details`, None for a text that has no subfields."""
    found = _STRUCTURED.fullmatch(unwrapped(lines))
    if not found:
        return None
    parts = _parts(found["rest"], found["mark"])
    words, text = _words([content for number, content in parts if number in _TEXTS])
    others = {}
    for number, content in parts:
        others.setdefault(number, content.strip())
    extension = others.get("34", "")
    returned = found["code"] in _RETURNS
    values = {field: reference(words.pop(word, "")) for word, field in _REFERENCES.items()}
    return values | {
        "business_code": found["code"],
        "text": text,
        "counterparty": _counterparty(others, words),
        "return_code": RETURN_REASONS.get(extension[:3], extension[:3]) if returned else "",
        "original_amount": words.get("OAMT", ""),
        "remarks": _remarks(parts, words, returned),
    }


def _parts(rest, mark):
    """Return ``(number, content)`` in the order of the file. Only a mark before two digits begins a subfield."""
    pieces = re.split(re.escape(mark) + "([0-9]{2})", mark + rest, flags=re.ASCII)
    return list(zip(pieces[1::2], pieces[2::2], strict=True))


def _words(texts):
    """Return the references by their word, and the text that is left.

    A reference goes on in the next subfield when its own is full and the next one begins none.
    """
    words, free, open_word, full = {}, [], "", False
    pieces = ((piece, len(content) == _WIDTH) for content in texts for piece in _NEXT_WORD.split(content))
    for content, fills in pieces:
        found = _WORD.fullmatch(content)
        if found and found[1] not in words:
            open_word = found[1]
            words[open_word] = found[2]
        elif open_word and (full or open_word == "SVWZ"):
            words[open_word] += content if full else f" {content}"
        else:
            open_word = ""
            free.append(content)
        full = fills
    purpose = words.pop("SVWZ", "")
    words = {word: " ".join(value.split()) for word, value in words.items()}
    return words, " ".join(filter(None, (" ".join(purpose.split()), text_of(free, _WIDTH))))


def _counterparty(others, words):
    name = text_of([others.get("32", ""), others.get("33", "")], _WIDTH)
    account = others.get("38") or others.get("31") or words.get("IBAN", "")
    return party_of(name, account, others.get("30") or words.get("BIC", ""))


def _remarks(parts, words, returned):
    """Return what no other field has: the kind of booking, its journal number, words and subfields of the bank."""
    known = _TEXTS | {"30", "31", "32", "33", "38"} | ({"34"} if returned else set())
    told = [content.strip() for number, content in parts if number not in known]
    told += [f"{word}+{value}" for word, value in words.items() if word not in ("IBAN", "BIC")]
    return " ".join(" ".join(filter(None, told)).split())
