from odoo import api, fields, models

from .account_journal import _check_identifier

REFERENCE_PATTERNS = {
    "sepa_recurrent": "SR{customer}",
    "sepa_one_off": "SO{customer}{invoice}",
    "b2b": "BR{customer}",
}


class ResCompany(models.Model):
    _inherit = "res.company"

    sepa_creditor_identifier = fields.Char("SEPA creditor identifier")
    pbs_creditor_number = fields.Char("PBS creditor number")
    mandate_pattern_recurrent = fields.Char(
        "Reference of a recurrent mandate", default=REFERENCE_PATTERNS["sepa_recurrent"], required=True
    )
    mandate_pattern_one_off = fields.Char(
        "Reference of a one-off mandate", default=REFERENCE_PATTERNS["sepa_one_off"], required=True
    )
    mandate_pattern_b2b = fields.Char("Reference of a B2B mandate", default=REFERENCE_PATTERNS["b2b"], required=True)
    debit_method_line_id = fields.Many2one(
        "account.payment.method.line",
        "Default direct debit",
        help="The payment type that customers get when they are set to be collected automatically.",
        domain="[('code', '=', 'debit_remittance'), ('company_id', '=', id)]",
    )
    debit_attempt_limit = fields.Integer(
        "Attempts per debit",
        default=3,
        required=True,
        help="How many times an amount is asked of the bank at most; 0 for no limit. "
        "Beyond it the amount stays blocked.",
    )

    @api.constrains("sepa_creditor_identifier")
    def _check_sepa_creditor_identifier(self):
        for company in self.filtered("sepa_creditor_identifier"):
            _check_identifier(company, company.sepa_creditor_identifier)
