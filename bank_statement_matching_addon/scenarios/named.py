"""The invoices that a line names: numbers looked up for all lines at once, then found again in the words of each."""

from typing import NamedTuple

from odoo.tools import SQL

from . import invoice_text as words_of
from .invoice_text import Level
from .payer import FAMILY


class Invoice(NamedTuple):
    id: int
    number: str
    family: int
    currency: int
    is_open: bool


class Mention(NamedTuple):
    """One place in the words of a line, and the invoices it may mean: those of which most stands there."""

    level: Level
    invoices: tuple
    text: int = -1  # which text of the line, -1 for a payment reference
    first: int = 0
    last: int = 0


class Named(NamedTuple):
    mentions: list
    customers: frozenset  # families whose common payment reference, or customer number, stands there


# Whatever was paid long ago is not what a payer means by its last digits.
_INVOICES = """
SELECT found.key, move.id, move.name, %(family)s, move.currency_id, move.payment_state IN ('not_paid', 'partial')
  FROM (SELECT named.number AS key, numbered.id
          FROM unnest(%(numbers)s::int[]) AS named(number)
          JOIN account_move numbered ON numbered.company_id = %(company)s AND numbered.sequence_number = named.number
           AND numbered.state = 'posted' AND numbered.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
         WHERE numbered.payment_state IN ('not_paid', 'partial')
            OR numbered.invoice_date > CURRENT_DATE - INTERVAL '2 years') found
  JOIN account_move move ON move.id = found.id
  JOIN res_partner payer ON payer.id = move.commercial_partner_id
  LEFT JOIN res_partner above ON above.id = payer.parent_id
"""
_BY_REFERENCE = """
SELECT named.key, move.id, move.name, %(family)s, move.currency_id, move.payment_state IN ('not_paid', 'partial')
  FROM unnest(%(references)s::varchar[]) AS named(key)
  JOIN account_move move ON move.company_id = %(company)s
   AND LTRIM(UPPER(REGEXP_REPLACE(move.payment_reference, '[^A-Za-z0-9]', '', 'g')), '0') = named.key
   AND move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
   AND move.payment_reference IS NOT NULL
  JOIN res_partner payer ON payer.id = move.commercial_partner_id
  LEFT JOIN res_partner above ON above.id = payer.parent_id
"""


_BY_CUSTOMER_NUMBER = """
SELECT customer.ref, MIN(%(family)s)
  FROM res_partner customer
  JOIN res_partner payer ON payer.id = customer.commercial_partner_id
  LEFT JOIN res_partner above ON above.id = payer.parent_id
 WHERE customer.ref = ANY(%(numbers)s) AND (customer.company_id IS NULL OR customer.company_id = %(company)s)
   AND customer.active
 GROUP BY customer.ref HAVING COUNT(DISTINCT %(family)s) = 1
"""


def read(env, lines):
    """``{line id: Named}`` of those lines that name invoices of ours, in three queries for each company."""
    found = {}
    for company, those in lines.grouped("company_id").items():
        said = {line.id: [words_of.split(text) for text in words_of.texts_of(line)] for line in those}
        references = {line.id: words_of.references(line) for line in those}
        numbered, referenced = _by_number(env, company, said), _by_reference(env, company, references)
        numbers = {line.id: words_of.customer_numbers(line) for line in those}
        customers = _by_customer_number(env, company, numbers)
        for line in those:
            keys = [(key, referenced[key]) for key in sorted(references[line.id]) if key in referenced]
            mentions = _surest(_by_words(said[line.id], numbered) + _by_references(keys))
            families = {invoices[0].family for _key, invoices in keys if _is_of_customer(invoices)}
            families |= {customers[number] for number in numbers[line.id] if number in customers}
            if mentions or families:
                found[line.id] = Named(mentions, frozenset(families))
    return found


def _by_number(env, company, said):
    serials = {
        serial
        for texts in said.values()
        for words in texts
        for word in words
        if word.text.isdigit()
        for serial in words_of.serials(word)
    }
    return _grouped(env, _INVOICES, numbers=sorted(serials), company=company.id) if serials else {}


def _by_reference(env, company, references):
    keys = set().union(*references.values())
    return _grouped(env, _BY_REFERENCE, references=sorted(keys), company=company.id) if keys else {}


def _by_customer_number(env, company, numbers):
    wanted = sorted(set().union(*numbers.values()))
    query = SQL(_BY_CUSTOMER_NUMBER, family=FAMILY, numbers=wanted, company=company.id)
    return dict(env.execute_query(query)) if wanted else {}


def _grouped(env, query, **values):
    found = {}
    for key, *invoice in env.execute_query(SQL(query, family=FAMILY, **values)):
        found.setdefault(key, []).append(Invoice(*invoice))
    return found


def _by_words(texts, numbered):
    return [
        mention
        for number, words in enumerate(texts)
        for place, word in enumerate(words)
        if word.text.isdigit() and (mention := _mention(number, words, place, numbered))
    ]


def _mention(text, words, place, numbered):
    """The invoices of which most stands at this place."""
    candidates = {invoice for serial in words_of.serials(words[place]) for invoice in numbered.get(serial, ())}
    levels = {invoice: found for invoice in candidates if (found := words_of.find(words, place, invoice.number))}
    if not levels:
        return None
    most = max(level for level, _first in levels.values())
    invoices = [invoice for invoice, (level, _first) in levels.items() if level == most]
    if most == Level.BARE:
        invoices = [invoice for invoice in invoices if invoice.is_open]
    first = min(levels[invoice][1] for invoice in invoices) if invoices else place
    return Mention(most, tuple(sorted(invoices)), text, first, place) if invoices else None


def _by_references(keys):
    return [
        Mention(words_of.level_of_reference(key), tuple(sorted(invoices)))
        for key, invoices in keys
        if not _is_of_customer(invoices)
    ]


def _is_of_customer(invoices):
    """What one customer has for all its invoices names the customer, no invoice."""
    return len(invoices) > 1 and len({invoice.family for invoice in invoices}) == 1


def _surest(mentions):
    """Without the part of a number that stands inside a longer one, and without saying the same twice."""
    solid = [mention for mention in mentions if mention.level > Level.BARE]
    inside = {
        (mention.text, place)
        for mention in solid
        for place in range(mention.first, mention.last + 1)
    }  # fmt: skip
    weak = [
        mention
        for mention in mentions
        if mention.level == Level.BARE and (mention.text < 0 or (mention.text, mention.last) not in inside)
    ]
    # of the same words said twice, those with a place in a text tell more: where a range begins
    return list({mention.invoices: mention for mention in sorted([*weak, *solid], key=_by_place)}.values())


def _by_place(mention):
    return mention.text, mention.last, mention.level
