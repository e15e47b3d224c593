from typing import NamedTuple


class Doubt(NamedTuple):
    """What is wrong, what to do about it, and on which line if it is about one."""

    message: str
    hint: str
    line: object = None
