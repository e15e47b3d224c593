from odoo import api, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.depends("partner_id")
    def _compute_no_followup(self):
        """What falls due of a client who gets no reminders is out of Odoo's follow-up from the start (LOT-12)."""
        super()._compute_no_followup()
        for line in self:
            if line.partner_id.commercial_partner_id.sudo().client_stop_reminders:
                line.no_followup = True
