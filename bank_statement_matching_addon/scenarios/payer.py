"""Who paid, by what names a payer for certain."""

from odoo.tools import SQL

# A customer with the company it belongs to, and that company's other customers: they pay for each other.
FAMILY = SQL("COALESCE(above.commercial_partner_id, payer.id)")
TIMES = 2  # an account that paid once for a customer may be anybody's

# The accounts of these lines, by whom they paid for before: in lines that are settled for good, some of them by hand.
# An account that paid for several customers tells nothing.
_LEARNED = """
SELECT past.company_id, past.counterparty_account AS account, MIN(customer.commercial_partner_id) AS partner_id,
       COUNT(DISTINCT past.id) AS times
  FROM (SELECT DISTINCT company_id, counterparty_account FROM received_statement_line
         WHERE id = ANY(%(lines)s) AND counterparty_account <> '') asked
  JOIN received_statement_line past ON past.company_id = asked.company_id
   AND past.counterparty_account = asked.counterparty_account AND past.state = 'done' AND past.amount > 0
  JOIN received_allocation settled ON settled.line_id = past.id AND settled.partner_id IS NOT NULL
  JOIN res_partner customer ON customer.id = settled.partner_id
 GROUP BY past.company_id, past.counterparty_account
HAVING COUNT(DISTINCT customer.commercial_partner_id) = 1 AND BOOL_OR(settled.origin = 'manual')
"""
# The customers in whose name the account is.
_HOLDERS = """
SELECT own.id, holder.commercial_partner_id AS partner_id
  FROM received_statement_line own
  JOIN res_partner_bank account ON account.sanitized_acc_number = own.counterparty_account
   AND account.active
   AND (account.company_id IS NULL OR account.company_id = own.company_id)
  JOIN res_partner holder ON holder.id = account.partner_id AND holder.active
 WHERE own.id = ANY(%(lines)s) AND own.counterparty_account <> ''
"""
# A number that names several payers names none.
_PAYERS = """
UPDATE received_statement_line line
   SET partner_id = found.partner_id
  FROM (SELECT named.id, (ARRAY_AGG(named.partner_id ORDER BY named.place, named.partner_id))[1] AS partner_id
          FROM (SELECT own.id, mandate.partner_id, 1 AS place
                  FROM received_statement_line own
                  JOIN debit_mandate mandate ON mandate.company_id = own.company_id
                   AND ltrim(mandate.customer_number, '0') = ltrim(own.customer_number, '0')
                 WHERE own.id = ANY(%(lines)s) AND own.customer_number <> ''
                 UNION
                SELECT own.id, mandate.partner_id, 2
                  FROM received_statement_line own
                  JOIN debit_mandate mandate ON mandate.company_id = own.company_id
                   AND UPPER(mandate.reference) = UPPER(own.mandate_reference)
                 WHERE own.id = ANY(%(lines)s) AND own.mandate_reference <> ''
                 UNION
                SELECT own.id, asked.partner_id, 3
                  FROM received_statement_line own
                  JOIN debit_remittance_line asked ON asked.end_to_end_id = own.end_to_end_id
                   AND asked.company_id = own.company_id
                 WHERE own.id = ANY(%(lines)s) AND own.end_to_end_id <> ''
                 UNION
                SELECT held.id, held.partner_id, 4 FROM (%(holders)s) held
                 UNION
                SELECT own.id, learned.partner_id, 5
                  FROM (%(learned)s) learned
                  JOIN received_statement_line own ON own.company_id = learned.company_id
                   AND own.counterparty_account = learned.account AND own.id = ANY(%(lines)s)
                 WHERE learned.times >= %(times)s) named
          JOIN res_partner payer ON payer.id = named.partner_id
         GROUP BY named.id HAVING COUNT(DISTINCT payer.commercial_partner_id) = 1) found
 WHERE line.id = found.id AND line.partner_id IS NULL
"""
_FAMILIES = """
SELECT line.id, %(family)s
  FROM received_statement_line line
  JOIN (SELECT held.id, held.partner_id FROM (%(holders)s) held
         UNION
        SELECT own.id, learned.partner_id
          FROM (%(learned)s) learned
          JOIN received_statement_line own ON own.company_id = learned.company_id
           AND own.counterparty_account = learned.account AND own.id = ANY(%(lines)s)
         UNION
        SELECT own.id, own.partner_id FROM received_statement_line own
         WHERE own.id = ANY(%(lines)s) AND own.partner_id IS NOT NULL
       ) known ON known.id = line.id AND known.partner_id = COALESCE(line.partner_id, known.partner_id)
  JOIN res_partner partner ON partner.id = known.partner_id
  JOIN res_partner payer ON payer.id = partner.commercial_partner_id
  LEFT JOIN res_partner above ON above.id = payer.parent_id
"""


def recognise(env, lines):
    """Fill in the payer of those lines where it is certain and not known yet."""
    lines = lines.filtered(lambda line: not line.partner_id)
    if not lines:
        return
    lines.flush_recordset()
    env.cr.execute(SQL(_PAYERS, times=TIMES, **_values(lines)))
    lines.invalidate_recordset(["partner_id"])


def families(env, lines):
    """``{line id: {family, ...}}``: who may have paid: the payer where one is known, else whose account it is."""
    found = {}
    for line, family in env.execute_query(SQL(_FAMILIES, family=FAMILY, **_values(lines))):
        found.setdefault(line, set()).add(family)
    return found


def _values(lines):
    ids = list(lines.ids)
    return {"lines": ids, "holders": SQL(_HOLDERS, lines=ids), "learned": SQL(_LEARNED, lines=ids)}
