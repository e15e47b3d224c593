from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    signing_link_days = fields.Integer(related="company_id.signing_link_days", readonly=False)
    payers_answer_online = fields.Boolean(related="company_id.payers_answer_online", readonly=False)
