from functools import partial

from odoo import models
from odoo.tools import SQL

LARGE = 1000  # lines


class DebitRemittance(models.Model):
    """What PostgreSQL knows of the size of a remittance."""

    _inherit = "debit.remittance"

    def _learn_sizes(self):
        """Have PostgreSQL look at a large remittance once it is committed.

        What comes next is planned by what is known of its lines; without it PostgreSQL takes them for one or two and
        may compare each with all others, and autovacuum comes too late (2026-11-21). Not in the transaction itself:
        ANALYZE keeps its lock to the end, and two proposals at once would wait for each other.
        """
        self.ensure_one()
        lines = self.env["debit.remittance.line"].search_count([("remittance_id", "=", self.id)], limit=LARGE)
        if lines == LARGE:
            self.env.cr.postcommit.add(partial(_analyze, self.env.registry))


def _analyze(registry):
    with registry.cursor() as own:
        own.execute(SQL("ANALYZE (SKIP_LOCKED) debit_remittance_line, debit_notice"))
