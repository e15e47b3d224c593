from odoo import fields, models


class ResPartner(models.Model):
    """What the mail room keeps from being sent to a client. Written by ``mail.lot.client.clerk`` alone."""

    _inherit = "res.partner"

    client_stop_promo = fields.Boolean("Stop promo (2.7: 1 - not to be canvassed)", copy=False, readonly=True)
    client_stop_reminders = fields.Boolean("Stop reminders (2.8)", copy=False, readonly=True)
    client_deceased = fields.Boolean("Deceased (DCD)", copy=False, readonly=True)
    client_letter_closing = fields.Char("Closing letter", copy=False, readonly=True)
    client_event_ids = fields.One2many(
        "mail.lot.client.event", "partner_id", "Client events", groups="mail_lot_addon.group_mail_lot_reader"
    )

    def action_client_events(self):
        """What the client's letter tells: the numbered actions of the procedure."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Client events: %s", self.name),
            "res_model": "mail.lot.client.act",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.id},
        }
