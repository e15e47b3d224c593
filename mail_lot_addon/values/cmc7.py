"""The magnetic line at the foot of a French cheque, as a CMC7 reader types it."""

import re
from typing import NamedTuple


class Cmc7(NamedTuple):
    number: str
    bank: str
    account: str


def parse_cmc7(text):
    """Number (7 digits), interbank zone (12) and account zone (12); readers put separators of their own in between.

    :return: :class:`Cmc7`, or None when the line was not read whole.
    """
    digits = re.sub(r"\D", "", text or "")
    if len(digits) != 31:
        return None
    return Cmc7(digits[:7], digits[7:19], digits[19:])
