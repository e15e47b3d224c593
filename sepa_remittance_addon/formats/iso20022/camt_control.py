"""What a camt file says about itself and what it holds: compared.

What does not add up, and what happens then:

* entry counts and sums of ``TxsSummry``: refused, the file was cut or altered (STM-5). Left alone when the statement
  spans several pages or the bank counts otherwise (booked entries only).
* opening balance + booked entries against the closing balance: a remark, because banks do send such files (OP
  Finland among the samples) and the accountant must see them.
* ``NtryDtls/Btch`` against the transactions: a remark. Banks announce 86 transactions and send one line for all.
* an entry in another currency than its account: refused.
* one statement twice in a file: refused.
"""

from decimal import Decimal

from ..refusal import Caution, Refusal, _
from . import datatypes
from .camt_entry import batch_of

_OUT_OF_BALANCE = _(
    "The opening balance %(opening)s and the booked entries %(moved)s do not give the closing balance %(closing)s."
)
_TOTALS = (
    ("TtlNtries", lambda amount: True),
    ("TtlCdtNtries", lambda amount: amount > 0),
    ("TtlDbtNtries", lambda amount: amount < 0),
)


def balance_remarks(opening, closing, moved):
    """Return what there is to say when opening balance and booked entries do not give the closing balance."""
    if not opening or not closing:
        return []
    if opening.currency != closing.currency:
        return [Caution(_("The opening and closing balances are in different currencies."))]
    if opening.amount + moved == closing.amount:
        return []
    return [
        Caution(
            _OUT_OF_BALANCE,
            opening=str(opening.amount),
            moved=str(moved),
            closing=str(closing.amount),
        )
    ]


def batch_remarks(node, entry):
    """Return what there is to say when a batch announces another count or total than it has."""
    count, total = batch_of(node, entry.currency)
    told = [transaction.amount for transaction in entry.transactions]
    wrong_count = count is not None and len(told) > 1 and count != len(told)
    wrong_total = total is not None and total != (abs(entry.amount), entry.currency)
    if not wrong_count and not wrong_total:
        return []
    return [Caution(_("%(place)s: the batch announced by the bank differs from its transactions."), place=entry.place)]


def refuse_other_currencies(statement):
    """Refuse an entry in another currency than its account."""
    for entry in statement.entries:
        if entry.currency != statement.currency:
            raise Refusal(
                _("The entry is in %(currency)s, its account in %(account)s."),
                entry.place,
                currency=entry.currency,
                account=statement.currency,
            )


def refuse_control_totals(summary, statement):
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
