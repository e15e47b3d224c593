from odoo import api, models
from odoo.tools import SQL


class StatementExplainer(models.AbstractModel):
    """Says of lines that the scenarios leave open what spoke against it, so that people need not search."""

    _name = "statement.explainer"
    _description = "Why lines stay open"

    @api.model
    def _forget(self, lines):
        """What was said of these lines before, when nothing was allocated to them."""
        lines.flush_recordset()
        self.env.cr.execute(SQL(FORGET, lines=list(lines.ids)))
        lines.invalidate_recordset(["evidence"])

    @api.model
    def _tell(self, lines, verdicts):
        """Write on each line why there is no proposal; what a scenario before said stays, because it comes first."""
        reasons = {line.id: verdicts[line.id].why for line in lines if line.id in verdicts and line.amount}
        reasons = {line: why for line, why in reasons.items() if why}
        if reasons:
            self.env.cr.execute(SQL(TELL, lines=list(reasons), words=list(reasons.values())))
            lines.invalidate_recordset(["evidence"])


FORGET = "UPDATE received_statement_line SET evidence = NULL WHERE id = ANY(%(lines)s) AND evidence IS NOT NULL"
TELL = """
UPDATE received_statement_line line SET evidence = told.words
  FROM unnest(%(lines)s::int[], %(words)s::varchar[]) AS told(id, words)
 WHERE line.id = told.id AND line.evidence IS NULL
"""
