"""The statement has a number, and no other statement of the journal and year has it: banks begin again each January."""

from .doubt import Doubt


def doubts(statement):
    env, number = statement.env, statement.number
    if not number:
        yield Doubt(env._("The statement has no number."), env._("Enter the number that is on the bank's statement."))
        return
    if not statement.journal_id:
        return
    twin = env["received.statement"].search(
        [
            ("journal_id", "=", statement.journal_id.id),
            ("number", "=", number),
            ("kind", "=", statement.kind),
            ("date", ">=", statement.date.replace(month=1, day=1)),
            ("date", "<=", statement.date.replace(month=12, day=31)),
            ("id", "!=", statement.id),
        ],
        limit=1,
    )
    if twin:
        yield Doubt(
            env._("The number %(number)s is used already: statement of %(date)s.", number=number, date=twin.date),
            env._("Correct the number, or delete this statement when it is the same."),
        )
