from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL


class LedgerEligibility(models.AbstractModel):
    """Says for which lines and pairs copies are what Odoo would do itself. In doubt, Odoo does it."""

    _name = "ledger.eligibility"
    _description = "What may be copied instead of computed"

    # ------------------------------------------------------------ lines

    @api.model
    def _copyable_lines(self, statement):
        """Of a statement, the lines whose entries may be copies of each other: everything in the company's currency, no
        discount, no account that Odoo would refuse, or distribute by an analytic model. Leaves the accounts of payers
        in ``account_of_payer``.
        """
        journal, company = statement.journal_id, statement.company_id
        if not self.env["ledger.copy.permission"]._allows(journal):
            return set()
        self._list_accounts(statement)
        rows = self.env.execute_query(
            SQL(
                LINES,
                statement=statement.id,
                currency=company.sudo().currency_id.id,
                companies=company.sudo().parent_ids.ids,
                of_bank=[journal.default_account_id.id, journal.suspense_account_id.id],
                distributed=self.env["ledger.copy.permission"]._distributed_accounts(company).ids,
            )
        )
        return {row[0] for row in rows}

    @api.model
    def _row_of(self, journal, day, posted_day):
        """What the entries of a day are numbered in: of all days with the same row, one original is enough. A closed
        day, for which Odoo posts on another, is a row of its own.

        The row is the number that Odoo found last, or would begin with.
        """
        if day != posted_day:
            return day
        entry = self.env["account.move"].new({"journal_id": journal, "company_id": journal.company_id, "date": day})
        form, values = entry._get_next_sequence_format()
        return form.format(**values)

    def _list_accounts(self, statement):
        """The receivable accounts of those who pay without naming an invoice."""
        rows = self.env.execute_query(SQL(WITHOUT_ACCOUNT, statement=statement.id))
        payers = self.env["res.partner"].browse(row[0] for row in rows).with_company(statement.company_id)
        accounts = [payer.property_account_receivable_id.id or None for payer in payers]
        self.env.cr.execute(SQL(ACCOUNTS))
        self.env.cr.execute(SQL(FILL_ACCOUNTS, payers.ids, accounts))

    # ------------------------------------------------------------ pairs

    @api.model
    def _copyable_pairs(self, pairs, journal):
        """Of ``[[due amount, counterpart]]`` those that Odoo would reconcile without anything beside it.

        :return: ``{(status of the invoice's payment before, whether it is paid then): {due amount: counterpart}}``;
            the invoices are locked.

        In one query: both posted, untouched, of one account, company and amount; the invoice has no tax that is due on
        payment, no payment of its own, and nobody who wants to hear that it is paid; what was paid of it before came by
        bank. Of an invoice of which more is paid by the same statement, Odoo looks at all together.
        """
        company = journal.company_id
        rows = self.env.execute_query(
            SQL(
                PAIRS,
                owed=[pair[0] for pair in pairs],
                items=[pair[1] for pair in pairs],
                company=company.id,
                currency=company.sudo().currency_id.id,
                taxes=bool(company.sudo().tax_exigibility),
                paid=self.env.ref("account.mt_invoice_paid").id,
            )
        )
        kinds = {(owed, item): tuple(kind) for owed, item, *kind in rows}
        copyable = defaultdict(dict)
        for owed, item in pairs:
            if (owed, item) in kinds:
                copyable[kinds[owed, item]][owed] = item
        return copyable


WITHOUT_ACCOUNT = """
SELECT DISTINCT partner_id FROM received_allocation
 WHERE statement_id = %(statement)s AND account_id IS NULL AND move_line_id IS NULL AND partner_id IS NOT NULL
 ORDER BY partner_id
"""
ACCOUNTS = """
DROP TABLE IF EXISTS account_of_payer;
CREATE TEMP TABLE account_of_payer (partner_id int PRIMARY KEY, account_id int) ON COMMIT DROP
"""
FILL_ACCOUNTS = "INSERT INTO account_of_payer SELECT * FROM UNNEST(%s::int[], %s::int[])"
LINES = """
SELECT line.id
  FROM received_statement_line line
  JOIN received_allocation allocation ON allocation.line_id = line.id AND allocation.amount <> 0
  LEFT JOIN account_move_line owed ON owed.id = allocation.move_line_id
  LEFT JOIN account_of_payer payer ON payer.partner_id = allocation.partner_id
  LEFT JOIN account_account account ON account.id = COALESCE(allocation.account_id, owed.account_id, payer.account_id)
 WHERE line.statement_id = %(statement)s AND line.amount <> 0 AND line.dropped IS NOT TRUE
 GROUP BY line.id
HAVING SUM(allocation.amount) = line.amount AND BOOL_AND(
           line.currency_id = %(currency)s AND allocation.currency_id = %(currency)s
           AND allocation.kind <> 'discount' AND COALESCE(allocation.invoice_amount, 0) = 0
           AND COALESCE(owed.currency_id, %(currency)s) = %(currency)s
           AND COALESCE(account.active, FALSE) AND COALESCE(account.currency_id, %(currency)s) = %(currency)s
           AND account.account_type <> 'off_balance' AND account.id <> ALL(%(of_bank)s)
           AND account.id <> ALL(%(distributed)s::int[])
           AND EXISTS (SELECT 1 FROM account_account_res_company_rel rel
                        WHERE rel.account_account_id = account.id AND rel.res_company_id = ANY(%(companies)s)))
"""
PAIRS = """
SELECT owed.id, item.id, invoice.payment_state, invoice.amount_residual = ABS(owed.balance)
  FROM UNNEST(%(owed)s::int[], %(items)s::int[]) AS pair(owed, item)
  JOIN account_move_line owed ON owed.id = pair.owed
  JOIN account_move_line item ON item.id = pair.item
  JOIN account_move invoice ON invoice.id = owed.move_id
  JOIN account_account account ON account.id = owed.account_id
 WHERE item.account_id = owed.account_id AND account.reconcile AND account.account_type = 'asset_receivable'
   AND owed.company_id = %(company)s AND item.company_id = %(company)s
   AND owed.currency_id = %(currency)s AND item.currency_id = %(currency)s AND invoice.currency_id = %(currency)s
   AND owed.parent_state = 'posted' AND item.parent_state = 'posted' AND item.statement_line_id IS NOT NULL
   AND owed.reconciled IS NOT TRUE AND item.reconciled IS NOT TRUE
   AND owed.matching_number IS NULL AND item.matching_number IS NULL
   AND owed.full_reconcile_id IS NULL AND item.full_reconcile_id IS NULL
   AND owed.balance <> 0 AND owed.balance = owed.amount_currency
   AND owed.amount_residual = owed.balance AND owed.amount_residual_currency = owed.balance
   AND item.balance = -owed.balance AND item.amount_currency = item.balance
   AND item.amount_residual = item.balance AND item.amount_residual_currency = item.balance
   AND invoice.move_type IN ('out_invoice', 'out_refund', 'out_receipt') AND owed.display_type = 'payment_term'
   AND (invoice.payment_state = 'not_paid' OR invoice.payment_state = 'partial' AND NOT EXISTS (
        SELECT 1
          FROM account_move_line other
          JOIN account_partial_reconcile partial ON other.id IN (partial.debit_move_id, partial.credit_move_id)
          JOIN account_move_line paid ON paid.id IN (partial.debit_move_id, partial.credit_move_id)
                                     AND paid.id <> other.id
         WHERE other.move_id = invoice.id AND paid.statement_line_id IS NULL))
   AND NOT EXISTS (
        SELECT 1
          FROM account_move_line other
          JOIN received_allocation beside ON beside.move_line_id = other.id
          JOIN received_allocation own ON own.statement_id = beside.statement_id AND own.counterpart_id = item.id
         WHERE other.move_id = invoice.id AND other.display_type = 'payment_term' AND other.id <> owed.id)
   AND NOT EXISTS (SELECT 1 FROM account_partial_reconcile partial
                    WHERE partial.debit_move_id IN (owed.id, item.id) OR partial.credit_move_id IN (owed.id, item.id))
   AND NOT EXISTS (SELECT 1 FROM account_move__account_payment payment WHERE payment.invoice_id = invoice.id)
   AND NOT EXISTS (SELECT 1 FROM mail_followers follower
                     JOIN mail_followers_mail_message_subtype_rel wants ON wants.mail_followers_id = follower.id
                    WHERE follower.res_model = 'account.move' AND follower.res_id = invoice.id
                      AND wants.mail_message_subtype_id = %(paid)s)
   AND NOT (%(taxes)s AND EXISTS (
        SELECT 1
          FROM account_move_line taxed
          LEFT JOIN account_move_line_account_tax_rel rel ON rel.account_move_line_id = taxed.id
          LEFT JOIN account_tax_filiation_rel child ON child.parent_tax = rel.account_tax_id
          JOIN account_tax tax ON tax.id IN (taxed.tax_line_id, rel.account_tax_id, child.child_tax)
         WHERE taxed.move_id = invoice.id AND tax.tax_exigibility = 'on_payment'))
   FOR UPDATE OF owed, invoice
"""
