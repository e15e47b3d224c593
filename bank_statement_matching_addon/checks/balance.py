"""The lines are the movement between both balances, and the opening balance is where the last statement ended."""

from .doubt import Doubt


def doubts(statement):
    if not statement.has_balances or not statement.currency_id:
        return
    yield from _movement(statement)
    yield from _continuity(statement)


def _movement(statement):
    currency = statement.currency_id
    moved = statement.total
    expected = statement.closing_balance - statement.opening_balance
    if statement.complete and currency.compare_amounts(moved, expected):
        yield Doubt(
            statement.env._(
                "The lines add up to %(moved)s, the balances move by %(expected)s.",
                moved=currency.format(moved),
                expected=currency.format(expected),
            ),
            statement.env._(
                "Correct the balances when they were mistyped; otherwise ask the bank for a correct statement."
            ),
        )


def _continuity(statement):
    previous = statement.env["received.statement"].search(
        [
            ("journal_id", "=", statement.journal_id.id),
            ("kind", "=", statement.kind),
            ("has_balances", "=", True),
            ("id", "!=", statement.id),
            "|",
            ("date", "<", statement.date),
            "&",
            ("date", "=", statement.date),
            ("id", "<", statement.id),
        ],
        order="date desc, id desc",
        limit=1,
    )
    currency = statement.currency_id
    if previous and currency.compare_amounts(previous.closing_balance, statement.opening_balance):
        yield Doubt(
            statement.env._(
                "The opening balance is %(opening)s, statement %(previous)s ended with %(closing)s.",
                opening=currency.format(statement.opening_balance),
                previous=previous.name,
                closing=currency.format(previous.closing_balance),
            ),
            statement.env._(
                "Receive the statements in between first; when none is missing, correct the opening balance."
            ),
        )
