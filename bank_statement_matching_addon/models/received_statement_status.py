from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .received_statement import STATES


class ReceivedStatement(models.Model):
    """The status follows the lines: the lowest of them (STM-7)."""

    _inherit = "received.statement"

    def _require(self, *states):
        """Refuse what is not possible in the present status, and everything while a worker is at it (STM-18)."""
        self.env["background.job"]._refuse_while_working(self)
        self._refuse_other_states(*states)

    def _refuse_other_states(self, *states):
        """Refuse what is not possible in the present status, naming it."""
        wrong = self.filtered(lambda statement: statement.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "This is not possible in the status “%(status)s” of %(statement)s.",
                    status=labels[wrong[0].state],
                    statement=wrong[0].name or wrong[0].identification or wrong[0].id,
                )
            )

    def _is_allocated(self):
        """Whether something is allocated: also where the lowest line says that nothing is."""
        self.ensure_one()
        return bool(self.env["received.allocation"].search_count([("statement_id", "=", self.id)], limit=1))

    def _follow(self, tried=False, lines=None):
        """Set the sums and statuses of the lines from their allocations, and each statement to its lowest line.

        :param tried: the automatic allocation has run: a line without allocation becomes 5, not 4.
        :param lines: the lines that changed, where the others are known to be right.
        """
        self.env.flush_all()
        column = SQL("own.statement_id" if lines is None else "own.id")
        ids = list((self if lines is None else lines).ids)
        known = SQL(KNOWN, column=column, ids=ids, empty="partial" if tried else None)
        self.env.cr.execute(SQL(FOLLOW_LINES, known=known))
        self.env.cr.execute(SQL(LOWEST_LINE, statements=list(self.ids), order=[state for state, _label in STATES]))
        lowest = dict(self.env.cr.fetchall())
        self.env["received.statement.line"].invalidate_model(["allocated", "state", "allocation_ids"])
        self.invalidate_recordset(["total", "allocated", "difference", "line_count", "to_settle_count"])
        for state, statements in self.grouped(lambda statement: lowest.get(statement.id, "full")).items():
            statements._move_to(state)

    def _set_lines(self, state, lines=None):
        """One status for all lines, or for the given ones; in one statement, writing no line that has it already."""
        table = self.env["received.statement.line"]
        table.flush_model(["state", "statement_id"])
        column = SQL("statement_id" if lines is None else "id")
        ids = list((self if lines is None else lines).ids)
        self.env.cr.execute(
            SQL(
                "UPDATE received_statement_line SET state = %(state)s"
                " WHERE %(column)s = ANY(%(ids)s) AND state <> %(state)s",
                state=state,
                column=column,
                ids=ids,
            )
        )
        table.invalidate_model(["state"])


# What the allocations of lines say of them; also of their payer, where it is one.
KNOWN = """
SELECT own.id, COALESCE(SUM(allocation.amount), 0) AS allocated,
       CASE WHEN COUNT(DISTINCT allocation.partner_id) = 1 THEN MIN(allocation.partner_id) END AS partner_id,
       CASE WHEN own.dropped OR NOT BOOL_AND(COALESCE(statement.posts, TRUE))
              OR ROUND(own.amount - COALESCE(SUM(allocation.amount), 0), COALESCE(MAX(currency.decimal_places), 2)) = 0
                 AND (own.amount = 0 OR COUNT(allocation.id) > 0)
            THEN 'full'
            WHEN COUNT(allocation.id) > 0 THEN 'partial'
            WHEN %(empty)s IS NOT NULL THEN %(empty)s
            WHEN own.state IN ('partial', 'full') THEN 'partial'
            ELSE 'to_allocate'
       END AS state
  FROM received_statement_line own
  JOIN received_statement statement ON statement.id = own.statement_id
  LEFT JOIN received_allocation allocation ON allocation.line_id = own.id
  LEFT JOIN res_currency currency ON currency.id = own.currency_id
 WHERE %(column)s = ANY(%(ids)s)
 GROUP BY own.id
"""
FOLLOW_LINES = """
UPDATE received_statement_line line SET allocated = known.allocated, state = known.state
  FROM (%(known)s) known
 WHERE known.id = line.id AND (line.allocated, line.state) IS DISTINCT FROM (known.allocated, known.state)
"""
LOWEST_LINE = """
SELECT DISTINCT ON (statement_id) statement_id, state
  FROM received_statement_line
 WHERE statement_id = ANY(%(statements)s) AND dropped IS NOT TRUE
 ORDER BY statement_id, array_position(%(order)s::varchar[], state)
"""
