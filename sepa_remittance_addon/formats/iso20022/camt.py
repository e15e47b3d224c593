"""What camt.053 and camt.054 share: a message holds statements or notifications, and those hold entries.

What does not add up, and what happens then, is in :mod:`~.camt_control`.
"""

from dataclasses import dataclass
from datetime import date

from ..refusal import Caution, Refusal, _
from ..values import Balance, Delivery, Party, Statement
from . import camt_control, datatypes
from .camt_entry import EntryReading
from .party import read_account, read_bic, read_name
from .xml import NOTHING, message_name, subtrees

_OPENING = ("OPBD", "PRCD")
_CLOSING = ("CLBD",)
# Version .01 has its transactions directly in the entry.
_ENTRY_PARTS = {"Amt": "Ntry", "CdtDbtInd": "Ntry", "TxDtls": ("NtryDtls", "Ntry")}


@dataclass(frozen=True, slots=True)
class Account:
    """What an entry must know of the account it is on."""

    iban: str = ""
    currency: str = ""


def parse(content, layout, roots, unit):
    """Return the :class:`~..values.Delivery` of a camt message.

    :param layout: ``camt.053`` or ``camt.054``, completed with the version the namespace tells.
    :param roots: the names the message element may have.
    :param unit: ``Stmt`` or ``Ntfctn``.
    :raises Refusal: for anything that cannot be read with certainty; then nothing of the file is good.
    """
    root, namespace = message_name(content, roots)
    if root not in roots:
        raise Refusal(_("The file is no %(layout)s message."), layout=layout)
    reading = _Reading(unit)
    for node in subtrees(content, _ENTRY_PARTS | {"GrpHdr": root, "Acct": unit, "Ntry": unit, unit: root}):
        reading.take(node)
    return reading.delivery(version_of(namespace, layout))


def version_of(namespace, layout):
    """Return ``camt.053.001.08`` when the namespace says so, the bare name of the message otherwise."""
    told = namespace.rpartition(":")[2]
    return told if told.startswith(layout + ".") and len(told) <= 24 else layout


class _Reading:
    """Takes the elements of a message as they end and puts them together."""

    def __init__(self, unit):
        self.header = NOTHING
        self.statements = []
        self.keys = set()
        self.takers = {"GrpHdr": self.take_header, "Acct": self.take_account, unit: self.close}
        self.open_next()

    def open_next(self):
        self.owner = NOTHING
        self.account = Account()
        self.entries = []
        self.remarks = []
        self.place = f"statement {len(self.statements) + 1}"
        self.open_entry()

    def open_entry(self):
        self.entry = EntryReading(f"{self.place}, entry {len(self.entries) + 1}", self.account)

    def take(self, node):
        take = self.takers.get(node.name)
        if take:
            take(node)
        else:
            self.take_part_of_entry(node)

    def take_header(self, node):
        self.header = node

    def take_account(self, node):
        self.owner = node
        self.account = Account(read_account(node).iban, node.get("Ccy"))
        self.open_entry()

    def take_part_of_entry(self, node):
        place = self.entry.place
        try:
            if node.name == "Ntry":
                self.take_entry(node)
            elif node.name == "TxDtls":
                self.entry.take_transaction(node)
            else:
                self.entry.take_head(node)
        except Refusal as refusal:
            raise Refusal(refusal.template, ", ".join(filter(None, (place, refusal.place))), **refusal.values) from None

    def take_entry(self, node):
        entry = self.entry.close(node)
        self.remarks += camt_control.batch_remarks(node, entry)
        self.entries.append(entry)
        self.open_entry()

    def close(self, node):
        statement = self.statement(node)
        camt_control.refuse_other_currencies(statement)
        camt_control.refuse_control_totals(node.at("TxsSummry"), statement)
        self.refuse_twice(statement, _page(node))
        self.statements.append(statement)
        self.open_next()

    def statement(self, node):
        opening, closing = _balance(node, _OPENING), _balance(node, _CLOSING)
        currency = _first_currency(self.account.currency, opening, closing, self.entries)
        complete = _is_last_page(node) and _is_last_page(self.header)
        moved = sum(entry.amount for entry in self.entries if entry.booked)
        self.remarks += _unsigned_balance_remarks(node)
        self.remarks += camt_control.balance_remarks(opening, closing, moved) if complete else []
        return Statement(
            place=self.place,
            identification=node.get("Id"),
            number=node.get("ElctrncSeqNb") or node.get("LglSeqNb"),
            account=_account_party(self.owner),
            currency=currency,
            opening=opening,
            closing=closing,
            from_date=_period(node, "FrDtTm", "FrDt"),
            to_date=_period(node, "ToDtTm", "ToDt"),
            complete=complete,
            entries=tuple(self.entries),
            remarks=tuple(self.remarks),
        )

    def refuse_twice(self, statement, page):
        account = statement.account.iban or statement.account.other_account
        key = (account, statement.identification, page)
        if statement.identification and key in self.keys:
            raise Refusal(
                _("The statement %(id)s is in the file twice."), statement.place, id=statement.identification[:40]
            )
        self.keys.add(key)

    def delivery(self, layout):
        if not self.statements:
            raise Refusal(_("The file contains no statement."))
        return Delivery(
            layout=layout,
            identification=self.header.get("MsgId"),
            created=datatypes.moment(self.header.at("CreDtTm")),
            statements=tuple(self.statements),
        )


def _account_party(node):
    name = read_name(node.at("Ownr")) or node.get("Nm")
    return read_account(node, name, read_bic(node.at("Svcr"))) if node else Party(name="")


def _balance(node, codes):
    """Return the first balance of the first code present: the closing one is the last of its kind."""
    for code in codes:
        found = [balance for balance in node.all("Bal") if _balance_code(balance) == code]
        if found:
            return _read_balance(found[-1] if codes is _CLOSING else found[0])
    return None


def _balance_code(node):
    return node.get("Tp", "CdOrPrtry", "Cd") or node.get("Tp", "Cd")


def _read_balance(node):
    amount, currency = datatypes.amount(node.at("Amt"))
    indicator = node.at("CdtDbtInd")
    sign = datatypes.sign(indicator) if indicator else 1
    return Balance(amount if sign > 0 else -amount, currency, datatypes.day(node.at("Dt")))


def _first_currency(told, opening, closing, entries):
    known = (balance.currency for balance in (opening, closing, *entries[:1]) if balance)
    return told or next(known, "")


def _period(node, *names) -> date | None:
    found = (datatypes.day(node.at("FrToDt", name)) for name in names)
    return next(filter(None, found), None)


def _pagination(node):
    names = ("MsgPgntn", "StmtPgntn", "NtfctnPgntn", "RptPgntn")
    return next((node.at(name) for name in names if node.at(name)), NOTHING)


def _page(node):
    return _pagination(node).get("PgNb")


def _is_last_page(node):
    return _pagination(node).get("LastPgInd") not in ("false", "0")


def _unsigned_balance_remarks(node):
    told = [balance for balance in node.all("Bal") if _balance_code(balance) in _OPENING + _CLOSING]
    if all(balance.at("CdtDbtInd") for balance in told):
        return []
    return [Caution(_("The bank does not say whether a balance is credit or debit: it is read as credit."))]
