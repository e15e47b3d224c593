"""All that lets one judge whose open invoices a line pays, read for all lines in a few queries."""

from datetime import date
from typing import NamedTuple

from . import named, names, open_items, payer
from .invoice_text import Level
from .named import Named
from .proposal import is_refusal, minor_units


class Reading(NamedTuple):
    """One line and what may belong to it. Amounts in the smallest unit; a line that pays out is turned round."""

    line: object
    currency: int
    units: int  # how many of the smallest are one
    amount: int
    charges: int
    day: date | None
    sign: int
    mentions: list
    payers: frozenset  # families its payer, its account or a customer's own payment reference stand for
    is_sure: bool  # whether that is enough to pay what no number names
    by_name: frozenset  # families its name may mean
    items: dict  # {family: [OpenItem, ...]}, in all currencies
    under: int  # gaps that the profile closes by itself
    over: int

    def of(self, families):
        """The open items of some families in the currency of the line, the oldest first."""
        return [item for item in self._all_of(families) if item.currency == self.currency]

    def has_foreign_twin(self, families):
        """Whether something in another currency has the very amount of the line."""
        return any(
            item.currency != self.currency and self.residual(item) == self.amount for item in self._all_of(families)
        )

    def _all_of(self, families):
        return [item for family in sorted(families) for item in self.items.get(family, ())]

    def residual(self, item):
        return self.sign * item.residual

    def total(self, items):
        return self.sign * sum(item.residual for item in items)


def payments(lines):
    """The lines that may pay open invoices: what takes a payment of ours or of theirs back does not."""
    return lines.filtered(
        lambda line: (
            line.amount
            and not is_refusal(line)
            and line.effect not in ("charged_back", "rejected", "cancelled")
            and not (line.return_code or _is_return(line))
        )
    )


def _is_return(line):
    return (line.transaction_type_id.code or line.bank_code or "").endswith("-RRTN")


def read(env, lines):
    """``{line id: Reading}`` of the payments among some lines, in the order of their contents."""
    lines = payments(lines)
    numbers, payers = (named.read(env, lines), payer.families(env, lines)) if lines else ({}, {})
    known = {company: names.of_customers(env, company) for company in lines.company_id}
    found = {}
    for (journal, currency), those in lines.grouped(lambda line: (line.journal_id, line.currency_id)).items():
        company, profile = journal.company_id, env["statement.profile"]._of_journal(journal).sudo()
        told = {line: _told(line, numbers.get(line.id), payers.get(line.id, ()), known[company]) for line in those}
        families = set().union(*(_families(*each) for each in told.values()))
        items = open_items.of_families(env, company, currency, families)
        found.update({line.id: _reading(line, *each, items, profile) for line, each in told.items()})
    return found


def _told(line, told, payers, known):
    mentions, customers = told or Named([], frozenset())
    by_name = names.find(known, line.counterparty) if line.counterparty else frozenset()
    is_sure = bool(line.partner_id or (customers and not payers))
    payers = frozenset(payers) or customers
    return _pruned(mentions, payers or by_name), payers, by_name, is_sure


def _pruned(mentions, payers):
    """Last digits mean invoices of who may have paid; of everybody's they only mean something where nobody knows."""
    if not payers:
        return mentions
    kept = [_of_payers(mention, payers) if mention.level == Level.BARE else mention for mention in mentions]
    return [mention for mention in kept if mention.invoices]


def _of_payers(mention, payers):
    return mention._replace(invoices=tuple(each for each in mention.invoices if each.family in payers))


def _families(mentions, payers, by_name, _is_sure=True):
    """Everybody whose open invoices have to be seen."""
    return payers | by_name | {invoice.family for mention in mentions for invoice in mention.invoices}


def _reading(line, mentions, payers, by_name, is_sure, items, profile):
    sign = 1 if line.amount > 0 else -1
    own = {family: items[family] for family in _families(mentions, payers, by_name) if family in items}
    return Reading(
        line,
        line.currency_id.id,
        10**line.currency_id.decimal_places,
        sign * minor_units(line.currency_id, line.amount),
        minor_units(line.currency_id, line.charges),
        line.payment_date or line.booking_date or line.value_date,
        sign,
        mentions,
        payers,
        is_sure,
        by_name,
        own,
        minor_units(line.currency_id, profile.under_limit),
        minor_units(line.currency_id, profile.over_limit),
    )
