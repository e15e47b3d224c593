from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    deposit_account_id = fields.Many2one(related="company_id.deposit_account_id", readonly=False)
    deposit_rate = fields.Float(related="company_id.deposit_rate", readonly=False)
    deposit_handling = fields.Selection(related="company_id.deposit_handling", readonly=False)
    deposit_journal_id = fields.Many2one(related="company_id.deposit_journal_id", readonly=False)
    card_authorisation_days = fields.Integer(related="company_id.card_authorisation_days", readonly=False)
    refund_journal_id = fields.Many2one(related="company_id.refund_journal_id", readonly=False)
