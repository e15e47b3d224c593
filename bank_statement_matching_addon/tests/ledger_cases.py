"""Cases of payments, drawn at random and the same each time for one seed; and what they leave in the ledger, as values.

A case is made of invoices of customers and of lines of a bank statement with what each of them pays. It says nothing of
how it is posted: the tests post it twice.
"""

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

# Words of the bank or of a person, ids and numbers; and that Odoo saw a posted entry touched.
APART = frozenset(
    {
        "id",
        "name",
        "move_name",
        "matching_number",
        "ref",
        "payment_reference",
        "access_token",
        "sequence",
        "sequence_number",
        "sequence_prefix",
        "secure_sequence_number",
        "made_sequence_gap",
        "is_manually_modified",
        "narration",
        "create_date",
        "write_date",
        "create_uid",
        "write_uid",
        "display_name",
        "payment_ref",
    }
)
APART_MODELS = frozenset(
    {
        "account.move",
        "account.move.line",
        "account.bank.statement",
        "account.bank.statement.line",
        "account.full.reconcile",
        "account.partial.reconcile",
        "account.payment",
    }
)
FIRST_INVOICE, FIRST_LINE = date(2026, 2, 1), date(2026, 9, 20)
CURRENCIES = ("EUR", "EUR", "EUR", "USD", "GBP")


class Invoice(NamedTuple):
    payer: int
    amount: float
    day: date
    currency: str
    refund: bool
    term: str  # "at once" or "instalments"
    tax: str  # "none", "normal" or "on payment"


class Paid(NamedTuple):
    """What a line pays: part of an instalment of an invoice, or something without an invoice."""

    kind: str  # "open_item", "on_account" or "ledger_account"
    invoice: int
    instalment: int
    share: float  # of what is open
    rate: float  # what the bank's rate differs from ours, for another currency than the account's
    amount: float  # without an invoice


class Line(NamedTuple):
    day: date
    paid: tuple


class Case(NamedTuple):
    account: str  # currency of the bank account
    invoices: tuple
    lines: tuple
    lock: tuple  # (field of the company, date) or ()


def draw(seed):
    chance = Random(seed)
    account = chance.choice(("EUR", "EUR", "USD"))
    invoices = tuple(_invoice(chance, account) for _number in range(chance.randint(2, 6)))
    lines = tuple(_line(chance, invoices) for _number in range(chance.randint(1, 4)))
    return Case(account, invoices, tuple(sorted(lines, key=lambda line: line.day)), _lock(chance))


def draw_plain(seed):
    """Mostly what a company sees every day, in its own currency: invoices or instalments, few or many to a line."""
    chance, odd = Random(seed), draw(seed)
    plain = tuple(
        _invoice(chance, "EUR")._replace(currency="EUR", tax=chance.choice(("none", "normal")))
        for _number in range(chance.randint(8, 14))
    )
    invoices, lines, number = plain + odd.invoices, [], 0
    while number < len(plain):
        many = chance.choice((1, 1, 1, 2, 5))
        some = range(number, min(number + many, len(plain)))
        paid = [Paid("open_item", each, chance.randint(0, 1), 1, 1, 0) for each in some]
        if chance.random() < 0.2:
            paid.append(Paid(chance.choice(("on_account", "ledger_account")), 0, 0, 0, 1, chance.randint(1, 999) / 100))
        lines.append(Line(FIRST_LINE + timedelta(days=chance.choice((0, 0, 0, 1, 9, 15))), tuple(paid)))
        number += many
    shifted = tuple(
        line._replace(paid=tuple(paid._replace(invoice=paid.invoice + len(plain)) for paid in line.paid))
        for line in odd.lines
    )
    lines = sorted((*lines, *shifted), key=lambda line: line.day)
    return Case("EUR", invoices, tuple(lines), odd.lock)


def _invoice(chance, account):
    return Invoice(
        payer=chance.randint(0, 1),
        amount=chance.choice((chance.randint(1, 300_000) / 100, 100, 33.33, 0.01, 1000)),
        day=FIRST_INVOICE + timedelta(days=chance.randint(0, 200)),
        currency=chance.choice((account, account, *CURRENCIES)),
        refund=chance.random() < 0.2,
        term=chance.choice(("at once", "at once", "instalments")),
        tax=chance.choice(("none", "normal", "on payment")),
    )


def _line(chance, invoices):
    paid = [_paid(chance, chance.randrange(len(invoices))) for _number in range(chance.randint(1, 4))]
    if chance.random() < 0.4:
        kind = chance.choice(("on_account", "ledger_account"))
        paid.append(Paid(kind, 0, 0, 0, 1, chance.choice((-1, 1)) * chance.randint(1, 9_999) / 100))
    return Line(FIRST_LINE + timedelta(days=chance.randint(0, 24)), tuple(paid))


def _paid(chance, invoice):
    share = chance.choice((1, 1, 1, 0.5, chance.random()))
    return Paid("open_item", invoice, chance.randint(0, 1), share, chance.choice((1, 1, 0.97, 1.021)), 0)


def _lock(chance):
    if chance.random() < 0.6:
        return ()
    field = chance.choice(("fiscalyear_lock_date", "tax_lock_date", "hard_lock_date"))
    return field, FIRST_LINE + timedelta(days=chance.randint(-10, 24))


# ------------------------------------------------------------ the ledger as values


def ledger(moves, named):
    """What entries are, whatever their ids and numbers: items, residuals, what is reconciled with what, and beside
    them exchange differences and taxes due on payment.

    :param moves: invoices and bank entries.
    :param named: ``{move: name}``, by which both ways of posting know the same entry.
    """
    found = beside(moves)
    return {
        "entries": {named[move]: _entry(move) for move in moves},
        "partials": sorted(_partial(partial, named) for partial in _partials(moves | found)),
        "beside": sorted(_beside_entry(move) for move in found),
    }


def differences(ours, theirs):
    """``[(what, only ours, only theirs)]``, short enough to read."""
    found = []
    for name in ours["entries"] | theirs["entries"]:
        mine, other = ours["entries"].get(name, {}), theirs["entries"].get(name, {})
        found += [(name, mine.get(key), other.get(key)) for key in ("head", "line") if mine.get(key) != other.get(key)]
        found += _only(name, mine.get("items", ()), other.get("items", ()))
    for name in ("partials", "beside"):
        found += _only(name, ours[name], theirs[name])
    return found


def _only(name, ours, theirs):
    mine, other = list(ours), list(theirs)
    for row in ours:
        if row in other:
            mine.remove(row)
            other.remove(row)
    return [(name, mine, other)] if mine or other else []


def _entry(move):
    line = move.statement_line_id
    return {
        "head": _columns(move),
        "line": (line.is_reconciled, line.amount, line.amount_residual, line.partner_id.name),
        "items": sorted(_item(item) for item in move.line_ids),
    }


def _item(item):
    taxes = (item.tax_ids.mapped("name"), sorted(item.tax_tag_ids.mapped("name")))
    amounts = (item.account_id.code, item.amount_currency, item.balance, item.partner_id.name or "")
    return (*amounts, str(_columns(item)), bool(item.full_reconcile_id), str(taxes))


def _columns(record):
    """Every stored value, apart from ids and numbers, words and times."""
    fields = [field for field in record._fields.values() if field.store and field.column_type]
    return {
        field.name: record[field.name].id if field.relational else record[field.name]
        for field in fields
        if field.name not in APART and getattr(field, "comodel_name", None) not in APART_MODELS
    }


def _partials(moves):
    return moves.line_ids.matched_debit_ids | moves.line_ids.matched_credit_ids


def _partial(partial, named):
    sides = tuple(
        (named.get(item.move_id, "beside"), item.account_id.code, item.amount_currency, item.balance)
        for item in (partial.debit_move_id, partial.credit_move_id)
    )
    amounts = (partial.amount, partial.debit_amount_currency, partial.credit_amount_currency)
    return (*sides, *amounts, str(partial.max_date), bool(partial.exchange_move_id), bool(partial.full_reconcile_id))


def beside(moves):
    """Entries that came with the reconciliations, and those that came with theirs."""
    found, new = moves.browse(), moves
    while new:
        partials = _partials(new)
        taxes = moves.search([("tax_cash_basis_rec_id", "in", partials.ids)])
        new = (partials.exchange_move_id | taxes) - found - moves
        found |= new
    return found


def _beside_entry(move):
    kind = "tax" if move.tax_cash_basis_rec_id else "exchange"
    return kind, str(move.date), move.state, move.journal_id.code, sorted(_item(item) for item in move.line_ids)
