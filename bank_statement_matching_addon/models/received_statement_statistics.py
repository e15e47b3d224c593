from functools import partial

from odoo import models
from odoo.tools import SQL

LARGE = 1000  # lines


class ReceivedStatement(models.Model):
    """What PostgreSQL knows of the size of a statement."""

    _inherit = "received.statement"

    def _learn_sizes(self):
        """Have PostgreSQL look at a large statement once it is committed, as remittances do.

        The next step is planned by what is known of the lines; autovacuum comes after the worker has begun it.
        """
        if sum(self.mapped("line_count")) >= LARGE:
            self.env.cr.postcommit.add(partial(_analyze, self.env.registry))


def _analyze(registry):
    with registry.cursor() as own:
        own.execute(SQL("ANALYZE (SKIP_LOCKED) received_statement_line, received_allocation"))
