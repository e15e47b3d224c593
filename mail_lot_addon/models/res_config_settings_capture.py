from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    mail_lot_card_provider_id = fields.Many2one(related="company_id.mail_lot_card_provider_id", readonly=False)
    mail_lot_charge_at_once = fields.Boolean(related="company_id.mail_lot_charge_at_once", readonly=False)
    external_mandate_url = fields.Char(related="company_id.external_mandate_url", readonly=False)
    external_mandate_key = fields.Char(related="company_id.external_mandate_key", readonly=False)
