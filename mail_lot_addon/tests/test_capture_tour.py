import re
from pathlib import Path

from odoo.addons.sepa_remittance_addon.tests.common import CREDITOR, iban_of
from odoo.tests import HttpCase, new_test_user, tagged

from .common import MailLotCommon


@tagged("post_install", "-at_install")
class TestCaptureByKeyboard(MailLotCommon, HttpCase):
    """A lot keyed in the browser without the mouse."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.may_administer()
        cls.operator = new_test_user(
            cls.env,
            "mail_operator",
            groups="mail_lot_addon.group_mail_lot_key",
            company_id=cls.company.id,
            lang="en_US",
            password="mail_operator",
        )
        cls.company.sepa_creditor_identifier = CREDITOR
        cls.company.mail_lot_charge_at_once = False
        cls.company.debit_method_line_id = cls.env["account.payment.method.line"].create(
            {
                "name": "Direct debit",
                "journal_id": cls.journal.id,
                "payment_method_id": cls.env.ref("sepa_remittance_addon.payment_method_debit").id,
                "debit_scheme": "sepa_core",
            }
        )
        cls.iban = iban_of(703)
        cls.alice = cls.client_of("52199401", name="Alice")
        cls.bernard = cls.client_of("52199402", name="Bernard")
        cls.claire = cls.client_of("52199403", name=f"Claire {cls.iban}")
        for client, amounts in ((cls.alice, (13.10, 20.30)), (cls.bernard, (17.15,)), (cls.claire, (58.95,))):
            for place, amount in enumerate(amounts):
                cls.invoice_of(client, amount, days_ago=60 - place, circular=f"AP1{place + 1}")
        title = cls.env["subscription.title"].create(
            {"code": "KEY", "name": "Le Mensuel", "company_id": cls.company.id}
        )
        cls.env["subscription.order"].create(
            [
                {
                    "name": f"KEY-{client.id}",
                    "company_id": cls.company.id,
                    "partner_id": client.id,
                    "title_id": title.id,
                    "state": "suspended",
                }
                for client in (cls.bernard, cls.claire)
            ]
        )

    def test_a_whole_lot_is_keyed_by_the_keyboard_alone(self):
        """LOT-2, LOT-4, LOT-6, LOT-7, LOT-9, LOT-14: and what the README says of the keys is true."""
        lot = self.lot_of(user=self.operator)
        self.start_tour(f"/odoo/mail.lot/{lot.id}", "mail_lot_capture_tour", login="mail_operator", timeout=300)
        items = {item.partner_id: item for item in lot.item_ids}
        self.assertEqual(set(items), {self.alice, self.bernard, self.claire})
        self.assertEqual((items[self.alice].regularised, items[self.alice].destination), (20.30, "discard"))
        self.assertEqual((items[self.bernard].payment_mode, items[self.bernard].amount), ("80", 17.15))
        self.assertEqual(items[self.claire].sudo().partner_bank_id.sanitized_acc_number, self.iban)
        self.assertEqual(items[self.claire].sudo().order_ids.mapped("state"), ["active"])

    def test_the_keystrokes_of_the_readme_are_those_that_the_tour_allows(self):
        """LOT-20: the numbers of the README stand in the tour, which fails beyond them."""
        addon = Path(__file__).parents[1]
        readme = (addon / "README.md").read_text()
        tour = (addon / "static/tests/tours/capture_tour.js").read_text()
        allowed = dict(re.findall(r'stop\("(\w+)", saved\(.*?\), (\d+)\)', tour))
        for name, label in (("cheque", "Cheque"), ("card", "Card"), ("iban", "IBAN")):
            self.assertIn(f"* {label}: {allowed[name]}, of which", readme)
