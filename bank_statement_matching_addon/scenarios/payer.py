"""Who paid: asked before any scenario, by what names a payer for certain."""

from odoo.tools import SQL

# A number that names several payers names none.
_PAYERS = """
UPDATE received_statement_line line
   SET partner_id = found.partner_id
  FROM (SELECT id, MIN(partner_id) AS partner_id
          FROM (SELECT own.id, mandate.partner_id
                  FROM received_statement_line own
                  JOIN debit_mandate mandate ON mandate.company_id = own.company_id
                   AND ltrim(mandate.customer_number, '0') = ltrim(own.customer_number, '0')
                 WHERE own.id = ANY(%(lines)s) AND own.customer_number <> ''
                 UNION
                SELECT own.id, mandate.partner_id
                  FROM received_statement_line own
                  JOIN debit_mandate mandate ON mandate.company_id = own.company_id
                   AND UPPER(mandate.reference) = UPPER(own.mandate_reference)
                 WHERE own.id = ANY(%(lines)s) AND own.mandate_reference <> ''
                 UNION
                SELECT own.id, asked.partner_id
                  FROM received_statement_line own
                  JOIN debit_remittance_line asked ON asked.end_to_end_id = own.end_to_end_id
                   AND asked.company_id = own.company_id
                 WHERE own.id = ANY(%(lines)s) AND own.end_to_end_id <> ''
                 UNION
                SELECT own.id, holder.commercial_partner_id
                  FROM received_statement_line own
                  JOIN res_partner_bank account ON account.sanitized_acc_number = own.counterparty_account
                   AND account.active
                   AND (account.company_id IS NULL OR account.company_id = own.company_id)
                  JOIN res_partner holder ON holder.id = account.partner_id AND holder.active
                 WHERE own.id = ANY(%(lines)s) AND own.counterparty_account <> '') named
         GROUP BY id HAVING COUNT(DISTINCT partner_id) = 1) found
 WHERE line.id = found.id AND line.partner_id IS NULL
"""


def recognise(env, lines):
    """Fill in the payer of those lines where it is certain."""
    lines.flush_recordset()
    env.cr.execute(SQL(_PAYERS, lines=list(lines.ids)))
    lines.invalidate_recordset(["partner_id"])
