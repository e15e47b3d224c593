from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerContract(models.Model):
    """The sales order a contract comes from, where the sales app is installed; nothing shows without it (CTR-1)."""

    _inherit = "customer.contract"

    order_ref = fields.Reference(selection="_selection_order_ref", string="Sales order", copy=False)
    order_possible = fields.Boolean(compute="_compute_order_possible")

    _one_per_order = models.UniqueIndex(
        "(order_ref) WHERE order_ref IS NOT NULL", "This sales order has a contract already."
    )

    @api.model
    def _selection_order_ref(self):
        return [("sale.order", self.env._("Sales order"))] if "sale.order" in self.env else []

    @api.depends("company_id")
    def _compute_order_possible(self):
        self.order_possible = bool(self._selection_order_ref())

    @api.onchange("order_ref")
    def _onchange_order_ref(self):
        """What the order says is taken over where nothing else was entered."""
        if not self.order_ref:
            return
        self.partner_id = self.partner_id or self.order_ref.partner_id
        self.company_id = self.order_ref.company_id
        self.agreed_amount = self.agreed_amount or self.order_ref.amount_total

    @api.constrains("order_ref", "company_id", "partner_id")
    def _check_order_ref(self):
        for contract in self.sudo().filtered("order_ref"):
            order = contract.order_ref
            same_customer = order.partner_id.commercial_partner_id == contract.partner_id.commercial_partner_id
            if order.company_id != contract.company_id or not same_customer:
                raise ValidationError(
                    self.env._(
                        "Contract %(number)s: order %(order)s is of another customer or branch.",
                        number=contract.number,
                        order=order.name,
                    )
                )

    # ------------------------------------------------------------ life

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        contracts._take_invoices_of_orders()
        return contracts

    def write(self, vals):
        written = super().write(vals)
        if vals.get("order_ref"):
            self._take_invoices_of_orders()
        return written

    def _take_invoices_of_orders(self):
        """Invoices that the orders have already become the contract's."""
        for contract in self.sudo().filtered("order_ref"):
            contract.order_ref.invoice_ids.filtered(lambda move: not move.contract_id).contract_id = contract

    # ------------------------------------------------------------ from the order

    @api.model
    def _open_of_orders(self, order_ids):
        """The contract of a sales order, or the form to make it; for the menu *Actions* of orders."""
        references = [f"sale.order,{order_id}" for order_id in order_ids or []]
        contracts = self.with_context(active_test=False).search([("order_ref", "in", references)])
        action = self.env["ir.actions.actions"]._for_xml_id("recouvrements_addon.action_contract")
        if len(references) == 1:
            views = {"views": [(False, "form")], "res_id": contracts.id}
            return {**action, **views, "context": {} if contracts else self._default_of_order(order_ids[0])}
        return {**action, "domain": [("id", "in", contracts.ids)], "context": {}}

    def _default_of_order(self, order_id):
        order = self.env["sale.order"].browse(order_id)
        return {
            "default_order_ref": f"sale.order,{order.id}",
            "default_partner_id": order.partner_id.id,
            "default_company_id": order.company_id.id,
            "default_agreed_amount": order.amount_total,
        }
