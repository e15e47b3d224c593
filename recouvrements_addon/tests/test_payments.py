from odoo.exceptions import UserError
from odoo.tests import Form

from .contract_case import ContractCase


class TestPayments(ContractCase):
    def test_a_payment_appears_in_the_tile_and_moves_the_balance(self):
        """CTR-3, CTR-4"""
        contract = self._contract()
        invoice = self._invoice(contract, 100)
        self.assertEqual((contract.balance, contract.payment_status), (100, "unpaid"))
        transaction = self._key(contract, "payment", 40, method="cash", comment="At the counter")
        self.assertEqual(contract.transaction_ids, transaction)
        self.assertEqual((contract.invoiced_amount, contract.paid_amount, contract.balance), (100, 40, 60))
        self.assertEqual(contract.payment_status, "partly")
        self._key(contract, "payment", 60)
        self.assertEqual((contract.balance, contract.payment_status), (0, "paid"))
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))

    def test_money_that_moves_is_a_payment_reconciled_with_the_chosen_invoice(self):
        """CTR-9"""
        contract = self._contract()
        self._invoice(contract, 100)
        second = self._invoice(contract, 70)
        transaction = self._key(contract, "payment", 70, method="transfer", invoice_id=second)
        payment = transaction.payment_id
        self.assertEqual((payment.journal_id, payment.contract_id), (self.bank, contract))
        self.assertEqual(payment.move_id.state, "posted")
        self.assertEqual(payment.reconciled_invoice_ids, second)
        self.assertEqual(second.amount_residual, 0)

    def test_cash_sits_in_the_register_at_once(self):
        """CTR-8: a register shows who answers for it and what is in it."""
        contract = self._contract()
        self._invoice(contract, 100)
        before = self.register.register_balance
        self.register.register_user_id = self.cashier
        transaction = self._key(contract, "payment", 100, method="cash")
        self.register.invalidate_recordset()
        self.assertEqual(transaction.journal_id, self.register)
        self.assertEqual(self.register.register_balance - before, 100)
        self.assertEqual(self.register.register_user_id, self.cashier)

    def test_cash_without_a_register_says_where_to_create_one(self):
        """CTR-8: the dialog says it before anything is saved, and saving refuses too."""
        self.env["account.journal"].search([("type", "=", "cash")]).active = False
        contract = self._contract()
        self._invoice(contract, 100)
        form = self._dialog(contract)
        self.assertFalse(form.obstacle)
        form.method = "cash"
        self.assertIn("Cash registers", form.obstacle)
        with self.assertRaisesRegex(UserError, "Cash registers"):
            form.save().action_save()
        self.assertFalse(contract.transaction_ids)

    def test_the_type_decides_which_methods_are_offered(self):
        """CTR-4: what is not possible is absent."""
        self.bank.copy({"name": "Vouchers", "code": "VOU", "collection_method": "voucher"})
        contract = self._contract()
        self._invoice(contract, 100)
        self._key(contract, "payment", 120)
        form = self._dialog(contract)
        self.assertEqual(form.kind, "refund", "more was paid than is due")
        form.kind = "payment"
        self.assertEqual(form.available_methods, "cash,transfer,card,voucher")
        form.kind = "refund"
        self.assertEqual(form.available_methods, "transfer,cash,card")
        form.kind = "refund_request"
        self.assertEqual((form.available_methods, form.method), ("transfer", "transfer"))

    def test_only_open_invoices_of_the_contract_can_be_chosen(self):
        """CTR-4"""
        contract, other = self._contract(), self._contract()
        invoice, foreign = self._invoice(contract, 100), self._invoice(other, 100)
        self._invoice(contract, 50, post=False)
        form = self._dialog(contract)
        self.assertEqual(form.available_invoice_ids[:], invoice)
        self.assertEqual((form.invoice_id, form.amount), (invoice, 100))
        form.invoice_id = foreign
        with self.assertRaisesRegex(UserError, contract.number):
            form.save().action_save()

    def test_a_voucher_keeps_its_number(self):
        """CTR-4, CTR-9: vouchers are keyed on their own journal."""
        journal = self.bank.copy({"name": "Vouchers", "code": "VOU", "collection_method": "voucher"})
        contract = self._contract()
        self._invoice(contract, 100)
        transaction = self._key(contract, "payment", 100, method="voucher", voucher_number="V-7")
        self.assertEqual((transaction.voucher_number, transaction.payment_id.journal_id), ("V-7", journal))
        self.assertIn("V-7", transaction.payment_id.memo)

    def test_a_second_click_saves_nothing(self):
        """CTR-4: doing it twice has the effect of doing it once."""
        contract = self._contract()
        self._invoice(contract, 100)
        dialog = self._dialog(contract).save()
        dialog.action_save()
        dialog.action_save()
        contract.invalidate_recordset()
        self.assertEqual((len(contract.transaction_ids), contract.balance), (1, 0))

    def test_money_paid_elsewhere_counts_once_reconciled(self):
        """CTR-9: balances are the ledger's, also for a payment that was not keyed here."""
        contract = self._contract()
        invoice = self._invoice(contract, 100)
        self.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"amount": 30}
        )._create_payments()
        contract.invalidate_recordset()
        self.assertEqual((contract.paid_amount, contract.balance), (30, 70))

    def test_bad_input_is_refused_in_one_message_that_names_the_contract(self):
        contract = self._contract()
        self._invoice(contract, 100)
        with self.assertRaises(UserError) as caught:
            self.env["contract.cashier"]._record(
                [{"contract_id": contract.id, "kind": "payment", "method": "cash", "amount": -5, "iban": "FR00"}]
            )
        lines = str(caught.exception).splitlines()
        self.assertEqual(len(lines), 3, "amount, journal, IBAN")
        self.assertTrue(all(contract.number in line for line in lines))

    def test_a_transaction_cannot_be_deleted(self):
        contract = self._contract()
        self._invoice(contract, 100)
        transaction = self._key(contract, "payment", 100)
        with self.assertRaises(UserError):
            transaction.unlink()
        with self.assertRaises(UserError):
            contract.unlink()

    def test_the_branch_of_a_contract_with_money_stays(self):
        contract = self._contract()
        self._invoice(contract, 100)
        self._key(contract, "payment", 100)
        other = self.setup_other_company()["company"]
        with self.assertRaisesRegex(UserError, contract.number):
            contract.company_id = other

    def test_the_tile_is_on_the_form_for_whoever_keys(self):
        """CTR-3"""
        contract = self._contract(deposit_expected=50)
        form = Form(contract.with_user(self.cashier))
        self.assertEqual((form.deposit_expected, form.deposit_balance, form.deposit_status), (50, 50, "unpaid"))
        arch = contract.with_user(self.cashier).get_view(view_type="form")["arch"]
        self.assertIn("action_key_payment", arch)
        self.assertIn("action_key_deposit", arch)
        reader_arch = contract.with_user(self.reader).get_view(view_type="form")["arch"]
        self.assertNotIn("action_key_payment", reader_arch)
