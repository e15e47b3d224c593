"""From what is believed of a line to proposals: open items as a whole or in part, each at most once."""

from collections import Counter

from odoo.tools import formatLang

from .proposal import Proposal, Verdict

MOST_NUMBERS = 4


def pay(read, items, why):
    """The line pays these open items as a whole; a difference stays for people, or for the accepted variances."""
    return Verdict([_proposal(read, item, item.residual, why) for item in items], why)


def pay_part(read, items, why):
    """The line pays as much of these items as it can, the oldest first."""
    left, proposals = read.amount, []
    for item in items:
        amount = min(left, read.residual(item))
        if amount > 0:
            proposals.append(_proposal(read, item, read.sign * amount, why))
            left -= amount
    return Verdict(proposals, why)


def leave(why):
    return Verdict([], why)


def _proposal(read, item, amount, why):
    """A debit of ours that names its invoice answers the remittance; any other payment pays the open invoice."""
    answered = item.remittance_line and read.line.effect == "collection" and amount == item.residual
    kind, remitted = ("remitted", item.remittance_line) if answered else ("open_item", 0)
    return Proposal(kind, amount / read.units, remitted, item.move_line, item.partner, why=why)


def without_overpaid(verdicts, readings):
    """Lines that together would pay more of an item than is open get none of it: nobody knows which is wrong."""
    residuals, numbers = {}, {}
    for read in readings.values():
        for item in read.of(read.items):
            residuals[item.move_line], numbers[item.move_line] = abs(item.residual), item.number
    claimed = Counter()
    for line, verdict in verdicts.items():
        for proposal in verdict.proposals:
            claimed[proposal.move_line] += abs(round(proposal.amount * readings[line].units))
    return {
        line: _unless_overpaid(readings[line], verdict, claimed, residuals, numbers)
        for line, verdict in verdicts.items()
    }


def _unless_overpaid(read, verdict, claimed, residuals, numbers):
    for proposal in verdict.proposals:
        if claimed[proposal.move_line] > residuals[proposal.move_line]:
            invoice = numbers[proposal.move_line]
            return leave(read.line.env._("Several lines of the statement pay %s, more than is open.", invoice))
    return verdict


# ---------------------------------------------------------------- in words


def numbers_of(items):
    """The numbers of some invoices, each once, not too many."""
    found = list(dict.fromkeys(item.number for item in items))
    return ", ".join(found[:MOST_NUMBERS]) + (", …" if len(found) > MOST_NUMBERS else "")


def money(read, amount):
    return formatLang(read.line.env, amount / read.units, currency_obj=read.line.currency_id)
