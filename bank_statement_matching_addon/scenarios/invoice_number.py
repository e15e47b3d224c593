"""An invoice number, or the structured reference of an invoice, stands in the line's references or text."""

import re

from odoo.tools import SQL

from .open_items import candidates
from .proposal import Proposal, minor_units, without_rivals

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._-]*[A-Za-z0-9]")
_LETTERS_AND_DIGITS = re.compile(r"[^A-Za-z0-9]")
SHORTEST = 4  # shorter words are too common to name an invoice

_NAMED = """
SELECT word.line_id, move.id
  FROM unnest(%(lines)s::int[], %(words)s::varchar[]) AS word(line_id, word)
  JOIN received_statement_line line ON line.id = word.line_id
  JOIN account_move move ON move.company_id = line.company_id AND move.state = 'posted'
   AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
   AND (UPPER(move.name) = word.word
        OR UPPER(regexp_replace(move.payment_reference, '[^A-Za-z0-9]', '', 'g')) = word.word)
 WHERE move.payment_state IN ('not_paid', 'partial')
"""


def evidence(line):
    return line.env._("invoice number or structured reference in the text")


def propose(env, lines):
    named = _named(env, lines)
    if not named:
        return {}
    pairs = [(line, move) for line, moves in named.items() for move in sorted(moves)]
    condition = SQL(
        "(line.id, item.move_id) IN (SELECT * FROM unnest(%s::int[], %s::int[]))",
        [line for line, _move in pairs],
        [move for _line, move in pairs],
    )
    found = candidates(env, lines.filtered(lambda line: line.id in named and line.amount), condition)
    by_id = {line.id: line for line in lines}
    proposals = {line: _pay(by_id[line], items) for line, items in found.items()}
    return without_rivals({line: chosen for line, chosen in proposals.items() if chosen})


def _named(env, lines):
    """``{line id: {invoice id, ...}}``, by one query over all words of all lines."""
    pairs = [(line.id, word) for line in lines for word in sorted(words(line))]
    query = SQL(_NAMED, lines=[line for line, _word in pairs], words=[word for _line, word in pairs])
    named = {}
    for line, move in env.execute_query(query):
        named.setdefault(line, set()).add(move)
    return named


def words(line):
    """What may be a number of ours: the words of the line as they stand, and without punctuation."""
    texts = " ".join(filter(None, (line.structured_reference, line.text, line.entry_text, line.end_to_end_id)))
    found = set()
    for word in [*_WORD.findall(texts), line.structured_reference or ""]:
        for form in (word, word.rstrip("._-/"), _LETTERS_AND_DIGITS.sub("", word)):
            if len(form) >= SHORTEST and any(character.isdigit() for character in form):
                found.add(form.upper())
    return found


def _pay(line, items):
    """All named invoices when they add up to the line; one invoice also in part; otherwise nothing."""
    currency = line.currency_id
    total = sum(minor_units(currency, item.residual) for item in items)
    if total == minor_units(currency, line.amount):
        return [_proposal(line, item, item.residual) for item in items]
    first = items[0]
    if len({item.move for item in items}) == 1 and first.residual * line.amount > 0:
        amount = min(abs(first.residual), abs(line.amount))
        return [_proposal(line, first, amount if line.amount > 0 else -amount)]
    return []


def _proposal(line, item, amount):
    """A debit of ours that names its invoice answers the remittance; any other payment pays the open invoice."""
    whole = not line.currency_id.compare_amounts(amount, item.residual)
    if item.remittance_line and line.effect == "collection" and whole:
        return Proposal("remitted", amount, item.remittance_line, item.move_line, item.partner)
    return Proposal("open_item", amount, 0, item.move_line, item.partner)
