"""Which open items of a customer an amount is, when there is only one answer."""

from . import paying
from .invoice_number import sort_out
from .paying import leave, numbers_of
from .sums import only_set

PLAUSIBLE = 4  # so many of the oldest items, or all items, are no coincidence


def judge(read, families, who):
    """The verdict on a line of a payer who is known.

    :param families: one family.
    :param who: gives in words what tells who paid.
    """
    if read.line.effect == "collection" and (read.line.end_to_end_id or read.line.mandate_reference):
        return leave(read.line.env._("The line answers a debit that is not waiting for an answer."))
    claim = sort_out(read)
    if claim.doubt:
        return leave(claim.doubt)
    items = read.of(families)
    chosen, doubt, words = _choose(read, items)
    if doubt:
        return leave(doubt)
    named = claim.items + claim.weak
    if any(item not in chosen for item in named):
        return leave(read.line.env._("%s is named, but the amount is that of something else.", numbers_of(named)))
    return paying.pay(read, chosen, f"{who()}, {words}")


def _choose(read, items):
    """``(items, doubt, words)``: the choice of open items that is the amount, or why there is none."""
    amounts = [read.residual(item) for item in items]
    places, count = _only(amounts, read)
    if read.has_foreign_twin({item.family for item in items}):
        return [], read.line.env._("An invoice in another currency has the same amount."), ""
    if count == 1:
        chosen = [items[place] for place in places]
        return chosen, None, _words(read, items, chosen)
    if count and (oldest := _oldest(amounts, read.amount)):
        words = read.line.env._("the oldest open amounts, with this sum: %s", numbers_of(items[:oldest]))
        return items[:oldest], None, words
    return [], _why_none(read, amounts, count), ""


def _why_none(read, amounts, count):
    _ = read.line.env._
    if not count:
        return (
            _("No open invoices of the payer add up to the amount.")
            if amounts
            else _("The payer has no open invoice, apart from those in a remittance.")
        )
    alike = amounts.count(read.amount)
    if alike > 1:
        return _("%(count)s open invoices of %(amount)s fit.", count=alike, amount=_money(read))
    return _("Several choices of open invoices add up to %s.", _money(read))


def _only(amounts, read):
    """What we pay out is one amount, never a sum: several are made by people."""
    if read.sign > 0:
        return only_set(amounts, read.amount)
    alike = tuple(place for place, amount in enumerate(amounts) if amount == read.amount)
    return (alike, 1) if len(alike) == 1 else ((), min(len(alike), 2))


def _oldest(amounts, target):
    """How many of the oldest items are the amount, when they are many and nothing else explains it as well: neither an
    item like one of them, nor the amount as one item or as two.
    """
    if target in amounts or any(target - one in amounts[place + 1 :] for place, one in enumerate(amounts)):
        return 0
    total = 0
    for count, amount in enumerate(amounts, 1):
        total += amount
        if total == target and count >= PLAUSIBLE and not set(amounts[:count]) & set(amounts[count:]):
            return count
    return 0


def _money(read):
    return paying.money(read, read.sign * read.amount)


def _words(read, items, chosen):
    _ = read.line.env._
    if len(chosen) == 1:
        return _("the only open amount like it: %s", numbers_of(chosen))
    if len(chosen) == len(items):
        return _("the sum of all that is open: %s", numbers_of(chosen))
    return _("the only open amounts with this sum: %s", numbers_of(chosen))
