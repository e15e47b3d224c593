"""An amount as an operator keys it."""

import re
from decimal import Decimal


def read_amount(text):
    """``20.30``, ``20,30``, ``1 234,5`` or ``20`` as a Decimal; None when it cannot be read, or only in two ways.

    A separator that may divide thousands as well as cents (``1,234``) is refused.
    """
    bare = re.sub(r"\s", "", text or "")
    if not re.fullmatch(r"\d{1,9}([.,]\d{1,2})?", bare):
        return None
    return Decimal(bare.replace(",", "."))
