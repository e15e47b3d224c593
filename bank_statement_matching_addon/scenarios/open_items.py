"""The open due amounts of customers, whether they were remitted or not, less what other open lines take of them."""

from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from .payer import FAMILY


class OpenItem(NamedTuple):
    """Amounts in hundredths, or in whatever is the smallest unit of the currency asked for."""

    family: int
    currency: int
    move_line: int
    move: int
    number: str
    partner: int
    payer: str
    residual: int
    remittance_line: int  # waiting for the bank's answer, else 0
    discount_until: date | None
    discounted: int  # what settles it until that day


# Customers, then their items: each part finds its index, however many customers and items there are.
_OPEN = """
WITH customer AS (
    SELECT payer.id, %(family)s AS family
      FROM res_partner payer
      LEFT JOIN res_partner above ON above.id = payer.parent_id
     WHERE payer.id = ANY(%(families)s) AND payer.commercial_partner_id = payer.id
     UNION
    SELECT payer.id, %(family)s
      FROM res_partner above
      JOIN res_partner payer ON payer.parent_id = above.id AND payer.commercial_partner_id = payer.id
     WHERE above.commercial_partner_id = ANY(%(families)s)
), member AS (
    SELECT partner.id, partner.name, customer.family
      FROM customer JOIN res_partner partner ON partner.commercial_partner_id = customer.id
     WHERE customer.family = ANY(%(families)s)
)
SELECT member.family, item.currency_id, item.id, item.move_id, item.move_name, item.partner_id, member.name,
       ROUND((item.amount_residual_currency - COALESCE(taken.amount, 0)) * %(units)s)::bigint::text,
       COALESCE(asked.id, 0), item.discount_date,
       ROUND(COALESCE(item.discount_amount_currency, item.amount_currency) * %(units)s)::bigint::text
  FROM member
  JOIN account_move_line item ON item.partner_id = member.id AND item.reconciled IS NOT TRUE
   AND item.account_id = ANY(%(accounts)s) AND item.parent_state = 'posted'
   AND item.company_id = %(company)s
  LEFT JOIN debit_remittance_line asked ON asked.move_line_id = item.id AND asked.state = 'remitted'
  LEFT JOIN LATERAL (
      SELECT SUM(COALESCE(NULLIF(given.invoice_amount, 0), given.amount)) AS amount
        FROM received_allocation given
        JOIN received_statement_line other ON other.id = given.line_id AND other.state <> 'done'
       WHERE given.move_line_id = item.id AND given.kind IN ('remitted', 'open_item')) taken ON TRUE
 WHERE item.amount_residual_currency <> COALESCE(taken.amount, 0)
 ORDER BY item.date_maturity, item.id
"""


def of_families(env, company, currency, families):
    """``{family: [OpenItem, ...]}``, the oldest first, those in other currencies too."""
    accounts = env["account.account"].search([("account_type", "=", "asset_receivable")])
    query = SQL(
        _OPEN,
        family=FAMILY,
        families=sorted(families),
        accounts=list(accounts.ids),
        company=company.id,
        units=10**currency.decimal_places,
    )
    found = {}
    for row in env.execute_query(query) if families else ():
        item = OpenItem(*row)
        item = item._replace(residual=int(item.residual), discounted=int(item.discounted))
        found.setdefault(item.family, []).append(item)
    return found
