import base64

from dateutil.relativedelta import relativedelta
from odoo.exceptions import AccessError, UserError, ValidationError

from .common import MailLotCommon

SCAN = base64.b64encode(b"%PDF-1.4 a coupon")


class TestScans(MailLotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_j = cls.client_of()

    def item(self, content="cheque", days_ago=0, **more):
        lot = self.lot_of(with_invoice=False, arrival_date=self.today - relativedelta(days=days_ago))
        vals = {
            "lot_id": lot.id,
            "company_id": self.company.id,
            "currency_id": lot.currency_id.id,
            "partner_id": self.client_j.id,
            "client_code": "J 121 52134466",
            "content": content,
            "token": f"{lot.name} {content}",
            **more,
        }
        return self.env["mail.lot.item"].sudo().create(vals).with_user(self.keyer)

    def test_every_item_can_carry_its_scan(self):
        """LOT-18: read by whoever sees the item, told how long it is kept."""
        item = self.item("iban")
        wizard = self.env["mail.lot.item.scan"].with_user(self.keyer).create({"item_id": item.id, "file": SCAN})
        wizard.filename = "coupon.pdf"
        wizard.action_save()
        seen = item.with_user(self.reader)
        self.assertEqual((seen.scan, seen.scan_name), (SCAN, "coupon.pdf"))
        self.assertEqual(seen.scan_until, self.today + relativedelta(months=49))
        self.assertFalse(wizard.file)

    def test_the_scan_of_a_card_shows_no_number(self):
        """LOT-18, LOT-6: the operator says that it is blacked out, or the scan is not taken."""
        item = self.item("card")
        with self.assertRaisesRegex(UserError, "black its number out"):
            item._attach_scan(SCAN, "card.pdf")
        self.assertFalse(item.scan)
        item._attach_scan(SCAN, "card.pdf", is_masked=True)
        self.assertTrue(item.scan)

    def test_a_scan_is_kept_as_long_as_its_kind_asks_for(self):
        """LOT-18: a period per kind; what was keyed stays; 0 keeps without limit."""
        self.company.write({"mail_lot_keep_cheque": 13, "mail_lot_keep_letter": 2, "mail_lot_keep_iban": 0})
        kept = [self.item("cheque", 90), self.item("letter", 30), self.item("iban", 9000)]
        gone = [self.item("cheque", 500), self.item("letter", 90)]
        for item in kept + gone:
            item._attach_scan(SCAN, "scan.pdf")
        over = self.env["mail.lot.item"].sudo()._get_scans_over()
        self.assertEqual(over & self.env["mail.lot.item"].union(*kept, *gone), self.env["mail.lot.item"].union(*gone))
        over._purge_scans()
        self.assertTrue(all(item.scan for item in kept))
        self.assertFalse(any(item.scan or item.scanned_on for item in gone))
        self.assertTrue(all(item.exists() for item in gone))

    def test_a_period_below_zero_is_refused(self):
        """LOT-18"""
        with self.assertRaises(ValidationError):
            self.company.mail_lot_keep_card = -1

    def test_attaching_needs_the_right_key(self):
        """LOT-18"""
        with self.assertRaises(AccessError):
            self.item().with_user(self.reader)._attach_scan(SCAN, "scan.pdf")

    def test_items_are_found_by_what_is_on_paper(self):
        """LOT-18: cheque number, client, amount, lot; the fields of the search are those that people know."""
        item = self.item("cheque", cheque_number="0007788", payment_mode="15", amount=22.46)
        for domain in (
            [("cheque_number", "ilike", "7788")],
            [("client_code", "ilike", "52134466"), ("amount", "=", 22.46)],
            [("lot_id", "ilike", item.lot_id.name)],
        ):
            self.assertEqual(self.env["mail.lot.item"].with_user(self.reader).search(domain), item)
        arch = self.env.ref("mail_lot_addon.view_mail_lot_item_search")._get_combined_arch()
        shown = {node.get("name") for node in arch.iter("field")}
        self.assertLessEqual({"cheque_number", "mandate_reference", "partner_id", "amount", "lot_id"}, shown)
