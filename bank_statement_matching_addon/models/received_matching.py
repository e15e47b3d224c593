from odoo import fields, models
from odoo.tools import SQL


class ReceivedMatching(models.Model):
    """How the lines of the bank were matched, line by line, for the graph over time (STM-17).

    Only lines that move money count: not refusals, duplicates, or notifications whose money a statement posts.
    """

    _name = "received.matching"
    _description = "Matching over time"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "line_id"
    _depends = {
        "received.statement": ["posts", "date"],
        "received.statement.line": ["state", "amount", "dropped", "booking_date", "value_date", "scenario_id"],
        "received.allocation": ["line_id", "origin"],
    }

    line_id = fields.Many2one("received.statement.line", readonly=True)
    statement_id = fields.Many2one("received.statement", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    journal_id = fields.Many2one("account.journal", "Bank journal", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    scenario_id = fields.Many2one("statement.scenario", readonly=True)
    date = fields.Date("Booking date", readonly=True)
    amount = fields.Monetary(readonly=True, aggregator="sum", help="Money in or out, without its sign.")
    matched = fields.Selection(
        [("automatic", "Automatically"), ("manual", "By hand"), ("open", "Open")],
        readonly=True,
        help="By hand as soon as a person made one of the allocations.",
    )

    @property
    def _table_query(self):
        return SQL(MATCHING)

    def action_open_line(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "received.statement.line",
            "res_id": self.line_id.id,
            "view_mode": "form",
        }


MATCHING = """
SELECT line.id, line.id AS line_id, line.statement_id, line.company_id, line.journal_id, line.currency_id,
       line.scenario_id, ABS(line.amount) AS amount,
       COALESCE(line.booking_date, line.value_date, statement.date) AS date,
       CASE WHEN line.state NOT IN ('full', 'done') THEN 'open'
            WHEN line.id IN (SELECT touched.line_id FROM received_allocation touched WHERE touched.origin = 'manual')
                THEN 'manual'
            ELSE 'automatic'
       END AS matched
  FROM received_statement_line line
  JOIN received_statement statement ON statement.id = line.statement_id AND statement.posts
 WHERE line.amount <> 0 AND line.dropped IS NOT TRUE
"""
