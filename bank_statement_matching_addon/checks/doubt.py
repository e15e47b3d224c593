from typing import NamedTuple

MOST_SHOWN = 100  # of one kind; nobody reads more


class Doubt(NamedTuple):
    """What is wrong, what to do about it, and on which line if it is about one, or on how many if it is about many."""

    message: str
    hint: str
    lines: object = ()


def each(lines, message_of, hint):
    """Yield one doubt per line; of very many lines the first ones, and how many more there are."""
    for line in lines[:MOST_SHOWN]:
        yield Doubt(message_of(line), hint, line)
    more = lines[MOST_SHOWN:]
    if more:
        yield Doubt(
            lines.env._(
                "The same is wrong with %(count)s more lines: %(like)s", count=len(more), like=message_of(more[0])
            ),
            hint,
            more,
        )


def lines_where(statement, *domain):
    """The lines of a statement with a fault, found by the database, in the order of the file."""
    return statement.env["received.statement.line"].search(
        [("statement_id", "=", statement.id), *domain], order="sequence, id"
    )
