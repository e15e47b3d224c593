from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """What a refused debit costs its payer (REM-15)."""

    _inherit = "res.company"

    debit_return_fee = fields.Monetary("Return fee", help="What a payer is charged for a refused debit.")
    debit_fee_product_id = fields.Many2one(
        "product.product", "Product of the return fee", help="Gives account, taxes and text. Empty: no taxes."
    )
    debit_interest_rate = fields.Float("Late interest (% a year)", digits=(5, 2))
    debit_interest_product_id = fields.Many2one(
        "product.product", "Product of late interest", help="Gives account, taxes and text. Empty: no taxes."
    )
    debit_post_charges = fields.Boolean(
        "Post charges at once", help="Otherwise the invoices of fees and interest are drafts for someone to check."
    )

    @api.constrains("debit_attempt_limit", "debit_return_fee", "debit_interest_rate")
    def _check_charges(self):
        for company in self:
            if min(company.debit_attempt_limit, company.debit_return_fee, company.debit_interest_rate) < 0:
                raise ValidationError(self.env._("Attempts, fee and interest of refused debits cannot be negative."))
