from odoo import api, fields, models
from odoo.fields import Domain

from .account_payment_method import CODE


class ResPartner(models.Model):
    _inherit = "res.partner"

    collect_automatically = fields.Boolean(
        company_dependent=True,
        help="Invoices of this customer are collected by direct debit; switching it on makes a mandate to sign.",
    )
    mandate_per_invoice = fields.Boolean(
        company_dependent=True, help="Each invoice needs a mandate of its own, made when the invoice is posted."
    )
    mandate_ids = fields.One2many("debit.mandate", "partner_id", "Mandates")
    mandate_count = fields.Integer(compute="_compute_mandate_count")
    mandate_missing = fields.Boolean(
        "No mandate",
        compute="_compute_mandate_missing",
        search="_search_mandate_missing",
        help="Collected automatically, but without a mandate that may be used.",
    )

    def _compute_mandate_count(self):
        counts = dict(
            self.env["debit.mandate"]._read_group([("partner_id", "in", self.ids)], ["partner_id"], ["__count"])
        )
        for partner in self:
            partner.mandate_count = counts.get(partner, 0)

    @api.depends("collect_automatically", "mandate_per_invoice", "mandate_ids.state", "mandate_ids.suspended")
    @api.depends_context("company")
    def _compute_mandate_missing(self):
        collected = self.filtered(lambda partner: partner.collect_automatically and not partner.mandate_per_invoice)
        usable = collected._with_usable_mandate()
        for partner in self:
            partner.mandate_missing = partner in collected and partner not in usable

    def _search_mandate_missing(self, operator, value):
        if operator != "in":
            return NotImplemented
        collected = self.search([("collect_automatically", "=", True), ("mandate_per_invoice", "=", False)])
        missing = collected - collected._with_usable_mandate()
        return Domain("id", "in" if True in value else "not in", missing.ids)

    def _with_usable_mandate(self):
        """Those of these payers that may be debited today by their payment type's scheme in the current company."""
        company = self.env.company
        usable = self.browse()
        for method, payers in self.grouped(lambda partner: partner._get_debit_method()).items():
            mandates = self.env["debit.mandate"]._usable_of_payers(payers, method, company)
            usable |= payers & mandates.partner_id
        return usable

    def _get_debit_method(self):
        """The direct debit payment type of this customer in the current company, if any."""
        self.ensure_one()
        method = self.property_inbound_payment_method_line_id
        return method if method.code == CODE else self.env.company.debit_method_line_id

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners.filtered("collect_automatically")._start_collecting()
        return partners

    def write(self, vals):
        starting = self.browse()
        if vals.get("collect_automatically"):
            starting = self.filtered(lambda partner: not partner.collect_automatically)
        result = super().write(vals)
        starting._start_collecting()
        return result

    def _start_collecting(self):
        """MAN-4: give the payers their direct debit payment type, and one mandate to sign where there is none."""
        default = self.env.company.debit_method_line_id
        if default:
            others = self.filtered(lambda payer: payer.property_inbound_payment_method_line_id.code != CODE)
            others.property_inbound_payment_method_line_id = default
        self.env["debit.mandate.builder"]._make_recurrent(self)

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), "collect_automatically", "mandate_per_invoice"]

    def action_open_mandates(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mandates"),
            "res_model": "debit.mandate",
            "view_mode": "list,form",
            "domain": [("partner_id", "=", self.commercial_partner_id.id)],
            "context": {"default_partner_id": self.commercial_partner_id.id},
        }
