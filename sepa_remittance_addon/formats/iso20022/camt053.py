"""camt.053, Bank to customer statement: the booked entries of an account and its balances.

Versions .01 to .14, told apart by nothing: the elements are found by their local names, with any namespace or none,
alone or inside a business envelope.
"""

from . import camt

LAYOUT = "camt.053"
ROOTS = ("BkToCstmrStmt", "BkToCstmrStmtV01")
UNIT = "Stmt"


def parse(content):
    """Return the :class:`~..values.Delivery` of a camt.053 file; every statement of it is good.

    Amounts are Decimals in the unit of their currency, positive for money in. Memory grows with the entries kept, not
    with the file. What is refused and what is only remarked on is listed in :mod:`~.camt`.

    :param content: the bytes of the file.
    :raises Refusal: with the statement, entry and line where it is known.
    """
    return camt.parse(content, LAYOUT, ROOTS, UNIT)
