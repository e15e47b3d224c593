import base64

from odoo import fields, models


class SubscriptionImport(models.TransientModel):
    """Asks for a table of subscriptions, or takes them over from sales orders."""

    _name = "subscription.import"
    _description = "Import subscriptions"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    file = fields.Binary("CSV file", attachment=False)
    filename = fields.Char()
    has_sales = fields.Boolean(compute="_compute_has_sales")

    def _compute_has_sales(self):
        self.has_sales = "sale.order.line" in self.env

    def action_import(self):
        self.ensure_one()
        content = base64.b64decode(self.file or b"")
        return self._show(self.env["subscription.importer"]._import(self.company_id, content))

    def action_import_sales(self):
        self.ensure_one()
        return self._show(self.env["subscription.importer"]._import_sales(self.company_id))

    def _show(self, orders):
        action = self.env["ir.actions.act_window"]._for_xml_id("mail_lot_addon.action_subscription_order")
        return {**action, "domain": [("id", "in", orders.ids)], "context": {}}
