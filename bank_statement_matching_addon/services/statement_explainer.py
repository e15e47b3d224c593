from odoo import api, models
from odoo.tools import SQL

from ..scenarios import SCENARIOS


class StatementExplainer(models.AbstractModel):
    """Says of lines that the scenarios left open what spoke against it, so that people need not search."""

    _name = "statement.explainer"
    _description = "Why lines stay open"

    @api.model
    def _explain(self, lines, plan):
        """Write on each line that has no allocation the first reason among its scenarios, if one has a reason.

        :param plan: ``{line id: scenarios}``, as the allocator tried them.
        """
        bare = lines.filtered(lambda line: line.amount and not line.allocation_ids and not line.dropped)
        by_kind = {kind: self._reasons(bare, kind, plan) for kind in self._kinds(bare, plan)}
        reasons = {line.id: self._first(line, by_kind, plan) for line in bare}
        self.env.flush_all()
        self.env.cr.execute(SQL(TELL, lines=list(reasons), words=[reason or None for reason in reasons.values()]))
        bare.invalidate_recordset(["evidence"])

    def _kinds(self, lines, plan):
        tried = {scenario.kind for line in lines for scenario in plan[line.id]}
        return [kind for kind in SCENARIOS if kind in tried and hasattr(SCENARIOS[kind], "why_not")]

    def _reasons(self, lines, kind, plan):
        those = lines.filtered(lambda line: kind in plan[line.id].mapped("kind"))
        return SCENARIOS[kind].why_not(self.env, those)

    def _first(self, line, by_kind, plan):
        found = (by_kind.get(scenario.kind, {}).get(line.id) for scenario in plan[line.id])
        return next(filter(None, found), "")


TELL = """
UPDATE received_statement_line line SET evidence = told.words
  FROM unnest(%(lines)s::int[], %(words)s::varchar[]) AS told(id, words)
 WHERE line.id = told.id
"""
