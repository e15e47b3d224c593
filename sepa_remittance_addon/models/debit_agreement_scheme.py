from odoo import api, fields, models

from .debit_mandate import PBS_SCHEMES, SCHEMES

IDENTIFIERS = ("customer_number", "debtor_group", "agreement_number", "cvr_number", "cpr_number")


class DebitAgreementScheme(models.Model):
    """What an agreement of a PBS scheme holds: the role that other systems give to an agreement indicator (MAN-17)."""

    _name = "debit.agreement.scheme"
    _description = "Agreement settings of a PBS scheme"
    _order = "scheme"

    scheme = fields.Selection([item for item in SCHEMES if item[0] in PBS_SCHEMES], required=True)
    account_required = fields.Boolean(
        "Customer's bank account required",
        help="Off for Denmark: PBS knows the payer's account, and the agreement may be kept without it.",
    )
    validity_months = fields.Integer(
        "Validity in months", help="How long a new agreement is valid after its signature. Zero: without end."
    )
    amount_limit = fields.Monetary(help="The highest amount for new agreements. Zero: no limit.")
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.ref("base.DKK"), required=True)
    heading_ids = fields.One2many("debit.agreement.heading", "scheme_id", "Identifiers")

    _scheme_unique = models.Constraint("UNIQUE(scheme)", "There are already settings for this scheme.")
    _not_negative = models.Constraint(
        "CHECK(validity_months >= 0 AND amount_limit >= 0)", "Validity and limit are not negative."
    )

    @api.depends("scheme")
    def _compute_display_name(self):
        labels = dict(self._fields["scheme"]._description_selection(self.env))
        for settings in self:
            settings.display_name = labels.get(settings.scheme)

    def _by_scheme(self):
        """``{scheme: settings}`` for every user who may see mandates."""
        return {settings.scheme: settings for settings in self.sudo().search([])}
