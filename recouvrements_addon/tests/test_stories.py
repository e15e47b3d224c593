from odoo.exceptions import UserError

from .contract_case import IBAN
from .refund_case import RefundCase


class TestStories(RefundCase):
    """Both source documents, told from beginning to end by the people who do the work."""

    def test_a_rental_from_the_deposit_to_its_refund(self):
        """Source 001, CTR-1 to CTR-7, CTR-11: transactions on a contract."""
        # The customer books: a price, and a deposit that is computed from it. The tile shows what is expected.
        self.company.deposit_rate = 50
        contract = self._contract(agreed_amount=600, payment_moment="departure")
        self.assertEqual((contract.deposit_expected, contract.deposit_status), (300, "unpaid"))

        # At departure the deposit is paid by card; its account for later is keyed, and copied to the customer.
        self._key(contract, "deposit_payment", 300, method="card", iban=IBAN, copy_iban=True)
        self.assertEqual((contract.deposit_held, contract.deposit_status), (300, "paid"))
        self.assertEqual(self.customer.refund_bank_id.sanitized_acc_number, IBAN)

        # The invoice of this contract, and of no other, is paid in two parts, one of them in cash.
        invoice = self._invoice(contract, 600)
        self._invoice(self._contract(), 999)
        self.assertEqual(self._dialog(contract).available_invoice_ids[:], invoice)
        self._key(contract, "payment", 250, method="cash", comment="At the counter")
        self.assertEqual((contract.balance, contract.payment_status), (350, "partly"))
        self._key(contract, "payment", 380, method="transfer")
        self.assertEqual((contract.balance, contract.payment_status, invoice.payment_state), (-30, "overpaid", "paid"))

        # The 30 too much go to the customer's next contract, as its deposit.
        following = self._contract(agreed_amount=60)
        move = self._key(contract, "move_request", 30)
        self.assertEqual(contract.balance, -30, "a request moves no balance")
        self._key(following, "deposit_payment", 30, method="contract")
        contract.invalidate_recordset()
        self.assertEqual((contract.balance, following.deposit_held, move.state), (0, 30, "processed"))

        # The car comes back: the deposit is asked back. The next contract settles its own on the final invoice.
        self._key(contract, "deposit_refund_request", 300)
        following.deposit_handling = "settled"
        self.assertNotIn("deposit_refund", self._dialog(following, "deposit").available_kinds.split(","))
        final = self._invoice(following, 60, is_final_invoice=True)
        following.invalidate_recordset()
        self.assertEqual((final.amount_residual, following.deposit_held), (30, 0))

    def test_refunds_by_hand_and_by_file(self):
        """Source 000, REF-1 to REF-5: the overview of refunds."""
        by_hand = self._request(20, iban=False, name="Hanna Hand")
        by_file = self._request(50, name="Fred File")
        unknown = self._request(30, iban=False, name="Una Unknown")
        requests = by_hand | by_file | unknown

        # All are in the overview. One was paid with the bank's own program: it is marked as processed.
        self.assertLessEqual(requests, self._in_overview("requested"))
        by_hand.with_user(self.processor).action_mark_processed()
        self.assertNotIn(by_hand, self._in_overview("requested"), "hidden")
        self.assertIn(by_hand, self._in_overview("requested", "processed"), "shown by the filter")
        self.assertEqual(by_hand.contract_id.deposit_held, 0, "and it is recorded on the contract")

        # Without the branch's account there is no file at all.
        self.bank.bank_account_id, account = False, self.bank.bank_account_id
        with self.assertRaisesRegex(UserError, self.company.name), self.env.cr.savepoint():
            self._export(by_file | unknown)
        self.bank.bank_account_id = account

        # With it there is one; it names who was left out, and marks the others as processed.
        export = self._export(by_file | unknown)
        self.assertEqual(self._texts(export, "Cdtr/Nm"), ["Fred File"])
        self.assertEqual((export.left_out_ids.request_id, unknown.state), (unknown, "requested"))
        self.assertEqual((by_file.state, by_file.contract_id.deposit_held), ("processed", 0))

        # The account is asked for, and the refund goes out with the next file: it alone.
        wizard = self.env["refund.iban.entry"].with_user(self.processor)
        wizard.create({"request_id": unknown.id, "iban": IBAN}).action_save()
        later = self._export(requests)
        self.assertEqual(self._texts(later, "CdtrAcct/Id/IBAN"), [IBAN])
        self.assertEqual(unknown.state, "processed")
        with self.assertRaises(UserError):
            self._export(requests)
