from odoo import fields, models
from odoo.tools import SQL, formatLang

DAYS = 30
SHARES = ("automatic", "manual", "open")


class AccountJournal(models.Model):
    """What the bank's answers wait for, on the card of the bank account: two statements for all journals (STM-17)."""

    _inherit = "account.journal"

    def _fill_bank_cash_dashboard_data(self, dashboard_data):
        super()._fill_bank_cash_dashboard_data(dashboard_data)
        journals = self.filtered(lambda journal: journal.type == "bank")
        may_see = self.env.user.has_group("bank_statement_matching_addon.group_statement_reader")
        figures = journals._get_received_figures() if may_see else {}
        for journal in journals:
            dashboard_data[journal.id]["received"] = figures.get(journal.id, False)

    def _get_received_figures(self):
        """:return: ``{journal id: figures}``, only for journals that received a statement."""
        self.env.flush_all()
        companies = self.env.companies.ids
        rows = self.env.execute_query_dict(SQL(WAITING, journals=self.ids, companies=companies))
        since = fields.Date.subtract(fields.Date.context_today(self), days=DAYS)
        shares = self._get_matching_shares(since)
        figures = {}
        for row in rows:
            journal = self.browse(row["journal_id"])
            currency = journal.currency_id or journal.company_id.currency_id
            row["to_settle_amount"] = formatLang(self.env, row["to_settle_amount"], currency_obj=currency)
            figures[journal.id] = {**row, "days": DAYS, "shares": shares.get(journal.id, False)}
        return figures

    def _get_matching_shares(self, since):
        """:return: ``{journal id: {"automatic": per cent, "manual": .., "open": ..}}``; together 100."""
        groups = self.env["received.matching"]._read_group(
            [("journal_id", "in", self.ids), ("date", ">=", since)], ["journal_id", "matched"], ["__count"]
        )
        counts = {}
        for journal, matched, count in groups:
            counts.setdefault(journal.id, dict.fromkeys(SHARES, 0))[matched] = count
        return {journal: _percentages(found) for journal, found in counts.items()}

    def action_received(self):
        """Where a figure of the card leads to, named by the context."""
        self.ensure_one()
        xmlid, context = DESTINATIONS[self.env.context.get("received")]
        action = self.env["ir.actions.act_window"]._for_xml_id(f"bank_statement_matching_addon.{xmlid}")
        return {**action, "domain": [("journal_id", "=", self.id)], "context": {"create": False, **context}}


def _percentages(counts):
    """Whole per cents that add up to 100. What is open never shows as none, and nothing as all while some is open."""
    total = sum(counts.values())
    shares = {name: count * 100 // total for name, count in counts.items()}
    if counts["open"]:
        shares["open"] = max(shares["open"], 1)
    largest = max(shares, key=shares.get)
    shares[largest] += 100 - sum(shares.values())
    return shares


DESTINATIONS = {
    "errors": ("action_received_statement", {"search_default_state_3": 1}),
    "to_validate": ("action_received_statement", {"search_default_state_2": 1}),
    "to_allocate": ("action_received_statement", {"search_default_state_4": 1}),
    "to_settle": ("action_received_statement_line", {"search_default_to_settle": 1}),
    "to_post": ("action_received_statement", {"search_default_state_6": 1}),
    "matching": ("action_received_matching", {}),
}
WAITING = """
SELECT statement.journal_id,
       COUNT(*) FILTER (WHERE statement.state = 'errors') AS errors,
       COUNT(*) FILTER (WHERE statement.state = 'ready') AS to_validate,
       COUNT(*) FILTER (WHERE statement.state = 'to_allocate') AS to_allocate,
       COUNT(*) FILTER (WHERE statement.state = 'full') AS to_post,
       COALESCE(MAX(waiting.count), 0) AS to_settle,
       COALESCE(MAX(waiting.amount), 0) AS to_settle_amount
  FROM received_statement statement
  LEFT JOIN (SELECT line.journal_id, COUNT(*) AS count, SUM(ABS(line.amount - COALESCE(line.allocated, 0))) AS amount
               FROM received_statement_line line
              WHERE line.state IN ('to_allocate', 'partial') AND line.dropped IS NOT TRUE
                AND line.company_id = ANY(%(companies)s)
              GROUP BY line.journal_id) waiting ON waiting.journal_id = statement.journal_id
 WHERE statement.journal_id = ANY(%(journals)s) AND statement.company_id = ANY(%(companies)s)
 GROUP BY statement.journal_id
"""
