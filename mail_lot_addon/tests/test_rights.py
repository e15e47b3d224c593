from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .common import MailLotCommon


class TestRights(MailLotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_j = cls.client_of()

    def test_reading_is_not_keying(self):
        """LOT-1: a reader opens no lot and keys nothing."""
        with self.assertRaises(AccessError):
            self.lot_of(user=self.reader)
        lot = self.lot_of(with_invoice=False)
        seen = lot.with_user(self.reader)
        self.assertEqual(seen.name, lot.name)
        for attempt in (
            lambda: self.key(seen, self.client_j, self.cheque(10)),
            lambda: seen.write({"arrival_date": self.today}),
            seen.action_pre_close,
            seen.action_reopen,
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_keying_is_not_closing(self):
        """LOT-15: closing for good books entries and needs the right "Close", also to a program."""
        lot = self.lot_of(with_invoice=False)
        self.key(lot, self.client_j, self.cheque(10))
        lot.action_pre_close()
        lot.write({"tape_count": 1, "tape_total": 10})
        with self.assertRaises(AccessError):
            lot.action_close()
        lot.with_user(self.closer).action_close()

    def test_items_are_made_by_the_keying_service_only(self):
        """LOT-4: nobody writes an amount past the checks."""
        lot = self.lot_of(with_invoice=False)
        item = self.key(lot, self.client_j, self.cheque(10))
        for attempt in (
            lambda: item.write({"amount": 1}),
            lambda: item.copy({"token": "x"}),
            item.unlink,
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_the_mail_room_has_no_right_on_accounting(self):
        """LOT-3: it sees the pending invoices of the client it keys, and no other entry."""
        invoice = self.invoice_of(self.client_j, 10)
        item = self.key(self.lot_of(), self.client_j, self.cheque(10), regularise=invoice)
        with self.assertRaises(AccessError):
            invoice.with_user(self.closer).read(["amount_total"])
        self.assertEqual(item.with_user(self.reader).operation_ids.mapped("amount"), [10.0])

    def test_lots_of_another_company_are_out_of_reach(self):
        """LOT-1: record rules by company on all rights."""
        other = self.setup_other_company()["company"]
        stranger = self.user_of("stranger", "mail_lot_addon.group_mail_lot_manager", other)
        lot = self.lot_of(with_invoice=False)
        item = self.key(lot, self.client_j, self.cheque(10))
        self.assertFalse(self.env["mail.lot"].with_user(stranger).search([("id", "=", lot.id)]))
        self.assertFalse(self.env["mail.lot.item"].with_user(stranger).search([("id", "=", item.id)]))
        operations = self.env["mail.lot.item.operation"].with_user(stranger)
        self.assertFalse(operations.search([("item_id", "=", item.id)]))
        theirs = lot.with_user(stranger)
        for attempt in (
            lambda: theirs.read(["name"]),
            lambda: theirs.write({"arrival_date": self.today}),
            theirs.unlink,
            theirs.action_pre_close,
            lambda: self.key(theirs, self.client_j, self.cheque(10)),
            lambda: self.lot_of(user=stranger, company_id=self.company.id),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_pending_invoices_are_those_of_the_lots_company(self):
        """LOT-3: a client of two companies owes each of them apart."""
        other = self.setup_other_company()
        invoice = self.invoice_of(self.client_j, 10)
        self.invoice_of(self.client_j, 99, company_id=other["company"].id, journal_id=other["default_journal_sale"].id)
        lot = self.lot_of()
        pending = lot.env["mail.lot.invoice.lister"]._list(lot, self.client_j)
        self.assertEqual([row.invoice for row in pending], [invoice.name])

    def test_what_a_letter_told_is_written_by_the_clerk_alone(self):
        """LOT-12: not by program or import either, whoever may write customers; a trace is left of each."""
        manager = self.user_of("manager", "mail_lot_addon.group_mail_lot_manager")
        client = self.client_j.with_user(manager)
        told = {
            "client_stop_promo": True,
            "client_stop_reminders": True,
            "client_deceased": True,
            "client_letter_closing": "XXXX",
        }
        for name, value in told.items():
            with self.assertRaisesRegex(AccessError, "Key a client event"):
                client.write({name: value})
            with self.assertRaisesRegex(AccessError, "Key a client event"):
                client.create({"name": "New", name: value})
            with self.assertRaisesRegex(AccessError, "Key a client event"):
                client.with_context(**{f"default_{name}": value}).create({"name": "New"})
        client.env["mail.lot.client.clerk"]._stop_promo(client)
        self.assertTrue(client.client_stop_promo and client.client_event_ids)

    def test_codes_and_blocks_are_the_administrator_s(self):
        """LOT-2, LOT-7: whoever keeps customers neither unblocks a client nor says what its IBAN is compared with."""
        account = self.env["res.partner.bank"].sudo().create({"acc_number": "1", "partner_id": self.client_j.id})
        clerk = self.user_of("clerk", "base.group_partner_manager,mail_lot_addon.group_mail_lot_close")
        manager = self.user_of("manager", "mail_lot_addon.group_mail_lot_manager")
        for vals in (
            {"client_blocked": False},
            {"client_chrono": "1"},
            {"client_payment_mode": "99"},
            {"client_external_reference": "RUM"},
            {"client_file_account_id": account.id},
        ):
            with self.assertRaisesRegex(AccessError, "Administer"):
                self.client_j.with_user(clerk).write(vals)
            self.client_j.with_user(manager).write(vals)
        self.client_j.with_user(clerk).write({"phone": "0123456789"})
        self.assertTrue(self.env["res.partner"].with_user(clerk).create({"name": "No client of the mail room"}))

    def test_the_menu_is_seen_with_the_right_and_without_it_not(self):
        """LOT-1: under the accounting application, without any right on accounting."""
        menu = self.env.ref("mail_lot_addon.menu_mail_lot")
        nobody = new_test_user(self.env, "nobody", groups="base.group_user")
        self.assertIn(menu.id, self.env["ir.ui.menu"].with_user(self.reader)._visible_menu_ids())
        self.assertNotIn(menu.id, self.env["ir.ui.menu"].with_user(nobody)._visible_menu_ids())
