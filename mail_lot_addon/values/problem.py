"""A sentence about what stands against keying, and the field of the capture screen that it belongs to."""


class Problem(str):
    """A sentence that knows its field; without one it concerns the whole envelope."""

    __slots__ = ("field",)


def at(field, sentence):
    problem = Problem(sentence)
    problem.field = field
    return problem


def field_of(sentence):
    return getattr(sentence, "field", "")
