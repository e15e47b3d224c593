"""The lines of one account to a statement, oldest first, with the balances that the rows tell."""

from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _
from odoo.addons.sepa_remittance_addon.formats.values import Balance, Statement


def statement_of(account, currency, lines, place):
    """Return the :class:`Statement` of some lines in the order of their rows.

    :raises Refusal: naming the row whose balance is not the one before plus its amount.
    """
    lines = _oldest_first(lines)
    days = [line.entry.booking_date for line in lines]
    first, last = min(days), max(days)
    opening, closing = _ends(lines)
    period = f"{first:%Y%m%d}" if first == last else f"{first:%Y%m%d}-{last:%Y%m%d}"
    return Statement(
        place=f"statement {place}",
        identification="",
        number=period,
        account=account,
        currency=currency,
        opening=None if opening is None else Balance(opening, currency, first),
        closing=None if closing is None else Balance(closing, currency, last),
        from_date=first,
        to_date=last,
        entries=tuple(line.entry for line in lines),
    )


def _oldest_first(lines):
    """Many banks put the newest line on top; within one day only the balance tells."""
    newest, oldest = lines[0].entry.booking_date, lines[-1].entry.booking_date
    backwards = lines[::-1]
    if newest > oldest:
        return backwards
    if newest == oldest and _break_in(lines) and not _break_in(backwards):
        return backwards
    return lines


def _ends(lines):
    """Return the balances before the first line and after the last; None where no row tells one."""
    broken = _break_in(lines)
    if broken:
        raise Refusal(
            _(
                "The balance does not follow: with this line it would be %(expected)s, not %(told)s. Ask the bank for "
                "a complete file, or do not read the balance."
            ),
            place=f"row {broken[0].number}",
            expected=str(broken[1]),
            told=str(broken[0].balance),
        )
    moved = 0
    for line in _booked(lines):
        moved += line.entry.amount
        if line.balance is not None:
            opening = line.balance - moved
            return opening, opening + sum(one.entry.amount for one in _booked(lines))
    return None, None


def _break_in(lines):
    """Return ``(line, expected balance)`` of the first line whose balance does not follow, None when all do."""
    running = None
    for line in _booked(lines):
        running = None if running is None else running + line.entry.amount
        if line.balance is not None:
            if running is not None and running != line.balance:
                return line, running
            running = line.balance
    return None


def _booked(lines):
    return [line for line in lines if line.entry.booked]
