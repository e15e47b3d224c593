"""An amount as people type it into a search box, in whatever notation."""

import re

_AMOUNT = re.compile(r"[+-]?\d+(?:\.\d{1,3})?")
_BLANKS = re.compile(r"[\s\u00a0\u202f']")


def typed_amount(text):
    """``1 234,56``, ``1.234,56``, ``1,234.56`` and ``1234`` as a number, or None for what is no amount.

    The last comma or point that is followed by one or two digits is the decimal sign; the others separate thousands.
    """
    bare = _BLANKS.sub("", text or "")
    whole, sign, fraction = _split(bare)
    number = f"{re.sub(r'[.,]', '', whole)}{sign and '.'}{fraction}"
    return float(number) if _AMOUNT.fullmatch(number) else None


def _split(bare):
    found = re.fullmatch(r"(.*?)([.,])(\d{1,2})", bare)
    return found.groups() if found else (bare, "", "")
