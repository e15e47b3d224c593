from odoo import api, fields, models

from .account_payment_method import CODE


class ResPartner(models.Model):
    _inherit = "res.partner"

    collect_automatically = fields.Boolean(
        "Collect automatically",
        company_dependent=True,
        help="Invoices of this customer are collected by direct debit. Switching it on makes a mandate to sign, unless "
        "there is one of any status. Switching it off takes the direct debit payment type from the customer.",
    )
    mandate_per_invoice = fields.Boolean(
        "Mandate per invoice",
        company_dependent=True,
        help="Each invoice needs a mandate of its own, made when the invoice is posted. An import changes it for "
        "future invoices only; the button asks about the open ones too.",
    )
    last_debited_on = fields.Date(
        "Last debited elsewhere",
        company_dependent=True,
        help="The last direct debit of this customer before it was collected from here, say by another program. "
        "May be imported; the conversion to SEPA direct debit takes such customers as debited before.",
    )
    mandate_ids = fields.One2many("debit.mandate", "partner_id", "Mandates")
    mandate_count = fields.Integer(compute="_compute_mandate_count")

    def _compute_mandate_count(self):
        counts = dict(
            self.env["debit.mandate"]._read_group([("partner_id", "in", self.ids)], ["partner_id"], ["__count"])
        )
        for partner in self:
            partner.mandate_count = counts.get(partner, 0)

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
        """What follows from the two switches follows however they are written: by form, import or RPC."""
        starting, stopping, switched = self.browse(), self.browse(), self.browse()
        if vals.get("collect_automatically"):
            starting = self.filtered(lambda partner: not partner.collect_automatically)
        elif "collect_automatically" in vals:
            stopping = self.filtered("collect_automatically")
        if "mandate_per_invoice" in vals:
            switched = self.filtered(lambda partner: partner.mandate_per_invoice != bool(vals["mandate_per_invoice"]))
        result = super().write(vals)
        starting._start_collecting()
        stopping._stop_collecting()
        self.env["debit.mandate.switcher"]._follow_switch(switched)
        return result

    def _start_collecting(self):
        """MAN-4: give the payers their direct debit payment type, and one mandate to sign where there is none."""
        default = self.env.company.debit_method_line_id
        if default:
            others = self.filtered(lambda payer: payer.property_inbound_payment_method_line_id.code != CODE)
            others.property_inbound_payment_method_line_id = default
        self.env["debit.mandate.builder"]._make_recurrent(self)

    def _stop_collecting(self):
        """New invoices of these customers are not paid by direct debit any more; their mandates stay as they are."""
        debited = self.filtered(lambda payer: payer.property_inbound_payment_method_line_id.code == CODE)
        debited.property_inbound_payment_method_line_id = False

    @api.private
    def _set_collecting(self, collect):
        """Switch *collect automatically* for those who keep mandates, who may have no right on contacts otherwise."""
        self.env["debit.mandate"].check_access("write")
        self.sudo().collect_automatically = collect

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), "collect_automatically", "mandate_per_invoice"]

    def action_switch_mandate_per_invoice(self):
        """MAN-6: ask whether the other way of giving mandates concerns the open items too."""
        payers = self.commercial_partner_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mandate per invoice"),
            "res_model": "debit.mandate.switch",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_partner_ids": payers.ids,
                "default_way": "recurrent" if all(payers.mapped("mandate_per_invoice")) else "one_off",
            },
        }

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
