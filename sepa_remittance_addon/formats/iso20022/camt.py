"""What camt.053 and camt.054 share: a message holds statements or notifications, and those hold entries.

What does not add up, and what happens then:

* entry counts and sums of ``TxsSummry``: refused, the file was cut or altered (STM-5). Left alone when the statement
  spans several pages or the bank counts otherwise (booked entries only).
* opening balance + booked entries against the closing balance: a remark, because banks do send such files (OP
  Finland among the samples) and the accountant must see them.
* ``NtryDtls/Btch`` against the transactions: a remark. Banks announce 86 transactions and send one line for all.
* an entry in another currency than its account: refused.
* one statement twice in a file: refused.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..refusal import Caution, Refusal, _
from ..values import Balance, Delivery, Party, Statement
from . import datatypes
from .camt_entry import batch_of, read_entry
from .party import read_account, read_bic, read_name
from .xml import NOTHING, message_name, subtrees

_OPENING = ("OPBD", "PRCD")
_CLOSING = ("CLBD",)
_TOTALS = (
    ("TtlNtries", lambda amount: True),
    ("TtlCdtNtries", lambda amount: amount > 0),
    ("TtlDbtNtries", lambda amount: amount < 0),
)


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
    for node in subtrees(content, {"GrpHdr": root, "Acct": unit, "Ntry": unit, unit: root}):
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
        self.takers = {"GrpHdr": self.take_header, "Acct": self.take_account, "Ntry": self.take_entry, unit: self.close}
        self.open_next()

    def open_next(self):
        self.owner = NOTHING
        self.account = Account()
        self.entries = []
        self.remarks = []
        self.place = f"statement {len(self.statements) + 1}"

    def take(self, node):
        self.takers[node.name](node)

    def take_header(self, node):
        self.header = node

    def take_account(self, node):
        self.owner = node
        self.account = Account(read_account(node).iban, node.get("Ccy"))

    def take_entry(self, node):
        place = f"{self.place}, entry {len(self.entries) + 1}"
        try:
            entry = read_entry(node, place, self.account)
            self.remarks += _batch_remarks(node, entry)
        except Refusal as refusal:
            raise Refusal(refusal.template, ", ".join(filter(None, (place, refusal.place))), **refusal.values) from None
        self.entries.append(entry)

    def close(self, node):
        statement = self.statement(node)
        _refuse_other_currencies(statement)
        _refuse_control_totals(node.at("TxsSummry"), statement)
        self.refuse_twice(statement, _page(node))
        self.statements.append(statement)
        self.open_next()

    def statement(self, node):
        opening, closing = _balance(node, _OPENING), _balance(node, _CLOSING)
        currency = _first_currency(self.account.currency, opening, closing, self.entries)
        complete = _is_last_page(node) and _is_last_page(self.header)
        moved = sum(entry.amount for entry in self.entries if entry.booked)
        self.remarks += _unsigned_balance_remarks(node)
        self.remarks += _balance_remarks(opening, closing, moved) if complete else []
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


def _balance_remarks(opening, closing, moved):
    if not opening or not closing:
        return []
    if opening.currency != closing.currency:
        return [Caution(_("The opening and closing balances are in different currencies."))]
    if opening.amount + moved == closing.amount:
        return []
    return [
        Caution(
            _(
                "The opening balance %(opening)s and the booked entries %(moved)s do not give the closing balance %(closing)s."
            ),
            opening=str(opening.amount),
            moved=str(moved),
            closing=str(closing.amount),
        )
    ]


def _batch_remarks(node, entry):
    count, total = batch_of(node)
    told = [transaction.amount for transaction in entry.transactions]
    wrong_count = count is not None and len(told) > 1 and count != len(told)
    wrong_total = total is not None and total != (abs(entry.amount), entry.currency)
    if not wrong_count and not wrong_total:
        return []
    return [Caution(_("%(place)s: the batch announced by the bank differs from its transactions."), place=entry.place)]


def _refuse_other_currencies(statement):
    for entry in statement.entries:
        if entry.currency != statement.currency:
            raise Refusal(
                _("The entry is in %(currency)s, its account in %(account)s."),
                entry.place,
                currency=entry.currency,
                account=statement.currency,
            )


def _refuse_control_totals(summary, statement):
    """Compare what ``TxsSummry`` announces with all entries, or with the booked ones alone: banks do either."""
    if not statement.complete:
        return
    everything = [entry.amount for entry in statement.entries]
    booked = [entry.amount for entry in statement.entries if entry.booked]
    for name, belongs in _TOTALS[: 1 if 0 in everything else None]:  # a zero is neither credit nor debit
        held = [[amount for amount in amounts if belongs(amount)] for amounts in (everything, booked)]
        total = summary.at(name)
        _refuse_control_total(statement, name, total.at("NbOfNtries"), {Decimal(len(one)) for one in held})
        _refuse_control_total(statement, name, total.at("Sum"), {way for one in held for way in _sums(one)})


def _sums(amounts):
    """Return the sums a bank may mean: all amounts without signs, or what they come to."""
    return {sum(map(abs, amounts), Decimal(0)), abs(sum(amounts, Decimal(0)))}


def _refuse_control_total(statement, name, node, held):
    if node and abs(datatypes.quantity(node)) not in held:
        raise Refusal(
            _("The file announces %(told)s (%(name)s) and holds %(held)s: it is cut off or was altered."),
            statement.place,
            told=node.text,
            name=f"{name}/{node.name}",
            held=" / ".join(str(one) for one in sorted(held)),
        )
