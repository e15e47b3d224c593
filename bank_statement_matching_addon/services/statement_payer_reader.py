from odoo import api, models
from odoo.tools import SQL

DOCUMENTS = "is_invoice is_inbound get_inbound_types is_sale_document get_sale_types is_purchase_document"
NOTHING_OF_PAYER = (
    "invoice_payment_term_id",
    "invoice_date_due",
    "partner_shipping_id",
    "invoice_user_id",
    "narration",
)
# What Odoo asks to find what it stores of a payer on an entry that is no invoice.
WAYS = {
    "commercial_partner_id": {"res.partner": "_compute_commercial_partner"},
    "invoice_partner_display_name": {"res.partner": "_compute_display_name _compute_complete_name _get_complete_name"},
    "partner_bank_id": {"account.move": f"_compute_bank_partner_id {DOCUMENTS}"},
    "preferred_payment_method_line_id": {"account.move": DOCUMENTS},
    "fiscal_position_id": {
        "account.fiscal.position": "_get_fiscal_position _get_first_matching_fpos _get_fpos_validation_functions",
        "res.partner": "_get_vat_required_valid address_get",
    },
    **{name: {"account.move": f"_compute_needed_terms {DOCUMENTS}"} for name in NOTHING_OF_PAYER},
}


class StatementPayerReader(models.AbstractModel):
    """Finds what Odoo would store of payers on their entries, for many at once."""

    _name = "statement.payer.reader"
    _description = "What entries have of their payers"

    @api.model
    def _known_fields(self):
        """Names of fields of an entry that no add-on finds in a way of its own."""
        foreign, moves = self.env["ledger.copy.permission"]._foreign, self.env["account.move"]
        known = set()
        for name, ways in WAYS.items():
            methods = {model: way.split() for model, way in ways.items()}
            methods["account.move"] = [*methods.get("account.move", ()), moves._fields[name].compute]
            if not foreign(methods):
                known.add(name)
        return known

    @api.model
    def _read(self, company, payer_ids):
        """``[(payer, fiscal position, payment method)]`` as ids or None.

        Odoo is asked once for all payers who are alike in all that it reads to find them. A family may have a delivery
        address of its own: each of them is asked for.
        """
        # what is stored Odoo computes as superuser
        positions, partners = (
            self.env[name].sudo().with_company(company) for name in ("account.fiscal.position", "res.partner")
        )
        by_zip, rows = positions.search_count([("zip_from", "!=", False)], limit=1), []
        checked = SQL("payer.vies_valid") if "vies_valid" in partners else SQL("NULL")
        for (alike,) in self.env.execute_query(
            SQL(ALIKE, payers=list(payer_ids), company=str(company.id), by_zip=bool(by_zip), checked=checked)
        ):
            payer = partners.browse(alike[0])
            delivery = partners.browse(payer.address_get(["delivery"])["delivery"])
            position = positions._get_fiscal_position(payer, delivery=delivery)
            method = payer.property_outbound_payment_method_line_id
            rows += [(each, position.id or None, method.id or None) for each in alike]
        return rows


ALIKE = """
SELECT ARRAY_AGG(payer.id ORDER BY payer.id)
  FROM res_partner payer
 WHERE payer.id = ANY(%(payers)s)
 GROUP BY CASE WHEN payer.parent_id IS NOT NULL
                 OR EXISTS (SELECT FROM res_partner child WHERE child.parent_id = payer.id) THEN payer.id END,
          LEFT(payer.vat, 2), %(checked)s, payer.country_id, payer.state_id, CASE WHEN %(by_zip)s THEN payer.zip END,
          payer.property_account_position_id -> %(company)s,
          payer.property_outbound_payment_method_line_id -> %(company)s
"""
