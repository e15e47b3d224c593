from odoo import fields, models


class MailLotItem(models.Model):
    """Subscriptions that an item put in service again."""

    _inherit = "mail.lot.item"

    order_ids = fields.One2many("subscription.order", "item_id", "Reinstated subscriptions")

    def _after_cancelled(self):
        super()._after_cancelled()
        self.order_ids._take_back()

    def action_client_events(self):
        self.ensure_one()
        return self.partner_id.action_client_events()
