"""A text that was cut into lines or subfields of a fixed width, put together again."""

_LINE = 65  # characters of a line in SWIFT


def text_of(lines, width=_LINE):
    """Return the lines as one text: a full line goes on without a blank, a shorter one ended with a word."""
    pieces = []
    for line in lines:
        pieces += [line, "" if len(line) == width else " "]
    return " ".join("".join(pieces).split())


def unwrapped(lines):
    """Return lines that were cut anywhere as the one line they were; for fields with marks of their own."""
    return "".join(lines)
