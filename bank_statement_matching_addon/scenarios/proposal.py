"""What a scenario proposes, and how two equally good proposals are told apart: not at all."""

from collections import Counter
from typing import NamedTuple


class Proposal(NamedTuple):
    """An amount of a line and what it may belong to; ids, amounts in the unit of the line's currency."""

    kind: str
    amount: float
    remittance_line: int = 0
    move_line: int = 0
    partner: int = 0
    account: int = 0
    why: str = ""  # what decided, in words, where that differs from line to line


class Verdict(NamedTuple):
    """What is believed of one line: proposals, or why there are none."""

    proposals: list
    why: str


class Remitted(NamedTuple):
    """A remitted invoice that is a candidate for a line."""

    line: int
    remittance_line: int
    move_line: int
    partner: int
    remittance: int
    amount: float
    state: str


def minor_units(currency, amount):
    """An amount as a whole number of cents, so that sums are exact."""
    return round(amount * 10 ** (currency.decimal_places if currency else 2))


def of_kind(line, candidates):
    """Proposals for a line that takes these remitted invoices, collects them or is refused them."""
    return [
        Proposal(*_kind_and_amount(line, found.amount), found.remittance_line, found.move_line, found.partner)
        for found in candidates
    ]


def _kind_and_amount(line, amount):
    if is_refusal(line):
        return "refused", 0
    return ("returned", -amount) if line.effect == "charged_back" else ("remitted", amount)


def is_refusal(line):
    """No money moved: the line tells that debits were refused."""
    return line.effect in ("rejected", "cancelled") and not line.amount


def wanted(line):
    """The amount of the debits a line is about, as they were asked for."""
    if is_refusal(line):
        return line.rejected_amount
    return -line.amount if line.effect == "charged_back" else line.amount


def exactly(line, candidates):
    """Those candidates that are the line's amount: all, those of one remittance, or one. Several such: none."""
    target = minor_units(line.currency_id, wanted(line))
    by_remittance = {}
    for found in candidates:
        by_remittance.setdefault(found.remittance, []).append(found)
    for level in ([list(candidates)], list(by_remittance.values()), [[found] for found in candidates]):
        fitting = [group for group in level if group and _total(line, group) == target]
        if fitting:
            return fitting[0] if len(fitting) == 1 else []
    return []


def _total(line, group):
    return sum(minor_units(line.currency_id, found.amount) for found in group)


def in_order(lines):
    """Lines in an order that does not depend on their places in the file; only what is alike may change places."""
    return lines.sorted(
        lambda line: (
            str(line.booking_date or ""),
            -line.amount,
            -line.rejected_amount,
            line.fingerprint or "",
            line.id,
        )
    )


def without_rivals(proposals):
    """Leave out lines that want something another line of the same scenario wants as well."""
    claims = Counter(
        (proposal.kind, proposal.remittance_line, proposal.move_line)
        for chosen in proposals.values()
        for proposal in chosen
        if proposal.remittance_line
    )
    return {
        line: chosen
        for line, chosen in proposals.items()
        if all(claims[proposal.kind, proposal.remittance_line, proposal.move_line] < 2 for proposal in chosen)
    }
