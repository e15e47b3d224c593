from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .debit_mandate import SEPA_SCHEMES

# SEPA Core and B2B rulebooks: a mandate that was not used for 36 months must not be used again. A collection that was
# presented is a use, also when it was refused, returned or refunded.
UNUSED_MONTHS = 36
OPERATORS = {"<": SQL("<"), "<=": SQL("<="), ">": SQL(">"), ">=": SQL(">="), "in": SQL("= ANY")}


class DebitMandate(models.Model):
    """How long an unused mandate lives (MAN-13). The scheduled action is ``debit.mandate.expirer``."""

    _inherit = "debit.mandate"

    collected_before = fields.Date(
        "Last collected elsewhere",
        copy=False,
        inverse="_inverse_collected_before",
        help="The last debit under this mandate before it came into this database, as brought along by an import.",
    )
    expiry_date = fields.Date(
        "Expires on",
        compute="_compute_expiry_date",
        search="_search_expiry_date",
        help="SEPA: the first day it must not be used any more, 36 months after the last collection or the signature.",
    )

    def _inverse_collected_before(self):
        """A use elsewhere is a use: it is the first collection here no more, and the 36 months count from it."""
        for mandate in self.filtered("collected_before"):
            day = mandate.collected_before
            mandate.first_collection_date = min(mandate.first_collection_date or day, day)
            mandate.last_collection_date = max(mandate.last_collection_date or day, day)

    @api.depends("scheme", "signature_date", "last_collection_date")
    def _compute_expiry_date(self):
        for mandate in self:
            last_use = mandate.last_collection_date or mandate.signature_date
            expires = mandate.scheme in SEPA_SCHEMES and last_use
            mandate.expiry_date = last_use + relativedelta(months=UNUSED_MONTHS) if expires else False

    def _search_expiry_date(self, operator, value):
        """Compare the day of expiry; PBS agreements and unsigned mandates have none and never match a comparison."""
        if operator not in OPERATORS:
            return NotImplemented
        self.env["debit.mandate"].flush_model(["last_collection_date", "signature_date"])
        if operator == "in" and False in value:
            return Domain("scheme", "not in", SEPA_SCHEMES) | Domain("signature_date", "=", False)
        value = list(value) if operator == "in" else value
        return Domain("scheme", "in", SEPA_SCHEMES) & Domain.custom(
            to_sql=lambda model, alias, _query: SQL(
                "%s %s (%s)", model._expiry_sql(SQL.identifier(alias)), OPERATORS[operator], value
            )
        )

    @api.model
    def _expiry_sql(self, mandate):
        """The first day on which the SEPA mandate of an alias must not be used any more.

        PostgreSQL and :meth:`_compute_expiry_date` both end a month of fewer days at its last day.
        """
        return SQL(
            "(COALESCE(%(mandate)s.last_collection_date, %(mandate)s.signature_date) + %(unused)s::interval)::date",
            mandate=mandate,
            unused=f"{UNUSED_MONTHS} months",
        )
