from odoo.exceptions import UserError, ValidationError

from .contract_case import IBAN, OTHER_IBAN, ContractCase


class TestDeposits(ContractCase):
    def test_a_deposit_sits_on_the_liability_account(self):
        """CTR-3, CTR-5, CTR-9"""
        contract = self._contract(deposit_expected=300)
        transaction = self._key(contract, "deposit_payment", 200)
        self.assertEqual((contract.deposit_received, contract.deposit_held, contract.deposit_balance), (200, 200, 100))
        self.assertEqual(contract.deposit_status, "partly")
        self.assertEqual(self._balance_of(self.deposit_account, contract), -200)
        self.assertEqual(transaction.payment_id.destination_account_id, self.deposit_account)
        self.assertEqual(contract.balance, 0, "a deposit pays no invoice")
        self._key(contract, "deposit_payment", 120, method="cash")
        self.assertEqual((contract.deposit_balance, contract.deposit_status), (-20, "overpaid"))

    def test_a_refund_at_once_gives_the_deposit_back(self):
        """CTR-5"""
        contract = self._contract(deposit_expected=300)
        received = self._key(contract, "deposit_payment", 300)
        refund = self._key(contract, "deposit_refund", 300, method="transfer")
        self.assertEqual((contract.deposit_received, contract.deposit_returned, contract.deposit_held), (300, 300, 0))
        self.assertEqual(contract.deposit_status, "paid")
        self.assertEqual(refund.payment_id.payment_type, "outbound")
        both = (received | refund).payment_id.move_id.line_ids
        self.assertTrue(all(both.filtered(lambda line: line.account_id == self.deposit_account).mapped("reconciled")))

    def test_never_more_goes_back_than_is_held(self):
        """CTR-5: open requests count as given back."""
        contract = self._contract(deposit_expected=300)
        self._key(contract, "deposit_payment", 300)
        self._key(contract, "deposit_refund_request", 200)
        self.assertEqual((contract.deposit_held, contract.deposit_refundable), (300, 100))
        form = self._dialog(contract, "deposit")
        form.kind = "deposit_refund"
        self.assertEqual(form.amount, 100)
        form.amount = 100.01
        with self.assertRaisesRegex(UserError, contract.number):
            form.save().action_save()

    def test_a_refund_is_not_offered_when_the_deposit_is_settled_on_the_final_invoice(self):
        """CTR-7: the offering rule"""
        contract = self._contract(deposit_expected=300, deposit_handling="settled")
        self._key(contract, "deposit_payment", 300)
        self.assertEqual(self._dialog(contract, "deposit").available_kinds, "deposit_payment,card_authorisation")
        contract.deposit_handling = "refunded"
        offered = self._dialog(contract, "deposit").available_kinds.split(",")
        self.assertLessEqual({"deposit_refund", "deposit_refund_request", "deposit_move_request"}, set(offered))

    def test_posting_the_final_invoice_settles_the_deposit(self):
        """CTR-7"""
        contract = self._contract(deposit_expected=300, deposit_handling="settled")
        self._key(contract, "deposit_payment", 300)
        first = self._invoice(contract, 80)
        self.assertEqual(first.amount_residual, 80, "only the final invoice settles")
        final = self._invoice(contract, 450, is_final_invoice=True)
        contract.invalidate_recordset()
        self.assertEqual((final.amount_residual, contract.deposit_held, contract.deposit_returned), (150, 0, 300))
        self.assertEqual(self._balance_of(self.deposit_account, contract), 0)
        settlement = contract.transaction_ids.filtered(lambda made: made.kind == "deposit_settlement")
        self.assertEqual((settlement.amount, settlement.invoice_id), (300, final))

    def test_a_surplus_after_the_final_invoice_becomes_refundable(self):
        """CTR-7"""
        contract = self._contract(deposit_expected=300, deposit_handling="settled")
        self._key(contract, "deposit_payment", 300)
        self._invoice(contract, 120, is_final_invoice=True)
        contract.invalidate_recordset()
        self.assertEqual((contract.balance, contract.deposit_held, contract.deposit_refundable), (0, 180, 180))
        self.assertIn("deposit_refund", self._dialog(contract, "deposit").available_kinds)
        self._key(contract, "deposit_refund", 180)
        self.assertEqual(contract.deposit_held, 0)

    def test_a_deposit_that_comes_after_the_final_invoice_pays_it(self):
        """CTR-7"""
        contract = self._contract(deposit_expected=300, deposit_handling="settled")
        final = self._invoice(contract, 120, is_final_invoice=True)
        self._key(contract, "deposit_payment", 100)
        self.assertEqual((final.amount_residual, contract.deposit_held), (20, 0))

    def test_posting_the_final_invoice_again_settles_once(self):
        """CTR-7"""
        contract = self._contract(deposit_expected=300, deposit_handling="settled")
        self._key(contract, "deposit_payment", 100)
        final = self._invoice(contract, 120, is_final_invoice=True)
        self.env["deposit.settler"]._settle(contract)
        self.assertEqual(len(contract.transaction_ids), 2)
        self.assertEqual(final.amount_residual, 20)

    def test_the_iban_of_a_deposit_is_kept_for_its_refund(self):
        """CTR-6"""
        contract = self._contract(deposit_expected=300)
        self._key(contract, "deposit_payment", 300, iban="FR14 2004 1010 0505 0001 3M02 606")
        self.assertEqual(contract.deposit_iban, IBAN)
        self.assertFalse(self.customer.bank_ids, "copied only when asked")
        form = self._dialog(contract, "deposit")
        form.kind = "deposit_refund_request"
        self.assertEqual(form.known_iban, "FR14 **** **** 2606", "masked for who keys")
        form.save().action_save()
        self.assertEqual(contract.transaction_ids.filtered(lambda made: made.state == "requested").refund_iban, IBAN)

    def test_copy_to_the_customer_prefers_the_account_and_keeps_the_old_one(self):
        """CTR-6"""
        mandate = (
            self.env["debit.mandate"]
            .sudo()
            .create(
                {
                    "partner_id": self.customer.id,
                    "partner_bank_id": self.env["res.partner.bank"]
                    .create({"acc_number": OTHER_IBAN, "partner_id": self.customer.id})
                    .id,
                    "reference": "M-1",
                }
            )
        )
        old = mandate.partner_bank_id
        self.customer.refund_bank_id = old
        contract = self._contract(deposit_expected=300)
        self._key(contract, "deposit_payment", 100, iban=IBAN, copy_iban=True)
        self.assertEqual(self.customer.refund_bank_id.sanitized_acc_number, IBAN)
        self.assertIn(old, self.customer.bank_ids)
        self.assertEqual(mandate.partner_bank_id, old)
        self._key(contract, "deposit_payment", 100, iban=IBAN, copy_iban=True)
        self.assertEqual(len(self.customer.bank_ids), 2, "an account that is there already is not added again")

    def test_a_wrong_iban_is_named_and_nothing_is_saved(self):
        """CTR-6"""
        contract = self._contract(deposit_expected=300)
        with self.assertRaisesRegex(UserError, contract.number):
            self._key(contract, "deposit_payment", 300, iban="FR1420041010050500013M02607")
        self.assertFalse(contract.transaction_ids)

    def test_without_a_deposit_account_the_dialog_says_where_to_choose_one(self):
        """CTR-9"""
        self.company.deposit_account_id = False
        form = self._dialog(self._contract(deposit_expected=300), "deposit")
        self.assertIn("Settings", form.obstacle)
        with self.assertRaisesRegex(UserError, "Settings"):
            form.save().action_save()

    def test_a_contract_keeps_the_account_of_its_deposit(self):
        """CTR-9: choosing another account later moves nothing."""
        contract = self._contract(deposit_expected=300)
        self._key(contract, "deposit_payment", 300)
        self.company.deposit_account_id = self.deposit_account.copy({"code": "419200"})
        contract.invalidate_recordset()
        self.assertEqual(contract.deposit_held, 300)
        self._key(contract, "deposit_refund", 300)
        self.assertEqual(self._balance_of(self.deposit_account, contract), 0)

    def test_deposits_sit_on_a_liability_only(self):
        """CTR-9"""
        with self.assertRaisesRegex(ValidationError, self.company.name):
            self.company.deposit_account_id = self.company_data["default_account_revenue"]
