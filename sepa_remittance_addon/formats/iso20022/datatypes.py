"""The simple data types of ISO 20022 as banks write them, read strictly.

Every function takes a :class:`~.xml.Node` and says in its refusal on which line the value stands.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

from ..refusal import Refusal, _

# ISO 20022 Amount: at most 18 digits, 5 of them decimals; ASCII only, no sign, no exponent.
_AMOUNT = re.compile(r"[0-9]{1,18}(?:\.[0-9]{0,5})?|\.[0-9]{1,5}", re.ASCII)
_MAX_DIGITS = 18
_CURRENCY = re.compile("[A-Z]{3}")
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T.*|Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII)
_DATE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII
)
_CREDIBLE_YEARS = range(1990, 2100)
_SIGNS = {"CRDT": 1, "DBIT": -1}
_NOT_PROVIDED = {"NOTPROVIDED", "NOT PROVIDED", "NONREF"}

# ISO 4217: currencies whose smallest unit is not the hundredth, by the number of their decimals.
_UNCOMMON = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DECIMALS = {code: places for places, codes in _UNCOMMON.items() for code in codes.split()}
_UNITS = [Decimal(1).scaleb(-places) for places in range(5)]


def amount(node, currency=""):
    """Return ``(Decimal, currency)`` of an amount element: never negative, with exactly the decimals of its currency.

    :param currency: used when the element has no ``Ccy``; refused when both are missing.
    :raises Refusal: for anything but plain digits, and for decimals the currency does not have unless they are zeros
        (``105.750`` EUR is refused, ``5442.09000`` RON is read).
    """
    code = node.attributes.get("Ccy", "") or currency
    if not _CURRENCY.fullmatch(code):
        raise _refused(node, _("The amount %(text)s has no currency."))
    return _rounded_to_unit(node, _number(node, node.text), unit_of(code)), code


def unit_of(currency):
    """Return the smallest unit of a currency: 0.01 for most, 1 for JPY, 0.001 for TND (ISO 4217)."""
    return _UNITS[_DECIMALS.get(currency, 2)]


def quantity(node):
    """Return a control sum or a count as a Decimal of its own precision; banks write sums of debits with a minus."""
    unsigned = _number(node, node.text.removeprefix("-"))
    return -unsigned if node.text.startswith("-") else unsigned


def sign(node):
    """Return 1 for CRDT (money in) and -1 for DBIT (money out); anything else is refused, never guessed."""
    if node.text not in _SIGNS:
        raise _refused(node, _("The credit or debit indicator %(text)s is neither CRDT nor DBIT."))
    return _SIGNS[node.text]


def day(node):
    """Return the date of a date choice (``Dt`` or ``DtTm`` inside) or of a plain date; None when it is absent.

    A time keeps the date the bank wrote: its time zone is not applied. Years outside 1990-2099 are refused.
    """
    leaf = node.at("Dt") or node.at("DtTm") or node
    found = _DATE.fullmatch(leaf.text)
    if not leaf.text and not leaf.children:
        return None
    try:
        value = date.fromisoformat(found[1])
    except (TypeError, ValueError):
        raise _refused(leaf, _("%(text)s is not a date.")) from None
    if value.year not in _CREDIBLE_YEARS:
        raise _refused(leaf, _("The year of the date %(text)s is not credible."))
    return value


def moment(node):
    """Return a date and time without time zone: UTC where the file gives an offset, else as written; None if absent.

    The time a message was made is information only: one that cannot be read is absent, not a reason to refuse.
    """
    found = _DATE_TIME.fullmatch(node.text)
    try:
        value = datetime.fromisoformat(found[1] + (found[2] or ""))
    except (TypeError, ValueError):
        return None
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value


def reference(text):
    """Return a reference, ``""`` for the words by which banks say that there is none."""
    return "" if text.upper() in _NOT_PROVIDED else text


def is_true(node):
    """Tell whether an indicator is set."""
    return node.text in ("true", "1")


def _number(node, text):
    if not _AMOUNT.fullmatch(text) or len(text.replace(".", "")) > _MAX_DIGITS:
        raise _refused(node, _("%(text)s is not an amount: at most 18 plain digits and a decimal point, no sign."))
    return Decimal(text)


def _rounded_to_unit(node, value, unit):
    exact = value.quantize(unit)
    if exact != value:
        raise _refused(node, _("The amount %(text)s has more decimals than its currency."))
    return exact


def _refused(node, sentence):
    return Refusal(sentence, place=f"line {node.line}" if node.line else "", text=node.text[:40] or "-")
