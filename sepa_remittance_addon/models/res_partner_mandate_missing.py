from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .account_payment_method import CODE


class ResPartner(models.Model):
    """The signal *no mandate for customer X* (MAN-7), for one customer or for a list of many (REM-17)."""

    _inherit = "res.partner"

    mandate_missing = fields.Boolean(
        "No mandate",
        compute="_compute_mandate_missing",
        search="_search_mandate_missing",
        help="Collected automatically, but without a mandate that may be used.",
    )

    @api.depends("collect_automatically", "mandate_per_invoice", "mandate_ids.state", "mandate_ids.suspended")
    @api.depends_context("company")
    def _compute_mandate_missing(self):
        collected = self.filtered(lambda partner: partner.collect_automatically and not partner.mandate_per_invoice)
        usable = collected.commercial_partner_id._with_usable_mandate()
        for partner in self:
            partner.mandate_missing = partner in collected and partner.commercial_partner_id not in usable

    def _with_usable_mandate(self):
        """Those of these payers that may be debited today by their payment type's scheme in the current company."""
        company = self.env.company
        usable = self.browse()
        for method, payers in self.grouped(lambda partner: partner._get_debit_method()).items():
            mandates = self.env["debit.mandate"]._usable_of_payers(payers, method, company)
            usable |= payers & mandates.partner_id
        return usable

    def _search_mandate_missing(self, operator, value):
        """Judge all customers in the statement that lists them; contacts of a customer are not customers themselves."""
        if operator != "in" or len(set(value)) != 1:
            return NotImplemented if operator != "in" else Domain.TRUE
        self.env["debit.mandate"].flush_model()
        missing = Domain("collect_automatically", "=", True) & Domain("mandate_per_invoice", "=", False)
        missing &= Domain.custom(to_sql=lambda model, alias, _query: model._without_usable_mandate_sql(alias))
        return missing if True in value else ~missing

    @api.model
    def _without_usable_mandate_sql(self, alias):
        own_method = self._own_method_sql(alias)
        usable = [
            SQL(
                "(%s AND %s IN (%s))",
                self._debited_by_sql(own_method, method),
                SQL.identifier(alias, "id"),
                self._payers_with_usable_mandate_sql(method),
            )
            for method in self._get_debit_methods()
        ]
        is_payer = SQL("%(payer)s.commercial_partner_id = %(payer)s.id", payer=SQL.identifier(alias))
        return SQL("(%s AND (%s) IS NOT TRUE)", is_payer, SQL(" OR ").join(usable) if usable else SQL("FALSE"))

    @api.model
    def _get_debit_methods(self):
        return self.env["account.payment.method.line"].search(
            [("code", "=", CODE), ("company_id", "=", self.env.company.id)]
        )

    def _own_method_sql(self, alias):
        """The id of the customer's payment type as it is stored.

        Odoo's own expression asks for each row whether the payment type still exists; one that does not is no debit
        type here, which comes to the same.
        """
        field = self._fields["property_inbound_payment_method_line_id"]
        return SQL(
            "(COALESCE(%s->%s, to_jsonb(%s::int))->>0)::int",
            SQL.identifier(alias, field.name),
            str(self.env.company.id),
            field.get_company_dependent_fallback(self).id or None,
        )

    def _debited_by_sql(self, own_method, method):
        """What :meth:`_get_debit_method` decides for one customer."""
        if method == self.env.company.debit_method_line_id:
            others = (self._get_debit_methods() - method).ids
            return SQL("(%s = ANY(%s)) IS NOT TRUE", own_method, others)
        return SQL("%s = %s", own_method, method.id)

    def _payers_with_usable_mandate_sql(self, method):
        """All at once, to be hashed: asked per customer, PostgreSQL spends seconds on compiling the statement."""
        return SQL(
            """SELECT mandate.partner_id FROM debit_mandate mandate
                 LEFT JOIN res_partner_bank account ON account.id = mandate.partner_bank_id
                CROSS JOIN (SELECT NULL::int AS id, 0::numeric AS amount_residual_currency) receivable
                WHERE %s""",
            self.env["debit.mandate"]._usable_today_sql(method, self.env.company),
        )
