from odoo import fields, models


class DebitAgreementHeading(models.Model):
    """One identifier that agreements of a scheme bear, under the heading that the company gives it."""

    _name = "debit.agreement.heading"
    _description = "Identifier of agreements"
    _order = "scheme_id, sequence, id"

    scheme_id = fields.Many2one("debit.agreement.scheme", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    identifier = fields.Selection(
        [
            ("customer_number", "Customer number (15 characters)"),
            ("debtor_group", "Debtor group (5 digits)"),
            ("agreement_number", "Agreement number (9 digits)"),
            ("cvr_number", "Company number (CVR)"),
            ("cpr_number", "Personal number (CPR)"),
        ],
        required=True,
    )
    name = fields.Char("Heading", required=True, translate=True)
    required = fields.Boolean(help="An agreement cannot be signed without it.")

    _identifier_once = models.Constraint(
        "UNIQUE(scheme_id, identifier)", "Each identifier has one heading in these settings."
    )
