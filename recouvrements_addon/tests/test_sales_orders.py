from odoo.addons.sepa_remittance_addon.tests.sales_case import SalesCase
from odoo.exceptions import ValidationError
from odoo.fields import Command

from .contract_case import ContractCase


class TestSalesOrders(SalesCase, ContractCase):
    """A contract made from a sales order; the module does not need the sales app, so nor does its test."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rent = cls.env["product.product"].create({"name": "Rent", "type": "service", "invoice_policy": "order"})
        line = {"product_id": rent.id, "price_unit": 500, "tax_ids": [Command.clear()]}
        cls.order = cls.env["sale.order"].create({"partner_id": cls.customer.id, "order_line": [Command.create(line)]})
        cls.order.action_confirm()

    def _from_order(self):
        action = self.env["customer.contract"]._open_of_orders(self.order.ids)
        return self.env["customer.contract"].with_context(**action["context"]).create({})

    def test_an_order_makes_its_contract_and_opens_it_from_then_on(self):
        """CTR-1"""
        offered = self.env["ir.actions.actions"].get_bindings("sale.order")["action"]
        own = self.env.ref("recouvrements_addon.action_contract_of_order")
        self.assertIn(own.id, [action["id"] for action in offered])
        contract = self._from_order()
        self.assertEqual(contract.order_ref, self.order)
        self.assertEqual((contract.partner_id, contract.agreed_amount), (self.customer, self.order.amount_total))
        self.assertEqual(self.env["customer.contract"]._open_of_orders(self.order.ids)["res_id"], contract.id)

    def test_the_invoices_of_the_order_are_the_contract_s(self):
        """CTR-1: those made before the contract, and those made after"""
        before = self.order._create_invoices()
        contract = self._from_order()
        self.assertEqual(before.contract_id, contract)
        before.button_cancel()
        self.assertEqual(self.order._create_invoices().contract_id, contract)

    def test_an_order_of_somebody_else_is_refused(self):
        """CTR-1"""
        contract = self._from_order()
        with self.assertRaisesRegex(ValidationError, contract.number):
            contract.partner_id = self.env["res.partner"].create({"name": "Somebody else"})
