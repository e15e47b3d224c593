from odoo import fields, models
from odoo.tools import SQL

from .received_allocation_ledger import UNRECONCILED


class ReceivedStatement(models.Model):
    """A statement and the ledgers: updated (option 9 of the source), undone, or changed in Odoo's own screens since."""

    _inherit = "received.statement"

    unreconciled_count = fields.Integer("Reconciliations removed", compute="_compute_changed_in_odoo")
    missing_count = fields.Integer("Posted lines removed", compute="_compute_changed_in_odoo")

    def action_update_ledgers(self):
        """Option 9 of the source; what is updated already stays as it is."""
        self.env["statement.bookkeeper"]._refuse_others()
        todo = self.filtered(lambda statement: statement.state != "done")
        todo._refuse_other_states("full")
        return todo._do_each("_run_ledger_update", self.env._("Update ledgers (9)"))

    def action_undo_ledgers(self):
        self.env["statement.bookkeeper"]._refuse_others()
        self._refuse_other_states("done")
        return self._do_each("_run_undo", self.env._("Undo the ledger update"))

    def _run_ledger_update(self):
        self.env["statement.bookkeeper"]._update(self)

    def _run_undo(self):
        self.env["statement.bookkeeper"]._undo(self)

    # ------------------------------------------------------------ changed in Odoo's own screens (STM-19)

    def _compute_changed_in_odoo(self):
        """What was posted, and is not there or not reconciled any more: removed since by way of Odoo's own screens."""
        done = self.filtered(lambda statement: statement.state == "done")
        done.flush_recordset()
        query = SQL("%s AND allocation.statement_id = ANY(%s)", SQL(UNRECONCILED), list(done.ids))
        removed = self.env["received.allocation"].browse(row[0] for row in self.env.execute_query(query))
        counts = {statement.id: len(those) for statement, those in removed.grouped("statement_id").items()}
        missing = dict(self.env.execute_query(SQL(MISSING, statements=list(done.ids))))
        for statement in self:
            statement.unreconciled_count = counts.get(statement.id, 0)
            statement.missing_count = missing.get(statement.id, 0)

    def action_unreconciled(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_matching_addon.action_received_allocation"
        )
        return {
            **action,
            "domain": [("statement_id", "=", self.id), ("unreconciled", "=", True)],
            "name": self.env._("Reconciliations removed in Odoo's own screens"),
        }


MISSING = """
SELECT line.statement_id, COUNT(*)
  FROM received_statement_line line
  JOIN received_statement statement ON statement.id = line.statement_id AND statement.posts
 WHERE line.statement_id = ANY(%(statements)s) AND line.amount <> 0 AND line.dropped IS NOT TRUE
   AND line.native_line_id IS NULL
 GROUP BY line.statement_id
"""
