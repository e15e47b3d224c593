from odoo import fields, models
from odoo.tools import SQL


class DebitRemittanceGroup(models.Model):
    """View 3 of a proposal: what one payer is debited on one day, with actions on the whole group at once (REM-6)."""

    _name = "debit.remittance.group"
    _description = "Payer and payment date of a remittance"
    _auto = False
    _order = "payment_date, partner_id"
    _rec_name = "partner_id"
    _depends = {"debit.remittance.line": ["remittance_id", "partner_id", "payment_date", "amount", "state"]}

    remittance_id = fields.Many2one("debit.remittance", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", "Payer", readonly=True)
    payment_date = fields.Date(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    remittance_state = fields.Selection(related="remittance_id.state")
    line_count = fields.Integer("Invoices", readonly=True)
    amount = fields.Monetary("To collect", readonly=True, aggregator="sum")
    held_amount = fields.Monetary("On hold", readonly=True, aggregator="sum")
    removed_amount = fields.Monetary("Removed", readonly=True, aggregator="sum")
    refused_amount = fields.Monetary("Refused", readonly=True, aggregator="sum")
    notified_on = fields.Date("Payer told", readonly=True, help="Empty as long as one of the debits was not announced.")
    line_ids = fields.Many2many("debit.remittance.line", compute="_compute_line_ids")

    @property
    def _table_query(self):
        # ids are those of the first line of each group, so that they stay the same while the group exists
        return SQL(
            """SELECT MIN(id) AS id, remittance_id, company_id, partner_id, payment_date, currency_id,
                      COUNT(*) AS line_count,
                      SUM(CASE WHEN state IN ('proposed', 'remitted', 'matched') THEN amount ELSE 0 END) AS amount,
                      SUM(CASE WHEN state = 'held' THEN amount ELSE 0 END) AS held_amount,
                      SUM(CASE WHEN state = 'removed' THEN amount ELSE 0 END) AS removed_amount,
                      SUM(CASE WHEN state IN ('rejected', 'returned') THEN amount ELSE 0 END) AS refused_amount,
                      CASE WHEN BOOL_AND(notified_on IS NOT NULL OR state IN ('held', 'removed', 'cancelled'))
                           THEN MAX(notified_on) END AS notified_on
                 FROM debit_remittance_line
                GROUP BY remittance_id, company_id, partner_id, payment_date, currency_id"""
        )

    def _compute_line_ids(self):
        lines = self.env["debit.remittance.line"].search(
            [("remittance_id", "in", self.remittance_id.ids), ("partner_id", "in", self.partner_id.ids)]
        )
        grouped = lines.grouped(lambda line: (line.remittance_id, line.partner_id, line.payment_date))
        for group in self:
            group.line_ids = grouped.get((group.remittance_id, group.partner_id, group.payment_date), lines.browse())

    def action_hold(self):
        return self._in_state("proposed").action_hold()

    def action_release(self):
        return self._in_state("held").action_release()

    def action_remove(self):
        return self._in_state("proposed", "held").action_remove()

    def _in_state(self, *states):
        return self.line_ids.filtered(lambda line: line.state in states)

    def action_invoices(self):
        """Zoom into the invoices of the group."""
        self.ensure_one()
        action = self.remittance_id.action_lines()
        action["domain"] = [("id", "in", self.line_ids.ids)]
        return action

    def action_add_invoices(self):
        """Other open invoices of the same payer."""
        self.ensure_one()
        action = self.remittance_id.action_add_invoices()
        action["context"]["default_partner_id"] = self.partner_id.id
        return action

    def action_view_invoices(self):
        """Option 11: switch to view 1, all invoices by payer; back to it when it is where one came from."""
        return self.env["debit.remittance"]._switch_view("lines", self._remittance_of_view().action_lines)

    def _remittance_of_view(self):
        return (
            self.env["debit.remittance"].browse(self.env.context.get("default_remittance_id")) or self.remittance_id[:1]
        )
