from odoo import api, models
from odoo.tools import SQL, split_every

AT_ONCE = 500


class StatementReconciler(models.AbstractModel):
    """Has Odoo reconcile what a statement posted, many groups of items at once."""

    _name = "statement.reconciler"
    _inherit = "debit.reconciler"
    _description = "Reconciliation of many pairs"

    @api.model
    def _reconcile(self, statement):
        """Payments with what they pay, share by share. A payment taken back leaves its invoice first, so that the
        invoice is open again.
        """
        self.env.flush_all()
        taken_back = self.env.execute_query(SQL(TAKEN_BACK, statement=statement.id))
        self._leave_invoices([payment for _id, _item, payment, earlier in taken_back if earlier])
        groups = [[payment, item] for _id, item, payment, _earlier in taken_back]
        self._note_reopened(taken_back)
        groups += [row[0] for row in self.env.execute_query(SQL(PAYING, statement=statement.id))]
        groups += [row[0] for row in self.env.execute_query(SQL(CARRIED, statement=statement.id))]
        self._reconcile_shares(self.env["statement.pair.cloner"]._reconcile(statement, groups))

    def _reconcile_shares(self, groups):
        items, done = self.env["account.move.line"], 0
        for share in split_every(AT_ONCE, groups, list):
            self._reconcile_all([items.browse(group) for group in share])
            self.env["statement.poster"]._release()
            done += len(share)
            # the first half of the way is posting
            self.env["background.job"]._tell_progress(len(groups) + done, 2 * len(groups), self.env._("Reconciling"))

    def _leave_invoices(self, payment_ids):
        for share in split_every(AT_ONCE, payment_ids):
            self.env["account.move.line"].browse(share).remove_move_reconcile()
            self.env["statement.poster"]._release()

    def _note_reopened(self, taken_back):
        ids, payments = [row[0] for row in taken_back], [row[2] for row in taken_back]
        self.env.cr.execute(SQL(NOTE_REOPENED, ids, payments))
        self.env["received.allocation"].invalidate_model(["reopened_id"])


# A debit and its return meet in whatever order their statements are posted, unless the debt that the return made was
# settled since. ``earlier``: the payment paid its invoice until now.
TAKEN_BACK = """
SELECT back.id, back.counterpart_id, paid.counterpart_id, back.statement_id = %(statement)s
                                                          AND paid.statement_id <> back.statement_id
  FROM received_allocation back
  JOIN received_allocation paid ON paid.remittance_line_id = back.remittance_line_id AND paid.kind = 'remitted'
  JOIN account_move_line debt ON debt.id = back.counterpart_id AND debt.reconciled IS NOT TRUE
  JOIN account_move_line money ON money.id = paid.counterpart_id AND money.parent_state = 'posted'
 WHERE back.kind = 'returned' AND (back.statement_id = %(statement)s OR paid.statement_id = %(statement)s)
 ORDER BY back.id
"""
NOTE_REOPENED = """
UPDATE received_allocation back SET reopened_id = told.payment
  FROM UNNEST(%s::int[], %s::int[]) AS told(id, payment) WHERE back.id = told.id
"""
# Each due amount with everything of the statement that pays it.
PAYING = """
SELECT ARRAY_PREPEND(owed.id, ARRAY_AGG(allocation.counterpart_id ORDER BY allocation.id))
  FROM received_allocation allocation
  JOIN account_move_line owed ON owed.id = allocation.move_line_id AND owed.reconciled IS NOT TRUE
 WHERE allocation.statement_id = %(statement)s AND allocation.kind IN ('remitted', 'open_item')
   AND allocation.counterpart_id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM received_allocation back
                    WHERE back.reopened_id = allocation.counterpart_id AND back.kind = 'returned')
 GROUP BY owed.id
 ORDER BY MIN(allocation.id)
"""
CARRIED = """
SELECT ARRAY_AGG(allocation.counterpart_id ORDER BY allocation.id)
  FROM received_allocation allocation
  JOIN received_statement_line line ON line.id = allocation.line_id
 WHERE allocation.statement_id = %(statement)s AND allocation.kind = 'carried'
   AND allocation.counterpart_id IS NOT NULL
 GROUP BY allocation.partner_id, line.payment_date
 ORDER BY MIN(allocation.id)
"""
