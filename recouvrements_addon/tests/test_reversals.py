from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError

from .contract_case import ContractCase


class TestReversals(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reverser = cls._user("reverser", "group_transaction_reverser")

    def _reverse(self, transactions, reason="Keyed on the wrong contract", user=None):
        action = transactions.with_user(user or self.reverser).action_reverse()
        model = transactions.env[action["res_model"]].with_user(user or self.reverser)
        wizard = model.with_context(**action["context"])
        wizard.create({"reason": reason}).action_reverse()
        transactions.contract_id.invalidate_recordset()

    def test_a_reversed_payment_leaves_its_invoice_open_and_stays_on_record(self):
        """CTR-9: who, when and why are kept; the balance follows the ledger."""
        contract = self._contract()
        invoice = self._invoice(contract, 100)
        payment = self._key(contract, "payment", 100)
        self._reverse(payment)
        self.assertEqual((contract.balance, contract.paid_amount, contract.payment_status), (100, 0, "unpaid"))
        self.assertEqual((invoice.amount_residual, payment.payment_id.state), (100, "canceled"))
        self.assertEqual((payment.state, payment.reversed_by_id), ("reversed", self.reverser))
        self.assertEqual(payment.reverse_reason, "Keyed on the wrong contract")
        self.assertTrue(payment.reversed_date)
        self.assertIn("Keyed on the wrong contract", contract.message_ids[0].body)

    def test_the_dialog_says_what_was_spent_before_anything_is_asked(self):
        """CTR-9, CTR-5: and nothing of another company"""
        contract = self._contract(deposit_expected=200)
        deposit = self._key(contract, "deposit_payment", 200)
        wizards = self.env["contract.transaction.reversal"]
        wizard = wizards.with_user(self.reverser).create({"transaction_ids": deposit.ids, "reason": "Wrong"})
        self.assertFalse(wizard.obstacle)
        self._key(contract, "deposit_refund", 150)
        wizard.invalidate_recordset()
        self.assertIn(contract.number, wizard.obstacle)
        stranger = self._user("stranger", "group_transaction_reverser", self.setup_other_company()["company"])
        with self.assertRaises(AccessError):
            wizards.with_user(stranger).create({"transaction_ids": deposit.ids, "reason": "Wrong"})
        draft = wizards.with_user(stranger).new({"transaction_ids": deposit.ids})
        self.assertFalse(draft.obstacle)

    def test_cash_goes_back_into_the_register(self):
        """CTR-8, CTR-9"""
        contract = self._contract(deposit_expected=200)
        before = self.register.register_balance
        self._key(contract, "deposit_payment", 200, method="cash")
        refund = self._key(contract, "deposit_refund", 150, method="cash")
        self._reverse(refund)
        self.register.invalidate_recordset()
        self.assertEqual(self.register.register_balance - before, 200)
        self.assertEqual((contract.deposit_held, contract.deposit_returned), (200, 0))

    def test_a_reversed_deposit_was_neither_received_nor_returned(self):
        """CTR-3: cancelled or, in a closed period, reversed by an entry: the tile says the same."""
        for closed in (False, True):
            contract = self._contract(deposit_expected=200)
            key = self._key_last_month if closed else self._key
            deposit = key(contract, "deposit_payment", 200)
            self._reverse(deposit)
            self.assertEqual((contract.deposit_received, contract.deposit_returned), (0, 0))
            self.assertEqual(contract.deposit_status, "unpaid")

    def _key_last_month(self, *args, **values):
        """Key in a period that was closed since."""
        last_month = fields.Date.today().replace(day=1) - timedelta(days=1)
        transaction = self._key(*args, date=last_month, **values)
        self.company.fiscalyear_lock_date = last_month
        return transaction

    def test_a_closed_period_gets_a_reversing_entry_on_the_first_open_day(self):
        """CTR-9"""
        contract = self._contract()
        invoice = self._invoice(contract, 100)
        payment = self._key_last_month(contract, "payment", 100)
        self._reverse(payment)
        counter = payment.entry_id.reversal_move_ids
        self.assertEqual((payment.entry_id.state, counter.state), ("posted", "posted"))
        self.assertGreater(counter.date, self.company.fiscalyear_lock_date)
        self.assertEqual((counter.contract_id, invoice.amount_residual, contract.balance), (contract, 100, 100))
        reconcilable = (payment.entry_id | counter).line_ids.filtered("account_id.reconcile")
        self.assertTrue(all(reconcilable.mapped("reconciled")), "nothing of the two is left open")

    def test_a_lock_in_the_future_is_waited_for(self):
        contract = self._contract()
        self._invoice(contract, 100)
        payment = self._key(contract, "payment", 100)
        self.company.fiscalyear_lock_date = lock = fields.Date.today() + timedelta(days=9)
        self._reverse(payment)
        self.assertEqual(payment.entry_id.reversal_move_ids.date, lock + timedelta(days=1))

    def test_what_the_bank_confirmed_stays_confirmed(self):
        """CTR-9: the money did come; its way back is awaited on the outstanding account."""
        contract = self._contract()
        self._invoice(contract, 100)
        payment = self._key(contract, "payment", 100, method="transfer")
        outstanding = payment.payment_id._seek_for_lines()[0]
        statement_line = self.env["account.bank.statement.line"].create(
            {"journal_id": self.bank.id, "date": date.today(), "payment_ref": "Rita", "amount": 100}
        )
        _liquidity, suspense, _other = statement_line._seek_for_lines()
        suspense.with_context(
            skip_account_move_synchronization=True, force_delete=True
        ).account_id = outstanding.account_id
        (suspense | outstanding).reconcile()
        self._reverse(payment, "Taken back by the customer's bank")
        self.assertTrue(outstanding.reconciled and suspense.reconciled)
        awaited = payment.entry_id.reversal_move_ids.line_ids.filtered(
            lambda line: line.account_id == outstanding.account_id
        )
        self.assertEqual((awaited.amount_residual, contract.balance), (-100, 100))

    def test_reversing_twice_reverses_once(self):
        """Two clicks, two users: one reversal."""
        contract = self._contract()
        self._invoice(contract, 100)
        payment = self._key(contract, "payment", 100)
        cashier = self.env["contract.cashier"]
        self.assertEqual(cashier._reverse(payment, "Wrong"), payment)
        self.assertFalse(cashier._reverse(payment, "Wrong again"))
        self.assertEqual(payment.reverse_reason, "Wrong")

    def test_a_deposit_that_went_back_stays(self):
        """CTR-11: what was refunded or is promised cannot be taken out from under it."""
        contract = self._contract(deposit_expected=300)
        deposit = self._key(contract, "deposit_payment", 300)
        refund = self._key(contract, "deposit_refund", 100)
        request = self._key(contract, "deposit_refund_request", 50)
        with self.assertRaisesRegex(UserError, f"{contract.number}.*150"):
            self._reverse(deposit)
        request.with_user(self.cashier).action_cancel_request()
        self._reverse(refund)
        self._reverse(deposit)
        self.assertEqual(contract.deposit_held, 0)

    def test_a_payment_that_an_open_request_needs_stays(self):
        """CTR-11"""
        contract = self._contract()
        self._invoice(contract, 100)
        payment = self._key(contract, "payment", 150)
        self._key(contract, "refund_request", 50)
        with self.assertRaisesRegex(UserError, contract.number):
            self._reverse(payment)
        self.assertEqual((payment.state, contract.balance), ("recorded", -50))

    def test_nothing_undoes_or_revives_an_entry_behind_its_transaction(self):
        """CTR-9: not the payment's buttons, not the entry's."""
        contract = self._contract()
        self._invoice(contract, 200)
        payment = self._key(contract, "payment", 100)
        for undo in (
            payment.payment_id.action_draft,
            payment.payment_id.action_cancel,
            payment.entry_id.button_draft,
            payment.entry_id._reverse_moves,
        ):
            with self.assertRaisesRegex(UserError, payment.entry_id.name), self.env.cr.savepoint():
                undo()
        closed = self._key_last_month(contract, "payment", 100)
        self._reverse(closed)
        self.company.fiscalyear_lock_date = False
        for revived in (closed.entry_id, closed.entry_id.reversal_move_ids):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                revived.button_draft()

    def test_reversing_is_a_right_of_its_own(self):
        """CTR-2"""
        contract = self._contract()
        self._invoice(contract, 100)
        payment = self._key(contract, "payment", 100)
        for user in (self.reader, self.cashier, self.processor):
            with self.assertRaises(AccessError):
                self._reverse(payment, user=user)
            with self.assertRaises(AccessError):
                self.env["contract.transaction.reversal"].with_user(user).create(
                    {"transaction_ids": payment.ids, "reason": "Mine"}
                )
            arch = payment.with_user(user).get_view(view_type="form")["arch"]
            self.assertNotIn("action_reverse", arch)
        self.assertIn("action_reverse", payment.with_user(self.reverser).get_view(view_type="form")["arch"])

    def test_a_reason_is_asked(self):
        contract = self._contract()
        self._invoice(contract, 100)
        payment = self._key(contract, "payment", 100)
        with self.assertRaises(UserError):
            self._reverse(payment, reason="  ")

    def test_another_company_reverses_nothing(self):
        """CTR-2"""
        contract = self._contract()
        self._invoice(contract, 100)
        payment = self._key(contract, "payment", 100)
        stranger = self._user("stranger", "group_transaction_reverser", self.setup_other_company()["company"])
        with self.assertRaises(AccessError):
            self._reverse(payment, user=stranger)
