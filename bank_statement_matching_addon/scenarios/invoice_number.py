"""Invoices that the line names: by their numbers, however people write them, or by a payment reference of ours.

An invoice that is named and cannot be what was paid leaves the line to people, whatever else would fit.
"""

from itertools import pairwise
from typing import NamedTuple

from . import invoice_text, names, paying, reading
from .invoice_text import Level
from .paying import leave, numbers_of
from .sums import only_set


class Claim(NamedTuple):
    """What of the mentions stands: open items named for certain, items named by their last digits, or a doubt."""

    items: list
    weak: list
    certain: bool  # every number stands there as a whole, or by somebody who owes it
    doubt: str = ""


def evidence(line):
    return line.env._("invoice number or structured reference in the text")


def judge(env, lines):
    """``{line id: Verdict}`` of those lines that name invoices."""
    readings = {line: read for line, read in reading.read(env, lines).items() if read.mentions}
    verdicts = {line: _verdict(read) for line, read in readings.items()}
    return paying.without_overpaid({line: each for line, each in verdicts.items() if each}, readings)


def _verdict(read):
    claim = sort_out(read)
    if claim.doubt:
        return leave(claim.doubt)
    steps = _STEPS if claim.items else _STEPS_OF_DIGITS
    return next((verdict for step in steps if (verdict := step(read, claim))), None)


# ---------------------------------------------------------------- which mentions stand


def sort_out(read):
    """What is named, as far as the payer does not contradict it."""
    items, weak, whole = [], [], True
    for mention in read.mentions:
        invoices = _of_payer(read, mention)
        if mention.level == Level.BARE:
            weak += _items(read, invoices) if len(invoices) == 1 else []
            continue
        doubt = _doubt(read, mention, invoices)
        if doubt:
            return Claim([], [], False, doubt)
        items += [item for item in _items(read, invoices) if item not in items]
        whole = whole and mention.level == Level.WHOLE
    if _is_of_namesake(read, items):
        return Claim([], [], False, read.line.env._("Several customers have the name, and owe this amount."))
    weak = [item for item in dict.fromkeys(weak) if item not in items]
    return Claim(items, _of_one_customer(read, items, weak), _is_certain(read, items, whole))


def is_supported(read):
    return bool(read.payers or read.by_name)


def _is_certain(read, items, whole):
    """Whether another amount than the open one may be paid: a wrong number would hit a stranger's invoice."""
    families = {item.family for item in items}
    if read.payers or read.by_name:
        return bool(read.payers) or read.by_name == families
    name = read.line.counterparty
    return whole and (not name or any(names.share_a_word(name, item.payer) for item in items))


def _is_of_namesake(read, items):
    """Where a name may mean several customers, the number may be that of the wrong one."""
    if read.payers or len(read.by_name) < 2 or not items:
        return False
    return any(read.residual(item) == read.amount for item in read.of(read.by_name) if item not in items)


def _of_payer(read, mention):
    """The invoices it may mean of those who may have paid; all of them where nobody knows who did."""
    payers = read.payers or read.by_name
    return [invoice for invoice in mention.invoices if not payers or invoice.family in payers]


def _items(read, invoices):
    moves = {invoice.id for invoice in invoices}
    return [item for item in read.of({invoice.family for invoice in invoices}) if item.move in moves]


def _of_one_customer(read, items, weak):
    """Last digits tell something about the customer who is named or who pays, or all about one customer."""
    families = {item.family for item in items or weak}
    if not items and (len(families) > 1 or (len(weak) < 2 and not is_supported(read))):
        return []
    return [item for item in weak if item.family in families]


def _doubt(read, mention, invoices):
    _ = read.line.env._
    named = mention.invoices[0].number
    if not invoices:
        return _("%s is named, but it is an invoice of another customer than the payer.", named)
    if len(invoices) > 1:
        return _("The number named may be %(one)s or %(other)s.", one=invoices[0].number, other=invoices[1].number)
    if not invoices[0].is_open:
        return _("%s is named, but it is not open any more.", named)
    if invoices[0].currency != read.currency:
        return _("%s is named, but it is in another currency.", named)
    if not _items(read, invoices):
        return _("%s is named, but another line pays it.", named)
    return None


# ---------------------------------------------------------------- what fits the amount, the surest first


def _all(read, claim):
    for items in _choices(claim):
        if read.total(items) in (read.amount, read.amount + read.charges):
            return paying.pay(read, items, read.line.env._("named, and the amounts are equal: %s", numbers_of(items)))
    return None


def _choices(claim):
    return [items for items in (claim.items, claim.items + claim.weak) if items]


def _range(read, claim):
    """From one number to another one: the invoices of the customer between them."""
    for first, last in _ranges(read):
        items = _between(read, first, last)
        if items and read.total(items) == read.amount:
            words = read.line.env._("a range is named, and the amounts are equal: %s", numbers_of(items))
            return paying.pay(read, items, words)
    return None


def _ranges(read):
    texts = invoice_text.texts_of(read.line)
    placed = sorted((each for each in read.mentions if each.text >= 0), key=lambda each: (each.text, each.last))
    for first, last in pairwise(placed):
        words = invoice_text.split(texts[first.text])
        if first.text == last.text and invoice_text.is_range(words, first.last, last.first):
            yield first, last


def _between(read, first, last):
    ends = [invoice for mention in (first, last) for invoice in _of_payer(read, mention)]
    families, fronts = {end.family for end in ends}, {invoice_text.groups_of(end.number)[:-1] for end in ends}
    if len(families) != 1 or len(fronts) != 1:
        return []
    serials = [int(invoice_text.groups_of(end.number)[-1]) for end in ends]
    return [item for item in read.of(families) if _is_between(item, fronts, min(serials), max(serials))]


def _is_between(item, fronts, low, high):
    groups = invoice_text.groups_of(item.number)
    return groups[:-1] in fronts and low <= int(groups[-1]) <= high


def _less_discount(read, claim):
    for items in _choices(claim):
        granted = all(item.discount_until and read.day and read.day <= item.discount_until for item in items)
        if granted and read.sign * sum(item.discounted for item in items) == read.amount:
            return paying.pay(read, items, read.line.env._("named, and paid less the discount: %s", numbers_of(items)))
    return None


def _accepted_gap(read, claim):
    """The profile accepts small gaps, and books them afterwards."""
    for items in _choices(claim):
        gap = read.amount - read.total(items)
        if -read.under <= gap <= read.over:
            return paying.pay(read, items, read.line.env._("named, with a gap that is accepted: %s", numbers_of(items)))
    return None


def _installment(read, claim):
    """One invoice in several due amounts: the first ones, or the oldest that is the amount."""
    if len({item.move for item in claim.items}) > 1:
        return None
    first = (claim.items[:count] for count in range(1, len(claim.items)))
    each = ([item] for item in claim.items)
    for items in (*first, *each):
        if read.total(items) == read.amount:
            return paying.pay(read, items, read.line.env._("named, and an installment of it: %s", numbers_of(items)))
    return None


def _with_others(read, claim):
    """More was paid than is named, or less: other invoices or credit notes, if only these make up the rest."""
    others = _others(read, claim)
    rest = read.amount - read.total(claim.items)
    places, count = only_set([read.residual(item) for item in others], rest) if rest else ((), 0)
    if not count or not claim.certain:
        return None
    if count > 1:
        return leave(read.line.env._("%s is named; several choices of others make up the rest.", _numbers(claim)))
    items = claim.items + [others[place] for place in places]
    return paying.pay(read, items, read.line.env._("named in part, and the only sum: %s", numbers_of(items)))


def _numbers(claim):
    return numbers_of(claim.items)


def _others(read, claim):
    return [item for item in read.of({item.family for item in claim.items}) if item not in claim.items]


def _is_of_others(read, claim):
    """The amount is that of something else: perhaps the wrong number was named."""
    others = _others(read, claim)
    _places, count = only_set([read.residual(item) for item in others], read.amount)
    if not count:
        return None
    return leave(
        read.line.env._(
            "%(named)s is named, but the amount is that of other open invoices of the customer.",
            named=_numbers(claim),
        )
    )


def _part(read, claim):
    if not claim.certain or len({item.move for item in claim.items}) > 1 or _is_turned(read, claim):
        return None
    if read.amount < read.total(claim.items):
        return paying.pay_part(read, claim.items, read.line.env._("named, a part of it: %s", numbers_of(claim.items)))
    return None


def _more(read, claim):
    """What is named is paid; the rest of the line stays for people."""
    if not claim.certain or _is_turned(read, claim) or read.amount < read.total(claim.items):
        return None
    return paying.pay(read, claim.items, read.line.env._("named; more was paid: %s", numbers_of(claim.items)))


def _is_turned(read, claim):
    """A credit note is no part of a payment."""
    return any(read.residual(item) < 0 for item in claim.items)


def _something_else(read, claim):
    total = paying.money(read, read.sign * read.total(claim.items))
    return leave(read.line.env._("%(named)s: %(total)s open.", named=_numbers(claim), total=total))


_STEPS = (
    _all, _range, _less_discount, _accepted_gap, _installment, _with_others, _is_of_others, _part, _more,
    _something_else,
)  # fmt: skip
_STEPS_OF_DIGITS = (_all, _range, _less_discount)
