"""Letter, partner code and chrono: how a coupon names its client, e.g. ``J 121 52134466``."""

import re
from typing import NamedTuple

SEPARATORS = r"[\s.\-/]"
SHAPE = re.compile(rf"([A-Z]){SEPARATORS}*(\d(?:{SEPARATORS}*\d)*)")
LONGEST_PARTNER_CODE = 5


class ClientCode(NamedTuple):
    letter: str
    partner_code: int
    chrono: str

    def __str__(self):
        return f"{self.letter} {self.partner_code} {self.chrono}"


def parse_client_code(text):
    """Every way to read what was typed or scanned; a client is found when exactly one of them exists.

    With a space between partner code and chrono there is one reading. Without, where the one ends and the other
    begins is unknown, so all splits are returned.

    :return: tuple of :class:`ClientCode`, empty when the text is no client code at all.
    """
    shape = SHAPE.fullmatch((text or "").strip().upper())
    if not shape:
        return ()
    letter, numbers = shape.groups()
    groups = re.split(f"{SEPARATORS}+", numbers)
    if len(groups) > 1:
        splits = [(groups[0], "".join(groups[1:]))]
    else:
        splits = [(numbers[:cut], numbers[cut:]) for cut in range(1, min(LONGEST_PARTNER_CODE + 1, len(numbers)))]
    return tuple(
        ClientCode(letter, int(code), chrono)
        for code, chrono in splits
        if len(code) <= LONGEST_PARTNER_CODE and int(code)
    )
