"""A file of OFX, version 1 (SGML) or 2 (XML), to statements of bank accounts and credit cards.

The ledger balance is the closing balance; an opening balance is not told, so nothing in the file can be added up. What
makes a file trustworthy is that it is whole: every aggregate is closed, no amount or date is guessed.
"""

import re
from datetime import datetime, time

from odoo.addons.sepa_remittance_addon.formats.iso20022 import xml
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _
from odoo.addons.sepa_remittance_addon.formats.values import Balance, Delivery, Party, Statement

from .. import control, figures
from ..accounts import own_account
from . import sgml
from .booking import read_amount, read_booking, read_day

NAME = "OFX"
_SNIFF = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:OFXHEADER\s*:|<OFX>|<\?OFX|<\?xml[^>]*\?>\s*(?:<!--.*?-->\s*)*<(?:\?OFX|OFX[\s>]))",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?", re.DOTALL)
_STATEMENTS = ("STMTRS", "CCSTMTRS")
_RESPONSES = ("STMTTRNRS", "CCSTMTTRNRS")
# What is read element by element, and where it stands.
_CUTS = {
    "SONRS": "SIGNONMSGSRSV1",
    "STATUS": _RESPONSES,
    "CURDEF": _STATEMENTS,
    "BANKACCTFROM": "STMTRS",
    "CCACCTFROM": "CCSTMTRS",
    "STMTTRN": "BANKTRANLIST",
    "STMTRS": "STMTTRNRS",
    "CCSTMTRS": "CCSTMTTRNRS",
}
_FRENCH, _GERMAN = ("[0-9]{5}", "[0-9]{5}", "[0-9A-Z]{11}"), ("[0-9]{8}", "[0-9]*", "[0-9]{1,10}")


def sniff(content):
    """Tell whether a file is OFX."""
    return bool(_SNIFF.match(content[:4096]))


def parse(content):
    """Return the :class:`~.values.Delivery` of a file.

    :raises Refusal: for anything that cannot be read with certainty; then nothing of the file is good.
    """
    reading = _Reading()
    whole = _XML.match(content[:4096])
    for node in (xml if whole else sgml).subtrees(content.lstrip() if whole else content, _CUTS):
        reading.takers[node.name](node)
    if not reading.statements:
        raise Refusal(_("The file contains no statement."))
    control.refuse_twice(reading.statements)
    layout = "ofx.2" if whole else "ofx.1"
    return Delivery(layout, reading.statements[0].identification, reading.created, tuple(reading.statements))


class _Reading:
    """Takes the elements of a file as they end."""

    def __init__(self):
        self.statements = []
        self.created = None
        self.takers = {
            "SONRS": self.take_sign_on,
            "STATUS": self.refuse_error,
            "CURDEF": self.take_currency,
            "BANKACCTFROM": self.take_account,
            "CCACCTFROM": self.take_account,
            "STMTTRN": self.take_booking,
            "STMTRS": self.close,
            "CCSTMTRS": self.close,
        }
        self.open_next()

    def open_next(self):
        self.currency = ""
        self.account = None
        self.entries = []

    def take_sign_on(self, node):
        try:
            day = read_day(node.at("DTSERVER"))
        except Refusal:  # when the file was made is information only
            day = None
        self.created = datetime.combine(day, time()) if day else None

    def refuse_error(self, node):
        if node.get("SEVERITY").upper() == "ERROR":
            raise Refusal(
                _("The bank answered with an error instead of a statement: %(message)s (%(code)s)."),
                figures.place(node.line),
                message=node.get("MESSAGE")[:100] or "-",
                code=node.get("CODE")[:10],
            )

    def take_currency(self, node):
        self.currency = node.text

    def take_account(self, node):
        self.account = _account(node)

    def take_booking(self, node):
        entry = read_booking(node, self.currency)
        self.currency = entry.currency
        self.entries.append(entry)

    def close(self, node):
        place = f"statement {len(self.statements) + 1}, {figures.place(node.line)}"
        if self.account is None or node.all("STMTTRN"):
            raise Refusal(_("The statement has no account, or a transaction outside of its list."), place)
        starts, ends = (self.days(node, name) for name in ("DTSTART", "DTEND"))
        closing = self.closing(node)
        last = max(ends, default=closing.day if closing else None)
        days = (min(starts, default=None), last)
        self.statements.append(
            Statement(
                place=place,
                identification=" ".join(f"{day:%Y-%m-%d}" for day in days if day),
                number="",
                account=self.account,
                currency=self.currency,
                opening=None,
                closing=closing,
                from_date=days[0],
                to_date=last,
                entries=tuple(self.entries),
            )
        )
        self.open_next()

    def days(self, node, name):
        return [day for day in (read_day(found.at(name)) for found in node.all("BANKTRANLIST")) if day]

    def closing(self, node):
        balance = node.at("LEDGERBAL")
        if not balance.get("BALAMT"):
            return None
        amount = read_amount(balance.at("BALAMT"), self.currency, node.line)
        return Balance(amount, self.currency, read_day(balance.at("DTASOF")))


def _account(node):
    """Return the account; French and German banks write the parts of its national number apart."""
    bank, branch, number = (node.get(name) for name in ("BANKID", "BRANCHID", "ACCTID"))
    if not number:
        raise Refusal(
            _("The statement has no account, or a transaction outside of its list."), figures.place(node.line)
        )
    parts = (bank, branch, number)
    if all(map(re.fullmatch, _FRENCH, parts)):
        return Party(name="", other_account="".join(parts))
    if all(map(re.fullmatch, _GERMAN, parts)):
        return Party(name="", other_account=f"{bank}/{number}")
    return own_account(number)
