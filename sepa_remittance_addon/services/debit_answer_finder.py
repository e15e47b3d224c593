from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL


class Asked(NamedTuple):
    """A debit that a bank was asked for, as far as its answer is compared with it; one remittance line."""

    line: int
    state: str
    end_to_end_id: str
    block_reference: str
    remittance: int
    remittance_reference: str
    partner: int
    mandate: int | None
    mandate_reference: str
    customer_number: str
    payment_date: object
    amount: Decimal
    currency: str
    invoice: str
    answered_on: object
    answer_source: str


class DebitAnswerFinder(models.AbstractModel):
    """Finds the debits of one company that a bank's answer is about: one query for each kind of reference."""

    _name = "debit.answer.finder"
    _description = "Search of debits by what a bank tells"

    @api.model
    def _by_end_to_end(self, company, references):
        """``{end-to-end reference: [Asked, ...]}``; a merged debit has one reference for several lines."""
        found = self._asked(company, SQL("asked.end_to_end_id = ANY(%s)", list(references)), references)
        return _grouped(found, lambda asked: asked.end_to_end_id)

    @api.model
    def _by_block(self, company, references):
        """``{payment block: [Asked, ...]}``."""
        found = self._asked(company, SQL("asked.block_reference = ANY(%s)", list(references)), references)
        return _grouped(found, lambda asked: asked.block_reference)

    @api.model
    def _by_message(self, company, identifications):
        """``{message identification: [Asked, ...]}``: of a remittance, or of one block of it with its own file."""
        heads = {identification: identification.partition("-") for identification in identifications}
        references = {head for head, _dash, _number in heads.values()}
        found = self._asked(company, SQL("remittance.bank_reference = ANY(%s)", list(references)), references)
        by_remittance = _grouped(found, lambda asked: asked.remittance_reference)
        return {
            identification: _of_file(by_remittance.get(head, []), number)
            for identification, (head, _dash, number) in heads.items()
        }

    @api.model
    def _by_customer(self, company, keys):
        """``{(customer number without leading zeros, payment date): [Asked, ...]}``: PBS pads as it likes."""
        numbers, days = [key[0] for key in keys], [key[1] for key in keys]
        condition = SQL(
            """asked.customer_number IS NOT NULL
               AND (LTRIM(asked.customer_number, '0'), asked.payment_date)
                   IN (SELECT * FROM UNNEST(%s::varchar[], %s::date[]))""",
            numbers,
            days,
        )
        return _grouped(
            self._asked(company, condition, keys),
            lambda asked: (asked.customer_number.lstrip("0"), asked.payment_date),
        )

    @api.model
    def _by_mandate(self, company, references):
        """``{mandate reference in capitals: [Asked, ...]}``."""
        capitals = [reference.upper() for reference in references]
        condition = SQL(
            """asked.mandate_id IN (SELECT mandate.id FROM debit_mandate mandate
                                     WHERE mandate.company_id = %s AND UPPER(mandate.reference) = ANY(%s))""",
            company.id,
            capitals,
        )
        return _grouped(self._asked(company, condition, references), lambda asked: asked.mandate_reference.upper())

    def _asked(self, company, condition, wanted):
        if not wanted:
            return []
        self.env.flush_all()
        rows = self.env.execute_query(SQL(ASKED, company=company.id, condition=condition))
        return [Asked(*row)._replace(amount=Decimal(row[Asked._fields.index("amount")])) for row in rows]

    @api.model
    def _companies_of(self, companies, references):
        """The companies among some that know any of these references, of whatever kind."""
        self.env.flush_all()
        heads = list({reference.partition("-")[0] for reference in references})
        query = SQL(COMPANIES, companies=companies.ids, references=list(references), heads=heads)
        return self.env["res.company"].browse([row[0] for row in self.env.execute_query(query)])

    # ------------------------------------------------------------ what a line of an answer says about a debit

    @api.model
    def _prepare_about_vals(self, asked):
        return {
            "remittance_line_id": asked.line,
            "remittance_id": asked.remittance,
            "mandate_id": asked.mandate,
            "partner_id": asked.partner,
            "currency": asked.currency,
            "amount": asked.amount,
        }

    @api.model
    def _known_sentence(self, asked):
        """Why an answer about this debit changes nothing."""
        if asked.state == "matched":
            return self.env._("Paid before; the statement that takes the money back opens the invoice again")
        if asked.state == "cancelled":
            return self.env._("Its remittance was cancelled before")
        return self.env._(
            "Known already, told on %(date)s by %(file)s", date=asked.answered_on or "-", file=asked.answer_source
        )


def _grouped(found, key):
    groups = {}
    for asked in found:
        groups.setdefault(key(asked), []).append(asked)
    return groups


def _of_file(debits, number):
    """The debits of the ``number``-th file of a remittance: files are made block by block, in their order."""
    if not number:
        return debits
    blocks = sorted({asked.block_reference for asked in debits})
    if not number.isdecimal() or not 0 < int(number) <= len(blocks):
        return []
    return [asked for asked in debits if asked.block_reference == blocks[int(number) - 1]]


ASKED = """
SELECT asked.id, asked.state, COALESCE(asked.end_to_end_id, ''), COALESCE(asked.block_reference, ''),
       asked.remittance_id, remittance.bank_reference, asked.partner_id, asked.mandate_id,
       COALESCE(mandate.reference, ''), COALESCE(asked.customer_number, ''), asked.payment_date, asked.amount::text,
       currency.name, move.name, asked.answered_on, COALESCE(asked.answer_source, '')
  FROM debit_remittance_line asked
  JOIN debit_remittance remittance ON remittance.id = asked.remittance_id
  JOIN res_currency currency ON currency.id = asked.currency_id
  JOIN account_move move ON move.id = asked.move_id
  LEFT JOIN debit_mandate mandate ON mandate.id = asked.mandate_id
 WHERE asked.company_id = %(company)s AND remittance.state IN ('confirmed', 'cancelled')
   AND asked.state NOT IN ('proposed', 'held', 'removed') AND %(condition)s
 ORDER BY asked.id
"""
COMPANIES = """
SELECT company_id FROM debit_remittance_line asked
 WHERE company_id = ANY(%(companies)s)
   AND (end_to_end_id = ANY(%(references)s) OR block_reference = ANY(%(references)s))
UNION
SELECT company_id FROM debit_remittance remittance
 WHERE company_id = ANY(%(companies)s) AND state IN ('confirmed', 'cancelled') AND bank_reference = ANY(%(heads)s)
"""
