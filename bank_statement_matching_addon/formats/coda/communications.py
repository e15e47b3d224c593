"""What a movement communicates: a plain text, or one of the structured forms of the standard (annex III).

101, 102: structured reference · 107: national direct debit (DOM80) · 127: SEPA direct debit. Every other form, and what
these say beside, stays text.
"""

from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal

from .. import figures
from ..references import structured_reference_in

_REFERENCES = {"101", "102"}
_PAID = ("", "0")


def read_communication(structured, text, line):
    """Return the fields of a :class:`~.values.Transaction` that a communication fills.

    :param structured: whether the first three characters name a form.
    :param text: all parts of the communication, as wide as their columns.
    """
    form, content = (text[:3], text[3:]) if structured else ("", text)
    if form in _REFERENCES:
        return {"structured_reference": content[:12].strip(), "text": _plain(content[12:])}
    if form == "107":
        return _national_debit(content, line)
    if form == "127":
        return _sepa_debit(content, line)
    plain = _plain(text)
    return {"text": plain, "structured_reference": structured_reference_in(plain)}


def _national_debit(content, line):
    reason = content[48:49].strip()
    return {
        "mandate_reference": content[:12].strip(),
        "payment_date": _day(content[12:18], line),
        "text": _plain(content[18:48]),
        "return_code": "" if reason in _PAID else reason,
    }


def _sepa_debit(content, line):
    """The reason is ISO's where the bank gives it, otherwise the one digit that says why it was not paid."""
    refused, kind, reason = content[8:9].strip(), content[141:142].strip(), content[142:146].strip()
    returned = kind not in _PAID or refused not in _PAID
    return {
        "mandate_reference": content[44:79].strip(),
        "payment_date": _day(content[:6], line),
        "text": _plain(" ".join((content[79:141], content[9:44]))),
        "return_code": (reason or refused or kind) if returned else "",
    }


def _day(digits, line):
    """Return a date beside the booking's own; one that cannot be read is absent, not a reason to refuse."""
    try:
        return figures.day_of(digits[4:6], digits[2:4], digits[:2], line)
    except Refusal:
        return None


def _plain(text):
    return " ".join(text.split())
