from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    refund_xml_export = fields.Boolean(related="company_id.refund_xml_export", readonly=False)
    refund_approval_from = fields.Monetary(
        related="company_id.refund_approval_from", readonly=False, currency_field="currency_id"
    )
