from odoo import api, fields, models

from .debit_mandate import SEPA_SCHEMES

# SEPA Core and B2B rulebooks: the payer is told 14 days before the debit, or as agreed with it.
SEPA_NOTICE_DAYS = 14


class AccountPaymentMethodLine(models.Model):
    """How long before the debit the payer is told (REM-4)."""

    _inherit = "account.payment.method.line"

    debit_notice_days = fields.Integer(
        "Days of notice",
        compute="_compute_debit_notice_days",
        store=True,
        readonly=False,
        precompute=True,
        help="How many days before the debit the payer must be told, unless a customer agreed to another number. "
        "SEPA: 14 days. 0: no rule.",
    )
    debit_late_notice = fields.Selection(
        [
            ("warn", "Warn, and debit on that day"),
            ("move", "Move the debit to a later bank day"),
            ("refuse", "Refuse"),
        ],
        "A notice that comes too late",
        default="warn",
        help="When a payer would be told fewer days before the debit than it must be: looked at before notices are "
        "given and when the remittance is confirmed.",
    )

    @api.depends("debit_scheme")
    def _compute_debit_notice_days(self):
        for line in self:
            line.debit_notice_days = SEPA_NOTICE_DAYS if line.debit_scheme in SEPA_SCHEMES else 0
