from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    debit_attempt_limit = fields.Integer(related="company_id.debit_attempt_limit", readonly=False)
    debit_return_fee = fields.Monetary(
        related="company_id.debit_return_fee", readonly=False, currency_field="currency_id"
    )
    debit_fee_product_id = fields.Many2one(related="company_id.debit_fee_product_id", readonly=False)
    debit_interest_rate = fields.Float(related="company_id.debit_interest_rate", readonly=False)
    debit_interest_product_id = fields.Many2one(related="company_id.debit_interest_product_id", readonly=False)
    debit_post_charges = fields.Boolean(related="company_id.debit_post_charges", readonly=False)
