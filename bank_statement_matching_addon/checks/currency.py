"""The currency is set up, and it is the one the journal is kept in."""

from .doubt import Doubt, each, lines_where


def doubts(statement):
    env, journal = statement.env, statement.journal_id
    kept_in = journal.currency_id or journal.company_id.currency_id
    if not statement.currency_id:
        yield Doubt(
            env._("The currency %s is not set up or not active.", statement.currency_code or "-"),
            env._("Activate it under Configuration, Currencies, then choose it here."),
        )
    elif journal and statement.currency_id != kept_in:
        yield Doubt(
            env._(
                "The statement is in %(told)s, the journal is kept in %(own)s.",
                told=statement.currency_id.name,
                own=kept_in.name,
            ),
            env._("Choose the journal of the account in that currency."),
        )
    if statement.currency_id:
        told = [False, "", statement.currency_id.name]
        yield from each(
            lines_where(statement, ("currency_code", "not in", told)),
            lambda line: env._("This line is in %s, another currency than its statement.", line.currency_code),
            env._("Ask the bank for a correct statement."),
        )
