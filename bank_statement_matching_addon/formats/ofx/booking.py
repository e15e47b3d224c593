"""One transaction of OFX (``STMTTRN``) to an entry. The sign is that of its amount; what its type says stays a code."""

import re

from odoo.addons.sepa_remittance_addon.formats.iso20022 import datatypes
from odoo.addons.sepa_remittance_addon.formats.iso20022.xml import Node
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _
from odoo.addons.sepa_remittance_addon.formats.values import Entry, Transaction

from .. import figures
from ..accounts import party_of
from ..references import structured_reference_in

# OFX 3.2.9: a sign, digits, and one point or comma. No thousands separator.
_AMOUNT = re.compile(r"([+-]?)([0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)", re.ASCII)
_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{2,6}(?:\.[0-9]*)?)?(?:\s*\[.*\])?", re.ASCII)
_PENDING = "HOLD"
_PLACED = {
    "TRNTYPE", "DTPOSTED", "DTAVAIL", "VALUEDATE", "TRNAMT", "FITID", "NAME", "EXTDNAME", "MEMO", "CHECKNUM",
    "CURRENCY", "PAYEE", "BANKACCTTO", "CCACCTTO",
}  # fmt: skip


def read_booking(node, account_currency):
    """Return the :class:`~.values.Entry` of a ``STMTTRN``."""
    currency = _currency(node, account_currency)
    amount = read_amount(node.at("TRNAMT"), currency, node.line)
    kind = node.get("TRNTYPE").upper()
    booked = read_day(node.at("DTPOSTED"))
    if booked is None or not kind:
        raise Refusal(_("The transaction has no type or no date."), figures.place(node.line))
    return Entry(
        place=figures.place(node.line),
        amount=amount,
        currency=currency,
        booked=kind != _PENDING,
        booking_date=booked,
        value_date=read_day(node.at("DTAVAIL")) or read_day(node.at("VALUEDATE")),
        bank_reference=node.get("FITID"),
        transaction_type=f"OFX-{kind}",
        text=_others(node),
        transactions=(_transaction(node, amount, currency),),
    )


def read_amount(node, currency, line):
    """Return a signed Decimal with the decimals of its currency."""
    found = _AMOUNT.fullmatch(node.text)
    if not found:
        raise Refusal(
            _("%(text)s is not an amount: a sign, digits and one decimal point."),
            figures.place(node.line or line),
            text=node.text[:40] or "-",
        )
    number = found[2].replace(",", ".")
    amount = datatypes.amount(Node("", number, node.line or line), currency)[0]
    return -amount if found[1] == "-" else amount


def read_day(node):
    """Return the date as the bank wrote it, without regard to its time zone; None when there is none."""
    if not node.text:
        return None
    found = _DAY.fullmatch(node.text)
    if not found:
        raise Refusal(_("%(text)s is not a date."), figures.place(node.line), text=node.text[:40])
    return datatypes.day(Node("", "-".join(found.groups()), node.line))


def _currency(node, account_currency):
    told = node.get("CURRENCY", "CURSYM") or account_currency
    if account_currency and told != account_currency:
        raise Refusal(
            _("The entry is in %(currency)s, its account in %(account)s."),
            figures.place(node.line),
            currency=told[:3],
            account=account_currency,
        )
    return told


def _transaction(node, amount, currency):
    text = node.get("MEMO")
    other = node.at("BANKACCTTO") or node.at("CCACCTTO")
    name = node.get("NAME") or node.get("EXTDNAME") or node.get("PAYEE", "NAME")
    return Transaction(
        place=figures.place(node.line),
        amount=amount,
        currency=currency,
        instruction_id=node.get("CHECKNUM"),
        bank_reference=node.get("FITID"),
        counterparty=party_of(name, other.get("ACCTID"), other.get("BANKID")),
        text=text,
        structured_reference=structured_reference_in(text),
    )


def _others(node):
    """Return what has no field of its own, with the name of its element."""
    told = [(name, child.text) for name, found in node.children.items() for child in found if name not in _PLACED]
    told += [("NAME", child.text) for child in node.all("NAME")[1:]]
    return " ".join(f"{name} {text}" for name, text in told if text)
