from odoo import api, models
from odoo.tools import SQL

from ..models.received_statement import ALLOCATING


class StatementReleaser(models.AbstractModel):
    """Releases the allocations of a whole statement (STM-14, option 23 of the source), however many there are."""

    _name = "statement.releaser"
    _description = "Release of allocations"

    @api.model
    def _release(self, statement, with_manual=False):
        """Take the allocations off: the automatic ones, and the manual ones too when asked for."""
        statement.check_access("write")
        statement._lock_or_tell()
        statement._require(*ALLOCATING)
        origins = ["automatic", "manual"] if with_manual else ["automatic"]
        self._take_back_refusals(statement, origins)
        self.env.flush_all()
        released = self.env.execute_query(SQL(RELEASE, statement=statement.id, origins=origins))
        self.env.cr.execute(SQL(BARE, lines=[line for (line,) in released]))
        # the rows are gone, and so is what was known of them
        self.env.invalidate_all(flush=False)
        statement._follow()

    def _take_back_refusals(self, statement, origins):
        refused = self.env["received.allocation"].search(
            [("statement_id", "=", statement.id), ("kind", "=", "refused"), ("origin", "in", origins)]
        )
        self.env["statement.settler"]._take_back_refusals(refused)


RELEASE = """
DELETE FROM received_allocation WHERE statement_id = %(statement)s AND origin = ANY(%(origins)s) RETURNING line_id
"""
# What decided goes with the decision; what was settled in part keeps it.
BARE = """
UPDATE received_statement_line line SET scenario_id = NULL, evidence = NULL, state = 'to_allocate'
 WHERE id = ANY(%(lines)s) AND NOT EXISTS (SELECT 1 FROM received_allocation WHERE line_id = line.id)
"""
