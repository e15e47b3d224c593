from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    statement_stop_after = fields.Selection(related="company_id.statement_stop_after", readonly=False, required=True)
