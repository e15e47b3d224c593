from odoo.addons.sepa_remittance_addon.tests.sales_case import SalesCase
from odoo.exceptions import AccessError
from odoo.fields import Command

from .common import MailLotCommon


class TestSalesSubscriptions(SalesCase, MailLotCommon):
    """Titles and orders from sales orders; the module does not need the sales app, so nor do its other tests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_j = cls.client_of()
        cls.manager = cls.user_of("manager", "mail_lot_addon.group_mail_lot_manager")
        cls.monthly = cls.title_sold("La Revue", "LR")
        cls.weekly = cls.title_sold("L'Hebdo", False)

    @classmethod
    def title_sold(cls, name, code):
        return cls.env["product.product"].create({"name": name, "default_code": code, "type": "service"})

    def sell(self, *products, client=None, **more):
        lines = [Command.create({"product_id": product.id, "price_unit": 10}) for product in products]
        sale = self.env["sale.order"].create({"partner_id": (client or self.client_j).id, "order_line": lines, **more})
        sale.action_confirm()
        return sale

    def take_over(self, user=None):
        return self.env["subscription.importer"].with_user(user or self.manager)._import_sales(self.company)

    def test_confirmed_ones_are_in_service_and_cancelled_ones_are_offered(self):
        """LOT-9: one order for each line; a product without a code has one."""
        sold, cancelled = self.sell(self.monthly, self.weekly), self.sell(self.weekly)
        cancelled._action_cancel()
        orders = self.take_over().sudo()
        self.assertEqual(
            set(orders.mapped("name")), {f"{line.order_id.name}/{line.id}" for line in (sold + cancelled).order_line}
        )
        self.assertEqual(set(orders.title_id.mapped("code")), {"LR", f"P{self.weekly.id}"})
        self.assertEqual(sorted(orders.mapped("state")), ["active", "active", "cancelled"])
        offered = self.env["subscription.reinstater"].with_user(self.keyer)._offer(self.company, self.client_j)
        self.assertEqual([title.order for title in offered], [f"{cancelled.name}/{cancelled.order_line.id}"])

    def test_taken_over_again_orders_follow_the_sales(self):
        """LOT-9: nothing is there twice."""
        sale = self.sell(self.monthly)
        taken = self.take_over()
        sale._action_cancel()
        self.assertEqual(self.take_over(), taken)
        self.assertEqual(taken.sudo().state, "cancelled")

    def test_drafts_and_customers_who_are_no_clients_are_left_out(self):
        """LOT-9"""
        self.env["sale.order"].create(
            {"partner_id": self.client_j.id, "order_line": [Command.create({"product_id": self.monthly.id})]}
        )
        self.sell(self.monthly, client=self.env["res.partner"].create({"name": "A shop"}))
        self.assertFalse(self.take_over())

    def test_sales_of_another_company_are_not_taken(self):
        """LOT-9"""
        other = self.setup_other_company()["company"]
        self.env.user.company_ids |= other
        self.env["sale.order"].with_company(other).create(
            {
                "partner_id": self.client_j.id,
                "company_id": other.id,
                "order_line": [Command.create({"product_id": self.monthly.id})],
            }
        ).action_confirm()
        self.assertFalse(self.take_over())

    def test_it_needs_the_right_administer(self):
        """LOT-9"""
        with self.assertRaises(AccessError):
            self.take_over(self.closer)
