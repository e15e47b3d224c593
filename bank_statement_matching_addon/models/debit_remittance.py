from odoo import fields, models


class DebitRemittance(models.Model):
    _inherit = "debit.remittance"

    received_statement_count = fields.Integer("Statements", compute="_compute_received_statement_count")

    def _compute_received_statement_count(self):
        groups = self.env["received.allocation"]._read_group(
            [("remittance_line_id.remittance_id", "in", self.ids)], ["remittance_id"], ["statement_id:count_distinct"]
        )
        counts = {remittance.id: count for remittance, count in groups}
        for remittance in self:
            remittance.received_statement_count = counts.get(remittance.id, 0)

    def action_received_statements(self):
        """The statements that answered this remittance (STM-16)."""
        self.ensure_one()
        allocations = self.env["received.allocation"].search([("remittance_id", "=", self.id)])
        return allocations.statement_id._action_open()

    def _action_open_from_statement(self):
        """Option 20 of the source: from the bank's answer to what was asked."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Remittance (20)"),
            "res_model": "debit.remittance",
        }
        if len(self) == 1:
            return {**action, "view_mode": "form", "res_id": self.id}
        return {**action, "view_mode": "list,form", "domain": [("id", "in", self.ids)]}
