from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    mail_lot_partner_code_limit = fields.Integer(related="company_id.mail_lot_partner_code_limit", readonly=False)
    mail_lot_journal_id = fields.Many2one(
        "account.journal",
        related="company_id.mail_lot_journal_id",
        readonly=False,
        domain="[('type', '=', 'bank'), ('company_id', '=', company_id)]",
    )
    mail_lot_deposit_account_id = fields.Many2one(
        "account.account",
        related="company_id.mail_lot_deposit_account_id",
        readonly=False,
        domain="[('reconcile', '=', True), ('account_type', '=', 'asset_current'), ('company_ids', 'in', company_id)]",
    )
