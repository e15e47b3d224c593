from odoo.exceptions import UserError
from odoo.tests import Form

from .common import MailLotCommon


class TestKeyingForm(MailLotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_j = cls.client_of()

    def form(self, lot):
        action = lot.action_key()
        return Form(self.env["mail.lot.keying"].with_user(self.keyer).with_context(**action["context"]))

    def test_a_cheque_is_keyed_without_touching_the_invoices(self):
        """LOT-2, LOT-3, LOT-4: code, cheque line, amount, save; the operation is proposed, the next client offered."""
        older = self.invoice_of(self.client_j, 13.10, days_ago=60)
        exact = self.invoice_of(self.client_j, 20.30)
        lot = self.lot_of()
        form = self.form(lot)
        form.client_code = "j12152134466"
        self.assertEqual(form.client_id, self.client_j)
        self.assertEqual([line["invoice"] for line in form.line_ids._records], [older.name, exact.name])
        form.cmc7 = "1234567004000123456012345678901"
        read = (form.cheque_number, form.cheque_bank, form.cheque_account)
        self.assertEqual(read, ("1234567", "004000123456", "012345678901"))
        form.amount_in_figures = 20.30
        self.assertEqual((form.regularised, form.on_account), (20.30, 0.0))
        keying = form.save()
        action = keying.action_save()
        item = lot.item_ids
        self.assertEqual((item.amount, item.regularised, item.cheque_number), (20.30, 20.30, "1234567"))
        operations = {operation.move_id: operation.operation for operation in item.operation_ids}
        self.assertEqual(operations, {older: "without_payment", exact: "regularise"})
        self.assertEqual((action["res_model"], action["context"]["default_lot_id"]), ("mail.lot.keying", lot.id))
        self.assertIn(item.name, action["context"]["default_saved_note"])

    def test_pressing_save_twice_saves_once(self):
        """LOT-14: the form itself names the act of keying."""
        lot = self.lot_of(with_invoice=False)
        form = self.form(lot)
        form.client_code, form.cheque_number, form.amount_in_figures = "J 121 52134466", "1", 10
        keying = form.save()
        keying.action_save()
        keying.action_save()
        self.assertEqual(lot.item_count, 1)

    def test_an_operation_chosen_by_hand_survives_a_corrected_amount(self):
        """LOT-3: a proposal never overwrites the operator."""
        self.invoice_of(self.client_j, 13.10, days_ago=60)
        self.invoice_of(self.client_j, 20.30)
        form = self.form(self.lot_of())
        form.client_code = "J 121 52134466"
        form.amount_in_figures = 20.30
        with form.line_ids.edit(0) as line:
            line.operation = "regularise"
        form.amount_in_figures = 13.10
        self.assertEqual(form.line_ids._records[0]["operation"], "regularise")
        self.assertEqual(form.line_ids._records[1]["operation"], "regularise")

    def test_another_client_brings_other_invoices(self):
        """LOT-2: the client can be changed at any time."""
        other = self.client_of("2")
        self.invoice_of(self.client_j, 10)
        theirs = self.invoice_of(other, 20)
        lot = self.lot_of()
        form = self.form(lot)
        form.client_code = "J 121 52134466"
        form.client_code = "J 121 2"
        self.assertEqual([line["invoice"] for line in form.line_ids._records], [theirs.name])
        form.client_code = "J 121 3"
        self.assertFalse(form.client_id)
        self.assertIn("Not found", form.refusal)
        self.assertFalse(form.line_ids._records)
        self.assertEqual(form.save().action_other_client()["context"]["default_lot_id"], lot.id)

    def test_a_form_without_client_saves_nothing(self):
        """LOT-2: one message."""
        form = self.form(self.lot_of())
        form.client_code = "J 121 3"
        with self.assertRaisesRegex(UserError, "Select a client"):
            form.save().action_save()

    def test_the_form_warns_of_a_cheque_keyed_before(self):
        """LOT-14: the question is on screen before saving, and its answer is a tick."""
        lot = self.lot_of(with_invoice=False)
        item = self.key(lot, self.client_j, self.cheque(10, "77"))
        form = self.form(lot)
        form.client_code, form.amount_in_figures, form.cheque_number = "J 121 52134466", 10, "77"
        self.assertIn(item.name, form.same_cheque_note)
        keying = form.save()
        with self.assertRaisesRegex(UserError, "keyed already"):
            keying.action_save()
        keying.is_another = True
        keying.action_save()
        self.assertEqual(lot.item_count, 2)

    def test_the_date_of_a_cheque_is_keyed_in_six_digits(self):
        """LOT-4: today unless keyed; what is no date is refused."""
        lot = self.lot_of(with_invoice=False)
        form = self.form(lot)
        form.client_code, form.cheque_number, form.amount_in_figures = "J 121 52134466", "1", 10
        form.keyed_date = "3202"
        keying = form.save()
        with self.assertRaisesRegex(UserError, "key its date"):
            keying.action_save()
        keying.keyed_date = self.today.strftime("%d%m%y")
        keying.action_save()
        self.assertEqual(lot.item_ids.cheque_date, self.today)

    def test_operations_are_chosen_by_number_without_the_mouse(self):
        """LOT-3: the proposal is shown as numbers, and other numbers replace it."""
        for amount, days in ((13.10, 60), (20.30, 40), (20.30, 20)):
            self.invoice_of(self.client_j, amount, days_ago=days)
        form = self.form(self.lot_of())
        form.client_code = "J 121 52134466"
        form.amount_in_figures = 20.30
        self.assertEqual(form.regularised_numbers, "2")
        form.regularised_numbers = "1,3"
        operations = [line["operation"] for line in form.line_ids._records]
        self.assertEqual(operations, ["regularise", "without_payment", "regularise"])
        self.assertEqual(form.regularised_numbers, "1 3")
        form.cheque_number = "1"
        item = form.save()._save()
        self.assertEqual(item.operation_ids.mapped("amount"), [13.10, 0.0, 7.20])

    def test_a_half_read_cheque_line_warns_and_fills_nothing(self):
        """LOT-4."""
        keying = self.env["mail.lot.keying"].new({"lot_id": self.lot_of().id, "cmc7": "1234"})
        self.assertIn("31 digits", keying._onchange_cmc7()["warning"]["message"])
        self.assertFalse(keying.cheque_number)

    def test_a_closed_lot_is_not_keyed_in(self):
        """LOT-15."""
        lot = self.lot_of(with_invoice=False)
        self.key(lot, self.client_j, self.cheque(10))
        lot.action_pre_close()
        with self.assertRaisesRegex(UserError, lot.name):
            lot.action_key()
