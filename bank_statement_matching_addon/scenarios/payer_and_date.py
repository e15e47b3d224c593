"""Type 6 of the source: the remitted invoices of the payer and payment date, of any remittance of the bank account.

The bank gives no invoice numbers. What was collected takes every invoice of its group; what was refused or taken back
takes only what adds up to its amount, because the rest may have been carried out.
"""

from odoo.tools import SQL

from .proposal import Proposal, exactly, in_order, minor_units, of_kind
from .remitted import candidates, kind_of

_CONDITION = SQL(
    """asked.payment_date = line.payment_date
       AND asked.customer_number IS NOT NULL
       AND ltrim(asked.customer_number, '0') = ltrim(line.customer_number, '0')
       AND line.customer_number <> ''
       AND remittance.journal_id = line.journal_id"""
)
_CONDITION_PAYER = SQL(
    """asked.payment_date = COALESCE(line.payment_date, line.value_date, line.booking_date)
       AND asked.partner_id = line.partner_id
       AND COALESCE(line.customer_number, '') = ''
       AND remittance.journal_id = line.journal_id"""
)


def evidence(line):
    day = line.payment_date or line.value_date or line.booking_date
    if line.customer_number:
        return line.env._("customer number %(number)s, payment date %(date)s", number=line.customer_number, date=day)
    return line.env._("payer %(payer)s, payment date %(date)s", payer=line.partner_id.name or "-", date=day)


def propose(env, lines):
    found = candidates(env, lines, _CONDITION) | candidates(env, lines, _CONDITION_PAYER)
    proposals = {}
    for (kind, *_facts), group in in_order(lines).grouped(_group_key).items():
        if kind == "remitted":
            proposals.update(_share_out(group, found.get(group[0].id, [])))
        else:
            proposals.update(_take_exactly(group, found))
    return proposals


def _group_key(line):
    payer = (line.customer_number or "").lstrip("0") or line.partner_id.id
    day = line.payment_date or line.value_date or line.booking_date
    return kind_of(line), line.journal_id.id, line.currency_id.id, payer, day


def _take_exactly(group, found):
    """Each line what is exactly its amount; what one line took, the next cannot take."""
    proposals, taken = {}, set()
    for line in group:
        free = [candidate for candidate in found.get(line.id, []) if candidate.remittance_line not in taken]
        chosen = exactly(line, free)
        taken.update(candidate.remittance_line for candidate in chosen)
        if chosen:
            proposals[line.id] = of_kind(line, chosen)
    return proposals


def _share_out(group, invoices):
    """All invoices of a payer and date to its lines: exact fits first, the rest where there is room, in order.

    Lines and invoices are compared as a group. When their totals are equal, what a single line has too much or too
    little is carried to the others, so that every line is full and every invoice whole.
    """
    shares = {line: [] for line in group}
    rest = list(invoices)
    if len(group) > 1:
        for line in group:
            shares[line] = exactly(line, rest)
            rest = [candidate for candidate in rest if candidate not in shares[line]]
    for candidate in rest:
        # the first in order among those with most room
        shares[max(group, key=lambda line: _room(line, shares[line]))].append(candidate)
    proposals = {line.id: of_kind(line, chosen) for line, chosen in shares.items() if chosen}
    if len(group) > 1 and invoices and not sum(_room(line, chosen) for line, chosen in shares.items()):
        _carry(shares, proposals, invoices[0].partner)
    return proposals


def _carry(shares, proposals, payer):
    for line, chosen in shares.items():
        room = _room(line, chosen)
        if room:
            amount = room / 10**line.currency_id.decimal_places
            proposals.setdefault(line.id, []).append(Proposal("carried", amount, partner=payer))


def _room(line, chosen):
    currency = line.currency_id
    taken = sum(minor_units(currency, candidate.amount) for candidate in chosen)
    return minor_units(currency, line.amount) - taken
