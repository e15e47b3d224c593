from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..models.mail_lot_client_event import COMMENT_TYPE


class MailLotClientAct(models.TransientModel):
    """The numbered actions on a client: what is done shows at once, and each button does it once."""

    _name = "mail.lot.client.act"
    _description = "Key a client event"

    partner_id = fields.Many2one("res.partner", "Client", domain="[('client_chrono', '!=', False)]", ondelete="cascade")
    stop_promo = fields.Boolean(related="partner_id.client_stop_promo")
    stop_reminders = fields.Boolean(related="partner_id.client_stop_reminders")
    deceased = fields.Boolean(related="partner_id.client_deceased")
    closing_letter = fields.Char(related="partner_id.client_letter_closing")
    comment = fields.Char()
    comment_type = fields.Selection(COMMENT_TYPE, default="other")
    notary = fields.Boolean("A notary's details are in the letter")
    is_done = fields.Boolean()
    event_ids = fields.One2many("mail.lot.client.event", compute="_compute_event_ids")

    @api.depends("partner_id")
    def _compute_event_ids(self):
        for act in self:
            act.event_ids = self.env["mail.lot.client.event"].search([("partner_id", "=", act.partner_id.id)], limit=20)

    def action_comment(self):
        return self._do(lambda clerk: clerk._comment(self.partner_id, self.comment, self.comment_type))

    def action_stop_promo(self):
        return self._do(lambda clerk: clerk._stop_promo(self.partner_id))

    def action_stop_reminders(self):
        return self._do(lambda clerk: clerk._stop_reminders(self.partner_id))

    def action_refuse(self):
        return self._do(lambda clerk: clerk._refuse(self.partner_id))

    def action_close(self):
        return self._do(lambda clerk: clerk._close(self.partner_id, "XXXX"))

    def action_deceased(self):
        return self._do(lambda clerk: clerk._deceased(self.partner_id, notary=self.notary))

    def action_guardianship(self):
        return self._do(lambda clerk: clerk._guardianship(self.partner_id))

    def action_lift(self):
        return self._do(lambda clerk: clerk._lift(self.partner_id, self.comment))

    def _do(self, work):
        """A second click on the same form finds the work done."""
        self.ensure_one()
        if not self.partner_id:
            raise UserError(self.env._("Select a client first."))
        self.env.cr.execute(SQL("SELECT id FROM mail_lot_client_act WHERE id = %s FOR UPDATE", self.id))
        self.invalidate_recordset(["is_done"])
        if not self.is_done:
            work(self.env["mail.lot.client.clerk"])
            self.is_done = True
        return self.partner_id.action_client_events()
