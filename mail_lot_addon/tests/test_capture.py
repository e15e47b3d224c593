from uuid import uuid4

from odoo.exceptions import AccessError

from ..values.amount import read_amount
from .common import MailLotCommon


class TestCapture(MailLotCommon):
    """What the capture screen asks the server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.may_administer()
        cls.client_j = cls.client_of()

    def setUp(self):
        super().setUp()
        self.lot = self.lot_of()
        self.capture = self.lot.env["mail.lot.capture"]

    def save(self, token=None, client=None, **keyed):
        keyed = {"content": "cheque", "date": self.today.strftime("%d/%m/%Y"), **keyed}
        return self.capture.save(self.lot.id, token or uuid4().hex, (client or self.client_j).id, keyed)

    def problems(self, **keyed):
        return {problem["field"] for problem in self.save(**keyed)["problems"]}

    def test_a_client_is_found_with_what_it_owes(self):
        """LOT-2, LOT-3: oldest first, with circular, amount and title."""
        older, newer = self.invoice_of(self.client_j, 13.10, days_ago=60), self.invoice_of(self.client_j, 20.30)
        found = self.capture.find_client(self.lot.id, "j12152134466")
        self.assertEqual(found["client"]["name"], self.client_j.name)
        shown = [(invoice["number"], invoice["invoice"], invoice["circular"]) for invoice in found["invoices"]]
        self.assertEqual(shown, [(1, older.name, "AP11"), (2, newer.name, "AP11")])
        self.assertIn("Not found", self.capture.find_client(self.lot.id, "J 121 3")["problem"])

    def test_a_blocked_client_is_shown_so_that_its_coupon_is_forwarded(self):
        """LOT-2, LOT-7: mark B, nothing keyed."""
        self.client_j.sudo().write({"client_blocked": True, "client_block_reason": "Rejected"})
        found = self.capture.find_client(self.lot.id, "J 121 52134466")
        self.assertEqual(found["client"]["blocked"], "Rejected")
        saved = self.save(content="letter")
        self.assertEqual((saved["destination"], saved["mark"]), ("digitisation", "B"))

    def test_what_is_wrong_stands_beside_its_field(self):
        """LOT-4: all at once, and nothing is recorded."""
        self.invoice_of(self.client_j, 10)
        wrong = self.problems(amount="x", number="12X", date="3202", unsigned=True)
        self.assertEqual(wrong, {"amount", "number", "date", "unsigned", "paid"})
        self.assertEqual(self.problems(noted="E ZZZ"), {"noted"})
        self.assertFalse(self.lot.item_ids)

    def test_the_scanned_line_of_a_cheque_fills_number_bank_and_account(self):
        """LOT-4: CMC7."""
        line = self.receivable(self.invoice_of(self.client_j, 20.30)).id
        saved = self.save(amount="20,30", number="1234567 004000123456 012345678901", operations={line: "regularise"})
        item = self.env["mail.lot.item"].browse(saved["item_id"])
        self.assertEqual(
            (item.cheque_number, item.cheque_bank, item.cheque_account), ("1234567", "004000123456", "012345678901")
        )
        self.assertEqual((saved["destination"], saved["items"], saved["cheques"]), ("discard", 1, 1))

    def test_saving_again_saves_once(self):
        """LOT-14: the screen keeps the token until it has heard the answer."""
        line = self.receivable(self.invoice_of(self.client_j, 20.30)).id
        keyed = {"amount": "20.30", "number": "1", "operations": {line: "regularise"}}
        first, again = self.save("same", **keyed), self.save("same", **keyed)
        self.assertEqual(first["item_id"], again["item_id"])
        self.assertEqual(self.lot.item_count, 1)

    def test_operations_are_proposed_for_the_amount_keyed(self):
        """LOT-5."""
        a = self.receivable(self.invoice_of(self.client_j, 13.10, days_ago=60)).id
        b = self.receivable(self.invoice_of(self.client_j, 20.30)).id
        proposed = self.capture.propose(self.lot.id, self.client_j.id, "13,10")
        self.assertEqual(proposed, {a: "regularise", b: "empty"})
        self.assertEqual(self.capture.propose(self.lot.id, self.client_j.id, "30", "20.30")[b], "regularise")

    def test_the_option_ticked_is_recorded(self):
        """LOT-21: option 1 with a cheque: cashed, coupon thrown away."""
        line = self.receivable(self.invoice_of(self.client_j, 10)).id
        saved = self.save(amount="10", number="1", option="1", operations={line: "regularise"})
        item = self.env["mail.lot.item"].browse(saved["item_id"])
        self.assertEqual((item.option_ticked, item.destination), ("1", "discard"))
        self.assertFalse(item.order_ids)

    def test_only_operators_of_the_company_key(self):
        """LOT-1: every call checks the right itself, and the company of the lot."""
        other = self.setup_other_company()["company"]
        stranger = self.user_of("stranger", "mail_lot_addon.group_mail_lot_key", other)
        for user in (self.reader, stranger):
            capture = self.env["mail.lot.capture"].with_user(user)
            for call in (
                lambda capture=capture: capture.open_lot(self.lot.id),
                lambda capture=capture: capture.find_client(self.lot.id, "J 121 52134466"),
                lambda capture=capture: capture.compare_iban(self.lot.id, self.client_j.id, "FR76"),
                lambda capture=capture: capture.exchange_card(self.lot.id, self.client_j.id, "80", "4", "1240"),
                lambda capture=capture: capture.save(self.lot.id, "t", self.client_j.id, {}),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_an_amount_that_could_mean_two_things_is_not_guessed(self):
        """LOT-4."""
        self.assertEqual([str(read_amount(text)) for text in ("20.30", "20,3", "1 234,50", "7")],
                         ["20.30", "20.3", "1234.50", "7"])  # fmt: skip
        self.assertEqual([read_amount(text) for text in ("1,234", "1.234,50", "-5", "", None, "x")], [None] * 6)
