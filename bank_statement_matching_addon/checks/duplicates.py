"""A line that says the same as one received before is decided upon by a person."""

from .doubt import Doubt


def doubts(statement):
    for line in statement.line_ids:
        if line.duplicate_of_id and not line.dropped:
            yield Doubt(
                statement.env._("This line looks like one received before: %s.", line.duplicate_of_id.display_name),
                statement.env._("Open the line and say whether it is a duplicate."),
                line,
            )
