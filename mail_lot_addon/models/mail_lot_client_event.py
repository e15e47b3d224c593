from odoo import api, fields, models
from odoo.exceptions import UserError

CODE = [
    ("2.6", "2.6 - Comment"),
    ("2.7", "2.7 - Stop promo"),
    ("2.8", "2.8 - Stop reminders"),
    ("3.3", "3.3 / 13 - Refusal to pay"),
    ("closing", "Closing letter"),
    ("lifted", "Stops lifted"),
]
COMMENT_TYPE = [
    ("other", "Other reason"),
    ("address", "Address"),
    ("payment", "Payment"),
    ("subscription", "Subscription"),
]
LETTER = [("XXXX", "XXXX"), ("RPSI", "RPSI")]


class MailLotClientEvent(models.Model):
    """What a client's letter told: numbered as in the procedure, never edited. Made by ``mail.lot.client.clerk``."""

    _name = "mail.lot.client.event"
    _description = "Client event"
    _order = "id desc"
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", "Client", required=True, index=True, ondelete="restrict")
    client_code = fields.Char(index=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
    item_id = fields.Many2one("mail.lot.item", index="btree_not_null", ondelete="restrict", check_company=True)
    code = fields.Selection(CODE, "Action", required=True, index=True)
    comment = fields.Char()
    comment_type = fields.Selection(COMMENT_TYPE)
    letter = fields.Selection(LETTER)

    @api.depends("code", "partner_id")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for event in self:
            event.display_name = f"{labels.get(event.code, '')}: {event.partner_id.name}"

    @api.ondelete(at_uninstall=False)
    def _refuse_delete(self):
        raise UserError(self.env._("What a client told stays on record: %s", self[:1].display_name))
