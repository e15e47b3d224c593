"""A line that says the same as one received before is decided upon by a person."""

from .doubt import each, lines_where


def doubts(statement):
    env = statement.env
    yield from each(
        lines_where(statement, ("duplicate_of_id", "!=", False), ("dropped", "=", False)),
        lambda line: env._("This line looks like one received before: %s.", line.duplicate_of_id.display_name),
        env._("Open the line and say whether it is a duplicate."),
    )
