from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DebitCommon


@tagged("post_install", "-at_install")
class TestChangedProposals(DebitCommon):
    """What people decide on an invoice after it was proposed counts when the bank is asked (REM-2, REM-8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.create_due(cls.create_payer("Anna", 1), 100)
        cls.remittance = cls.propose()
        cls.line = cls.remittance.line_ids

    def test_an_invoice_that_was_blocked_since_is_not_debited(self):
        """REM-2, REM-8: a dispute entered after the proposal is no less a dispute."""
        self.invoice.action_toggle_remittance_block()
        with self.assertRaisesRegex(UserError, f"{self.invoice.name}.*Blocked by hand"):
            self.remittance.action_confirm()
        self.assertEqual((self.line.state, self.invoice.payment_block), ("proposed", "1"))

    def test_cancelling_a_proposal_keeps_the_blocks_of_people(self):
        """REM-8"""
        self.invoice.action_toggle_remittance_block()
        self.remittance._cancel("made anew")
        self.assertEqual((self.line.state, self.invoice.payment_block), ("cancelled", "1"))
        self.assertFalse(self.propose().line_ids)

    def test_an_invoice_that_is_paid_another_way_by_now_is_not_debited(self):
        """REM-7, REM-8: neither when confirming, nor by putting its removed line back."""
        self.invoice.preferred_payment_method_line_id = False
        with self.assertRaisesRegex(UserError, f"{self.invoice.name}.*another way"):
            self.remittance.action_confirm()
        self.line._change("remove", "telephone", "by transfer")
        with self.assertRaisesRegex(UserError, "another payment method"):
            self.env["debit.proposer"]._add(self.remittance, self.line.move_line_id)
        self.assertEqual(self.line.state, "removed")

    def test_amounts_of_another_currency_are_not_asked_for_as_euros(self):
        """REM-8, REM-11: also when the currency of a proposal is written past its form."""
        dollar = self.env.ref("base.USD")
        self.line.sudo().currency_id = dollar
        with self.assertRaisesRegex(UserError, f"{self.invoice.name}.*USD"):
            self.remittance.action_confirm()

    def test_an_ordinary_payment_answers_only_what_no_bank_was_asked_for(self):
        """REM-8, REM-13: whatever context the payment was registered with, the bank's debit is still out."""
        self.confirm(self.remittance)
        action = self.line.move_line_id.action_register_payment()
        context = {**action["context"], "debit_remittance_id": self.remittance.id}
        self.env[action["res_model"]].with_context(**context).create({}).action_create_payments()
        self.assertEqual((self.line.state, self.line.payment_block), ("remitted", "9"))

    def test_nobody_writes_the_block_of_a_remittance(self):
        """REM-2: also by RPC; other blocks are people's own."""
        receivable = self.line.move_line_id
        with self.assertRaisesRegex(UserError, "by the remittance alone"):
            receivable.payment_block = "9"
        receivable.payment_block = "2"
        receivable.payment_block = False
        self.confirm(self.remittance)
        with self.assertRaisesRegex(UserError, self.invoice.name):
            receivable.payment_block = False
        self.assertEqual(receivable.payment_block, "9")
