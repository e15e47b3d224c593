from odoo.exceptions import AccessError, UserError

from .common import MailLotCommon


class TestCorrections(MailLotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_j = cls.client_of()
        cls.corrector = cls.env["mail.lot.corrector"].with_user(cls.closer)

    def closed_item(self, invoice, amount, number="1234567"):
        lot = self.lot_of()
        item = self.key(lot, self.client_j, self.cheque(amount, number), regularise=invoice)
        self.close(lot)
        return item.with_user(self.closer)

    def balance(self):
        """What the client owes, open credits taken off."""
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.client_j.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )
        return self.company.currency_id.round(sum(lines.mapped("amount_residual")))

    def pending(self):
        lot = self.lot_of()
        rows = lot.env["mail.lot.invoice.lister"]._list(lot, self.client_j)
        return [(row.invoice, row.open_amount) for row in rows]

    def test_a_cash_in_cancelled_after_closing_waits_to_be_keyed_again(self):
        """LOT-16: 4.3: 22.46 was keyed for a cheque of 22.45; the invoice stays settled, the money is missing."""
        invoice = self.invoice_of(self.client_j, 22.45)
        item = self.closed_item(invoice, 22.46)
        correction = self.corrector._cancel_cash_in(item)
        self.assertEqual((item.state, invoice.payment_state), ("reversed", "paid"))
        self.assertEqual((correction.amount, correction.to_key_again), (22.46, 22.45))
        self.assertEqual(self.balance(), 22.45)
        self.assertEqual(self.pending(), [], "settled, so not offered again")
        deposit = item.lot_id.sudo().deposit_move_id.line_ids.filtered("debit")
        self.assertEqual(deposit.amount_residual, 0.0, "the bank credits nothing any more")

    def test_the_right_cheque_in_a_lot_without_invoice_settles_it(self):
        """LOT-16: and it leaves the list."""
        invoice = self.invoice_of(self.client_j, 22.45)
        correction = self.corrector._cancel_cash_in(self.closed_item(invoice, 22.46))
        again = self.lot_of(with_invoice=False)
        self.key(again, self.client_j, self.cheque(22.45), is_another=True)
        self.assertEqual(correction.to_key_again, 22.45, "not before the lot is closed")
        self.close(again)
        self.assertEqual((correction.to_key_again, self.balance(), invoice.payment_state), (0.0, 0.0, "paid"))

    def test_a_cheque_without_invoice_settles_nothing_of_another_client(self):
        """LOT-16"""
        correction = self.corrector._cancel_cash_in(self.closed_item(self.invoice_of(self.client_j, 10), 10))
        again = self.lot_of(with_invoice=False)
        self.key(again, self.client_of("2"), self.cheque(10, "2"))
        self.close(again)
        self.assertEqual(correction.to_key_again, 10.0)

    def test_a_regularisation_cancelled_brings_the_debt_back(self):
        """LOT-16: 4.7: the money stays on the client's account."""
        invoice = self.invoice_of(self.client_j, 17.15)
        item = self.closed_item(invoice, 17.15)
        correction = self.corrector._cancel_regularisation(item, 17.15, "keyed twice")
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("not_paid", 17.15))
        self.assertEqual(self.pending(), [(invoice.name, 17.15)])
        self.assertEqual((item.regularised, item.on_account, self.balance()), (0.0, 17.15, 0.0))
        self.assertEqual((correction.amount, correction.comment), (17.15, "keyed twice"))
        self.assertEqual(item.operation_ids.cancelled_amount, 17.15)

    def test_47_then_43_undo_a_cheque_cashed_twice(self):
        """LOT-16: the debt is back, no money is left, nothing waits to be keyed again."""
        invoice = self.invoice_of(self.client_j, 17.15)
        item = self.closed_item(invoice, 17.15)
        self.corrector._cancel_regularisation(item, 17.15, "keyed twice")
        correction = self.corrector._cancel_cash_in(item)
        self.assertEqual((self.balance(), invoice.amount_residual, correction.to_key_again), (17.15, 17.15, 0.0))

    def test_43_then_47_end_the_same(self):
        """LOT-16: whichever comes first."""
        invoice = self.invoice_of(self.client_j, 17.15)
        item = self.closed_item(invoice, 20)
        correction = self.corrector._cancel_cash_in(item)
        self.corrector._cancel_regularisation(item, 20, "keyed twice")
        self.assertEqual((self.balance(), invoice.amount_residual, correction.to_key_again), (17.15, 17.15, 0.0))

    def test_twice_is_once(self):
        """LOT-16, LOT-14: a correction saved again returns the first; the database holds one of a kind per item."""
        item = self.closed_item(self.invoice_of(self.client_j, 10), 10)
        first, second = self.corrector._cancel_cash_in(item), self.corrector._cancel_cash_in(item)
        self.assertEqual(first, second)
        self.assertEqual(self.balance(), 10.0)
        self.corrector._cancel_regularisation(item, 10, "why")
        self.corrector._cancel_regularisation(item, 10, "why")
        self.assertEqual(len(item.correction_ids), 2)

    def test_the_other_cheques_of_the_lot_stay(self):
        """LOT-16: only the chosen line is reversed."""
        lot, kept = self.lot_of(), self.invoice_of(self.client_j, 30)
        self.key(lot, self.client_j, self.cheque(30, "1"), regularise=kept)
        other = self.client_of("2")
        wrong = self.key(lot, other, self.cheque(12, "2"), regularise=self.invoice_of(other, 12))
        deposit = self.close(lot)
        self.corrector._cancel_cash_in(wrong)
        self.assertEqual((kept.payment_state, deposit.line_ids.filtered("debit").amount_residual), ("paid", 30.0))

    def test_before_closing_the_item_leaves_the_lot(self):
        """LOT-16: nothing is booked yet, so the invoice is pending again and the client is keyed anew."""
        invoice, lot = self.invoice_of(self.client_j, 10), self.lot_of()
        item = self.key(lot, self.client_j, self.cheque(11), regularise=invoice)
        correction = self.env["mail.lot.corrector"].with_user(self.keyer)._cancel_cash_in(item)
        self.assertEqual((item.state, correction.to_key_again, correction.move_id.id), ("cancelled", 0.0, False))
        self.assertEqual(self.pending(), [(invoice.name, 10.0)])

    def test_47_before_closing_leaves_the_money_on_account(self):
        """LOT-16"""
        invoice, lot = self.invoice_of(self.client_j, 10), self.lot_of()
        item = self.key(lot, self.client_j, self.cheque(10), regularise=invoice)
        self.env["mail.lot.corrector"].with_user(self.keyer)._cancel_regularisation(item, 10, "wrong invoice")
        self.assertEqual(self.pending(), [(invoice.name, 10.0)])
        self.close(lot)
        self.assertEqual((invoice.amount_residual, self.balance()), (10.0, 0.0))

    def test_what_does_not_fit_is_refused_together(self):
        """LOT-16: another amount, no comment."""
        item = self.closed_item(self.invoice_of(self.client_j, 10), 10)
        with self.assertRaisesRegex(UserError, "(?s)holds.*10.*comment"):
            self.corrector._cancel_regularisation(item, 11, " ")
        self.assertFalse(item.correction_ids)

    def test_cancellation_is_ticked_first(self):
        """LOT-16: then the line; no other field."""
        item = self.closed_item(self.invoice_of(self.client_j, 10), 10)
        action = item.lot_id.action_cancel_cash_in()
        wizard = self.env[action["res_model"]].with_user(self.closer).with_context(**action["context"]).create({})
        wizard.item_id = item
        with self.assertRaisesRegex(UserError, "Tick"):
            wizard.action_save()
        wizard.cancellation = True
        wizard.action_save()
        self.assertEqual(item.state, "reversed")

    def test_after_closing_it_needs_the_right_close(self):
        """LOT-16: also for a program."""
        item = self.closed_item(self.invoice_of(self.client_j, 10), 10)
        with self.assertRaises(AccessError):
            self.env["mail.lot.corrector"].with_user(self.keyer)._cancel_cash_in(item.with_user(self.keyer))

    def test_a_correction_and_its_entry_stay(self):
        """LOT-16: who, when and why remain on record."""
        item = self.closed_item(self.invoice_of(self.client_j, 10), 10)
        correction = self.corrector._cancel_cash_in(item)
        with self.assertRaises(UserError):
            correction.sudo().unlink()
        with self.assertRaises(UserError):
            correction.sudo().move_id.button_draft()
        self.assertIn("4.3", " ".join(item.lot_id.sudo().message_ids.mapped("body")))

    def test_another_company_sees_and_corrects_nothing(self):
        """LOT-16: nor its client events and subscriptions (LOT-12, LOT-9)."""
        item = self.closed_item(self.invoice_of(self.client_j, 10), 10)
        self.corrector._cancel_cash_in(item)
        self.env["mail.lot.client.clerk"].with_user(self.keyer)._comment(self.client_j, "called")
        title = self.env["subscription.title"].sudo().create({"name": "T", "code": "T", "company_id": self.company.id})
        self.env["subscription.order"].sudo().create(
            {"name": "A", "title_id": title.id, "partner_id": self.client_j.id, "company_id": self.company.id}
        )
        stranger = self.user_of(
            "stranger", "mail_lot_addon.group_mail_lot_manager", self.setup_other_company()["company"]
        )
        for model in ("mail.lot.correction", "mail.lot.client.event", "subscription.title", "subscription.order"):
            self.assertTrue(self.env[model].with_user(self.reader).search_count([]), model)
            self.assertFalse(self.env[model].with_user(stranger).search_count([("company_id", "=", self.company.id)]))
        with self.assertRaises(AccessError):
            self.env["mail.lot.corrector"].with_user(stranger)._cancel_cash_in(item.with_user(stranger))
