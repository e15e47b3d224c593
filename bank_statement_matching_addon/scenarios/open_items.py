"""The open due amounts of customers a line may pay, whether they were remitted or not."""

from typing import NamedTuple

from odoo.tools import SQL


class OpenItem(NamedTuple):
    line: int
    move_line: int
    move: int
    partner: int
    residual: float
    remittance_line: int  # waiting for the bank's answer, else 0


_OPEN = """
SELECT line.id, item.id, item.move_id, item.partner_id, item.amount_residual_currency, COALESCE(asked.id, 0)
  FROM received_statement_line line
  JOIN account_move_line item ON item.reconciled IS NOT TRUE
   AND item.company_id = line.company_id AND item.currency_id = line.currency_id
   AND item.account_id = ANY(%(accounts)s) AND item.parent_state = 'posted'
  LEFT JOIN debit_remittance_line asked ON asked.move_line_id = item.id AND asked.state = 'remitted'
 WHERE line.id = ANY(%(lines)s)
   AND %(condition)s
   AND NOT EXISTS (SELECT 1 FROM received_allocation taken
                     JOIN received_statement_line other ON other.id = taken.line_id
                    WHERE taken.move_line_id = item.id AND taken.kind IN ('remitted', 'open_item')
                      AND other.state <> 'done')
 ORDER BY line.id, item.date_maturity, item.id
"""


def candidates(env, lines, condition):
    """``{line id: [OpenItem, ...]}`` of the lines, in order of due date; what another open line takes is out.

    :param condition: SQL over the aliases ``line`` and ``item``.
    """
    accounts = env["account.account"].search([("account_type", "=", "asset_receivable")])
    query = SQL(_OPEN, condition=condition, accounts=list(accounts.ids), lines=list(lines.ids))
    found = {}
    for row in env.execute_query(query):
        found.setdefault(row[0], []).append(OpenItem(*row))
    return found
