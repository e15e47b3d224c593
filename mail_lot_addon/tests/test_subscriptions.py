from odoo.exceptions import AccessError, UserError

from .common import MailLotCommon

TABLE = """client;order;title_code;title;status;gift;beneficiary;can_reinstate;why_not
J 121 52134466;A1;LM;Le Mensuel;annulé;;;;
J 121 52134466;A2;LH;L'Hebdo;suspendu;oui;Léa;;
J12152134466;A3;VM;Vieux Magazine;annulé;;;non;title discontinued
"""


class TestSubscriptions(MailLotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_j = cls.client_of()
        cls.manager = cls.user_of("manager", "mail_lot_addon.group_mail_lot_manager")
        cls.monthly = cls.title("LM", "Le Mensuel")
        cls.weekly = cls.title("LH", "L'Hebdo")
        cls.gone = cls.title("VM", "Vieux Magazine", can_reinstate=False, refusal="discontinued")

    @classmethod
    def title(cls, code, name, **more):
        vals = {"code": code, "name": name, "company_id": cls.company.id, **more}
        return cls.env["subscription.title"].sudo().create(vals)

    def order(self, title, name, state="cancelled", **more):
        return (
            self.env["subscription.order"]
            .sudo()
            .create(
                {
                    "name": name,
                    "title_id": title.id,
                    "partner_id": self.client_j.id,
                    "company_id": self.company.id,
                    "state": state,
                    **more,
                }
            )
        )

    def item(self):
        """A cheque of a client who subscribes again."""
        lot = self.lot_of(with_invoice=False)
        number = str(self.env["mail.lot.item"].sudo().search_count([]) + 1)
        return self.key(lot, self.client_j, self.cheque(10, number))

    @property
    def reinstater(self):
        return self.env["subscription.reinstater"].with_user(self.keyer)

    def ticked(self, **how):
        return [row.order for row in self.reinstater._offer(self.company, self.client_j, **how) if row.is_ticked]

    def test_cancelled_and_suspended_titles_are_offered_and_ticked(self):
        """LOT-9: all of them when the coupon names none; those in service are not offered."""
        self.order(self.monthly, "A1")
        self.order(self.weekly, "A2", "suspended")
        self.order(self.title("XX", "In service"), "A3", "active")
        self.assertEqual(set(self.ticked()), {"A1", "A2"})

    def test_a_title_that_is_there_twice_is_ticked_once(self):
        """LOT-9: the latest; a gift to another beneficiary is another subscription."""
        self.order(self.monthly, "A1")
        self.order(self.monthly, "A2")
        self.order(self.monthly, "A3", is_gift=True, beneficiary="Léa")
        self.assertEqual(set(self.ticked()), {"A2", "A3"})

    def test_only_what_the_coupon_names_is_ticked(self):
        """LOT-9: struck titles are left out."""
        self.order(self.monthly, "A1")
        self.order(self.weekly, "A2")
        self.assertEqual(self.ticked(named=self.weekly.ids), ["A2"])

    def test_reinstated_the_order_is_in_service_again(self):
        """LOT-9: with the item that did it."""
        order, item = self.order(self.monthly, "A1"), self.item()
        self.reinstater._reinstate(item, order.ids)
        self.assertEqual((order.state, order.item_id), ("active", item))
        self.assertFalse(item.mark)

    def test_a_gift_needs_its_beneficiary(self):
        """LOT-9: BEN"""
        gift, item = self.order(self.monthly, "A1", is_gift=True, beneficiary="Léa"), self.item()
        with self.assertRaisesRegex(UserError, "BEN"):
            self.reinstater._reinstate(item, gift.ids)
        self.reinstater._reinstate(item, gift.ids, beneficiary_ids=gift.ids)
        self.assertEqual(gift.state, "active")

    def test_what_cannot_be_reinstated_is_marked_and_digitised(self):
        """LOT-9: unticked by itself with Réab Imp; the money is taken all the same."""
        order, impossible, item = self.order(self.monthly, "A1"), self.order(self.gone, "A2"), self.item()
        self.assertEqual(self.ticked(), ["A1"])
        with self.assertRaisesRegex(UserError, "Réab Imp"):
            self.reinstater._reinstate(item, impossible.ids)
        self.reinstater._reinstate(item, order.ids)
        self.assertEqual((item.mark, item.destination, order.state), ("Réab Imp", "digitisation", "active"))
        self.assertIn("discontinued", item.destination_reason)
        self.assertEqual((item.state, impossible.state), ("keyed", "cancelled"))

    def test_a_title_that_is_not_on_screen_is_marked_too(self):
        """LOT-9: the coupon names one that the client's file does not hold; or no title is offered at all."""
        item = self.item()
        self.reinstater._reinstate(item, [], wishes=self.weekly.ids)
        self.assertEqual(item.mark, "Réab Imp")
        nothing = self.item()
        self.reinstater._reinstate(nothing, [])
        self.assertEqual((nothing.mark, nothing.destination), ("Réab Imp", "digitisation"))

    def test_no_wish_to_go_on(self):
        """LOT-9: nothing is ticked, mark E."""
        order, item = self.order(self.monthly, "A1"), self.item()
        self.reinstater._reinstate(item, [], wishes=[])
        self.assertEqual((item.mark, item.destination, order.state), ("E", "digitisation", "cancelled"))

    def test_an_item_cancelled_takes_its_subscriptions_back(self):
        """LOT-9, LOT-16: to what they were."""
        order, item = self.order(self.monthly, "A1", "suspended"), self.item()
        self.reinstater._reinstate(item, order.ids)
        item._cancel("wrong client")
        self.assertEqual((order.state, order.item_id.id), ("suspended", False))

    def test_a_table_fills_titles_and_orders(self):
        """LOT-9: imported twice it changes nothing; codes with or without spaces."""
        importer = self.env["subscription.importer"].with_user(self.manager)
        for _again in range(2):
            orders = importer._import(self.company, TABLE.encode("cp1252"))
        self.assertEqual(len(orders), 3)
        by_name = orders.sudo().grouped("name")
        self.assertEqual((by_name["A1"].state, by_name["A1"].title_id), ("cancelled", self.monthly))
        self.assertEqual(
            (by_name["A2"].is_gift, by_name["A2"].beneficiary, by_name["A2"].state), (True, "Léa", "suspended")
        )
        self.assertEqual(by_name["A3"]._get_refusal(), "title discontinued")
        self.assertEqual(self.env["subscription.order"].sudo().search_count([("partner_id", "=", self.client_j.id)]), 3)

    def test_a_table_with_faults_is_refused_whole(self):
        """LOT-9: every fault with its line; nothing stored by halves."""
        faulty = TABLE + "J 121 99;A4;LM;Le Mensuel;lost;maybe;;;\nJ 121 52134466;;LM;;;;;;\n"
        with self.assertRaises(UserError) as refused:
            self.env["subscription.importer"].with_user(self.manager)._import(self.company, faulty.encode())
        for part in ("Line 5", "J 121 99", "lost", "maybe", "Line 6"):
            self.assertIn(part, str(refused.exception))
        self.assertFalse(self.env["subscription.order"].sudo().search([("partner_id", "=", self.client_j.id)]))

    def test_a_table_without_its_columns_names_them(self):
        """LOT-9"""
        with self.assertRaisesRegex(UserError, "title_code"):
            self.env["subscription.importer"].with_user(self.manager)._import(self.company, b"client,order\nx,1\n")

    def test_importing_needs_the_right_administer(self):
        """LOT-9"""
        with self.assertRaises(AccessError):
            self.env["subscription.importer"].with_user(self.closer)._import(self.company, TABLE.encode())

    def test_without_the_sales_application_it_says_so(self):
        """LOT-9: test_sales_subscriptions.py has what is taken over where it is installed."""
        if "sale.order" in self.env:
            self.skipTest("the sales app is installed")
        with self.assertRaisesRegex(UserError, "sales application"):
            self.env["subscription.importer"].with_user(self.manager)._import_sales(self.company)
