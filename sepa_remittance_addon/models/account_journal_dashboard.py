from odoo import models
from odoo.tools import SQL

from .debit_remittance_line_refused import TO_DECIDE


class AccountJournal(models.Model):
    """What waits on a collecting bank account, on its card of the dashboard: one statement for all journals."""

    _inherit = "account.journal"

    def _fill_bank_cash_dashboard_data(self, dashboard_data):
        super()._fill_bank_cash_dashboard_data(dashboard_data)
        journals = self.filtered(lambda journal: journal.type == "bank")
        may_see = self.env.user.has_group("sepa_remittance_addon.group_debit_reader")
        counts = journals._count_direct_debits() if may_see else {}
        for journal in journals:
            dashboard_data[journal.id]["direct_debits"] = counts.get(journal.id, False)

    def _count_direct_debits(self):
        """:return: ``{journal id: what waits}``, only for journals that collect by direct debit."""
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(WAITING, journals=self.ids, companies=self.env.companies.ids, to_decide=SQL(TO_DECIDE))
        )
        return {row.pop("journal_id"): row for row in rows}

    def action_direct_debits(self):
        """Where the figure of the card leads to, named by the context."""
        self.ensure_one()
        what = self.env.context.get("direct_debits")
        xmlid, field, context = DESTINATIONS[what]
        action = self.env["ir.actions.act_window"]._for_xml_id(f"sepa_remittance_addon.{xmlid}")
        domain = [(field, "=", self.id)]
        if what == "to_sign":
            domain = [("company_id", "=", self.company_id.id), ("state", "=", "to_sign")]
        if what == "refused":
            domain += [("state", "in", ("rejected", "returned"))]
        return {**action, "domain": domain, "context": {"create": False, **context}}


DESTINATIONS = {
    "proposals": ("action_remittance", "journal_id", {"search_default_proposal": 1}),
    "waiting": ("action_remittance", "journal_id", {"search_default_waiting": 1}),
    "refused": ("action_remittance_line_refused", "remittance_id.journal_id", {"search_default_to_decide": 1}),
    "to_sign": ("action_mandate_to_sign", "company_id", {}),
}

# What a payer must sign is counted per company, on each of its accounts that collect under a mandate.
WAITING = """
SELECT journal.id AS journal_id,
       (SELECT COUNT(*) FROM debit_remittance remittance
         WHERE remittance.journal_id = journal.id AND remittance.state = 'proposal') AS proposals,
       (SELECT COUNT(*) FROM debit_remittance remittance
         WHERE remittance.journal_id = journal.id AND remittance.state = 'confirmed'
           AND EXISTS (SELECT FROM debit_remittance_line line
                        WHERE line.remittance_id = remittance.id AND line.state = 'remitted')) AS waiting,
       COALESCE(refused.count, 0) AS refused,
       (SELECT COUNT(*) FROM debit_mandate mandate
         WHERE mandate.company_id = journal.company_id AND mandate.state = 'to_sign') AS to_sign
  FROM account_journal journal
  LEFT JOIN (SELECT remittance.journal_id, COUNT(*) AS count
               FROM debit_remittance_line line
               JOIN debit_remittance remittance ON remittance.id = line.remittance_id
              WHERE line.id IN (%(to_decide)s)
              GROUP BY remittance.journal_id) refused ON refused.journal_id = journal.id
 WHERE journal.id = ANY(%(journals)s) AND journal.company_id = ANY(%(companies)s)
   AND EXISTS (SELECT FROM account_payment_method_line method_line
                 JOIN account_payment_method method ON method.id = method_line.payment_method_id
                WHERE method_line.journal_id = journal.id AND method.code = 'debit_remittance')
"""
