from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    module_bank_statement_matching_addon = fields.Boolean("Statement matching")
    module_recouvrements_addon = fields.Boolean("Contracts, deposits and refunds")
    module_mail_lot_addon = fields.Boolean("Mail lots")
    group_see_numbers = fields.Boolean(
        "Show account numbers to everybody", implied_group="sepa_remittance_addon.group_see_numbers"
    )
    sepa_creditor_identifier = fields.Char(related="company_id.sepa_creditor_identifier", readonly=False)
    pbs_creditor_number = fields.Char(related="company_id.pbs_creditor_number", readonly=False)
    mandate_pattern_recurrent = fields.Char(related="company_id.mandate_pattern_recurrent", readonly=False)
    mandate_pattern_one_off = fields.Char(related="company_id.mandate_pattern_one_off", readonly=False)
    mandate_pattern_b2b = fields.Char(related="company_id.mandate_pattern_b2b", readonly=False)
    debit_method_line_id = fields.Many2one(
        "account.payment.method.line",
        related="company_id.debit_method_line_id",
        readonly=False,
        domain="[('code', '=', 'debit_remittance'), ('company_id', '=', company_id)]",
    )
    signing_link_days = fields.Integer(related="company_id.signing_link_days", readonly=False)
    payers_answer_online = fields.Boolean(related="company_id.payers_answer_online", readonly=False)
    debit_attempt_limit = fields.Integer(related="company_id.debit_attempt_limit", readonly=False)
    debit_return_fee = fields.Monetary(
        related="company_id.debit_return_fee", readonly=False, currency_field="currency_id"
    )
    debit_fee_product_id = fields.Many2one(related="company_id.debit_fee_product_id", readonly=False)
    debit_interest_rate = fields.Float(related="company_id.debit_interest_rate", readonly=False)
    debit_interest_product_id = fields.Many2one(related="company_id.debit_interest_product_id", readonly=False)
    debit_post_charges = fields.Boolean(related="company_id.debit_post_charges", readonly=False)
