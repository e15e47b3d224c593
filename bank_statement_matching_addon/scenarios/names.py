"""Names of payers as banks write them: without accents, in another order, with a title, cut off at the end."""

import re
import unicodedata
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from odoo.tools import SQL

from .payer import FAMILY

CUT_FROM = 24  # a name of that length may have been cut by a bank
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "å": "a", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_DOUBLE = re.compile("ae|oe|ue|aa")  # what some write for ä, ö, ü and å, and others without the second letter
_TITLES = frozenset(
    (
        "m", "mr", "mrs", "ms", "mme", "mlle", "monsieur", "madame", "mademoiselle", "ou", "et", "und", "and", "og",
        "herr", "herrn", "frau", "dr", "prof", "hr", "fru", "sig", "sigra", "dhr", "mevr",
    )
)  # fmt: skip
_WORD = re.compile("[a-z0-9]+")


@lru_cache(maxsize=100_000)
def fold(name):
    """The words of a name, folded so that two spellings of one name are equal."""
    plain = unicodedata.normalize("NFKD", (name or "").lower().translate(_LETTERS))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _WORD.findall(_DOUBLE.sub(lambda pair: pair[0][0], plain))
    return tuple(word for word in words if word not in _TITLES)


class Directory(NamedTuple):
    """Who is known by which name."""

    by_words: dict  # sorted words: families
    in_order: list  # (words in their order, or with the last ones first, family), sorted


def directory(pairs):
    """:param pairs: ``(name, family)``."""
    by_words, in_order = {}, set()
    for name, family in pairs:
        words = fold(name)
        if words:
            by_words.setdefault(tuple(sorted(words)), set()).add(family)
            in_order |= {(" ".join(words[place:] + words[:place]), family) for place in range(len(words))}
    return Directory(by_words, sorted(in_order))


def find(known, name):
    """The families that a name may mean: all words in any order, or the beginning when it may have been cut; then the
    surname may stand first.
    """
    words = fold(name)
    if len("".join(words)) < 4:
        return frozenset()
    found = known.by_words.get(tuple(sorted(words)), set())
    return frozenset(found or (_beginning(known, " ".join(words)) if len(name) >= CUT_FROM else ()))


def _beginning(known, start):
    place = bisect_left(known.in_order, (start,))
    while place < len(known.in_order) and known.in_order[place][0].startswith(start):
        yield known.in_order[place][1]
        place += 1


def share_a_word(name, other):
    """Whether two names may be of one family or firm."""
    return any(len(word) >= 4 for word in {*fold(name)} & {*fold(other)})


_CUSTOMERS = """
SELECT DISTINCT partner.name, %(family)s
  FROM account_move_line item
  JOIN res_partner partner ON partner.id = item.partner_id
  JOIN res_partner payer ON payer.id = partner.commercial_partner_id
  LEFT JOIN res_partner above ON above.id = payer.parent_id
 WHERE item.reconciled IS NOT TRUE AND item.account_id = ANY(%(accounts)s) AND item.company_id = %(company)s
   AND item.parent_state = 'posted'
"""


def of_customers(env, company):
    """The names of all customers who owe something."""
    accounts = env["account.account"].search([("account_type", "=", "asset_receivable")])
    return directory(env.execute_query(SQL(_CUSTOMERS, family=FAMILY, accounts=list(accounts.ids), company=company.id)))
