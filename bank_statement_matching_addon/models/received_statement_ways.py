from odoo import models


class ReceivedStatement(models.Model):
    """Where one goes from a statement: its errors, its lines, its file."""

    _inherit = "received.statement"

    def _action_open(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_matching_addon.action_received_statement"
        )
        if len(self) == 1:
            return {**action, "views": [(False, "form")], "res_id": self.id, "context": {}}
        return {**action, "domain": [("id", "in", self.ids)], "context": {}}

    def _action_related(self, xmlid, **more):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"bank_statement_matching_addon.{xmlid}")
        return {
            **action, "domain": [("statement_id", "=", self.id)], "context": {"default_statement_id": self.id}, **more
        }  # fmt: skip

    def action_errors(self):
        """Option 12 of the source."""
        return self._action_related("action_received_statement_error")

    def action_lines(self):
        return self._action_related("action_received_statement_line_all", context=self._context_of_lines())

    def action_lines_to_settle(self):
        return self._action_related(
            "action_received_statement_line_all", context={**self._context_of_lines(), "search_default_to_settle": 1}
        )

    def _context_of_lines(self):
        return {
            "default_statement_id": self.id,
            "counterparties": self.has_counterparties,
            "customer_numbers": self.has_customer_numbers,
            "rejected_amounts": self.has_rejected_amounts,
        }

    def action_remittances(self):
        """Option 20 of the source."""
        self.ensure_one()
        answered = self.env["received.allocation"]._read_group([("statement_id", "=", self.id)], ["remittance_id"])
        remittances = self.env["debit.remittance"].union(*(remittance for (remittance,) in answered))
        return remittances._action_open_from_statement()

    def action_native_statement(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Posted lines"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("statement_line_id.statement_id", "=", self.native_statement_id.id)],
            "context": {"create": False},
        }

    def action_file(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "download",
        }
