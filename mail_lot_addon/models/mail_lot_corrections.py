from odoo import fields, models


class MailLot(models.Model):
    """Corrections of a lot's items, also after closing."""

    _inherit = "mail.lot"

    correction_ids = fields.One2many("mail.lot.correction", "lot_id", "Corrections", readonly=True)
    correction_count = fields.Integer(compute="_compute_correction_count")

    def _compute_correction_count(self):
        groups = self.env["mail.lot.correction"]._read_group([("lot_id", "in", self.ids)], ["lot_id"], ["__count"])
        counts = {lot.id: count for lot, count in groups}
        for lot in self:
            lot.correction_count = counts.get(lot.id, 0)

    def action_cancel_cash_in(self):
        return self._open_correction("4.3", self.env._("4.3 Cancel a cash-in"))

    def action_cancel_regularisation(self):
        return self._open_correction("4.7", self.env._("4.7 Cancel a regularisation"))

    def _open_correction(self, action, title, **defaults):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "mail.lot.item.correct",
            "view_mode": "form",
            "target": "new",
            "context": {"default_action": action, "default_lot_id": self.id, "to_correct": True, **defaults},
        }

    def action_corrections(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("mail_lot_addon.action_mail_lot_correction")
        return {**action, "domain": [("lot_id", "=", self.id)], "context": {}}
