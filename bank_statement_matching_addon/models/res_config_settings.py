from odoo import api, fields, models

from ..services.ledger_copy_permission import READ_HERE


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    statement_stop_after = fields.Selection(related="company_id.statement_stop_after", readonly=False, required=True)
    copies_beside = fields.Char("Add-ons looked at", config_parameter=READ_HERE)
    copies_obstacle = fields.Char("In the way", compute="_compute_copies_obstacle")

    @api.depends("company_id")
    def _compute_copies_obstacle(self):
        for settings in self:
            settings.copies_obstacle = self.env["ledger.copy.permission"]._obstacle_of_company(settings.company_id)
