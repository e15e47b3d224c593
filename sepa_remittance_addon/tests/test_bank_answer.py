from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DebitCommon


@tagged("post_install", "-at_install")
class TestBankAnswer(DebitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payer = cls.create_payer("Anna", 1)
        cls.invoice = cls.create_due(cls.payer, 100)
        cls.remittance = cls.confirm(cls.propose())
        cls.line = cls.remittance.line_ids

    def test_a_rejection_that_may_be_presented_again_frees_the_invoice(self):
        """REM-14"""
        self.line._register_rejection({self.line.id: ("AM04", "no money", "camt.053 42, entry 3")})
        self.assertEqual((self.line.state, self.line.reason_id.code), ("rejected", "AM04"))
        self.assertEqual(self.line.answer_source, "camt.053 42, entry 3")
        self.assertFalse(self.invoice.payment_block)
        again = self.propose().line_ids
        self.assertEqual((again.move_id, again.attempt), (self.invoice, 2))

    def test_other_rejections_keep_the_block_until_someone_decides(self):
        """REM-14"""
        self.line._register_rejection({self.line.id: ("AC04", "closed", "pain.002")})
        self.assertEqual(self.invoice.payment_block, "9")
        self.assertTrue(self.payer.mandate_ids.suspended)
        self.assertFalse(self.propose().line_ids)
        self.line.action_lift_block()
        self.assertFalse(self.invoice.payment_block)

    def test_hearing_it_again_changes_nothing(self):
        """REM-14"""
        answer = {self.line.id: ("AM04", "no money", "pain.002")}
        self.assertTrue(self.line._register_rejection(answer))
        self.receivable_of(self.invoice)._set_payment_block("2")
        self.assertFalse(self.line._register_rejection(answer))
        self.assertFalse(self.line._register_return(answer))
        self.assertEqual((self.line.state, self.invoice.payment_block), ("rejected", "2"))

    def test_an_unknown_code_is_kept_and_described_later(self):
        """REM-14"""
        self.line._register_rejection({self.line.id: ("ZZ99", "who knows", "pain.002")})
        self.assertEqual(self.line.reason_id.code, "ZZ99")
        self.assertEqual(self.invoice.payment_block, "9")

    def test_a_waiting_debit_keeps_its_block(self):
        """REM-14"""
        with self.assertRaisesRegex(UserError, "twice"):
            self.line.action_lift_block()

    def test_a_payer_without_right_mandate_is_withdrawn(self):
        """REM-14: domain rules for MD01"""
        self.line._register_rejection({self.line.id: ("MD01", "", "pain.002")})
        self.assertEqual(self.payer.mandate_ids.state, "withdrawn")

    def test_a_refused_one_off_mandate_serves_again(self):
        """MAN-10"""
        payer = self.env["res.partner"].create(
            {
                "name": "Per invoice",
                "mandate_per_invoice": True,
                "bank_ids": [(0, 0, {"acc_number": "FR1420041010050500013M02606"})],
                "property_inbound_payment_method_line_id": self.method.id,
            }
        )
        invoice = self.create_due(payer, 70)
        mandate = self.receivable_of(invoice).mandate_ids
        mandate.signature_date = date(2026, 9, 30)
        line = self.confirm(self.propose()).line_ids
        self.assertEqual(mandate.state, "completed")
        line._register_rejection({line.id: ("AM04", "", "pain.002")})
        self.assertEqual(mandate.state, "active")

    def test_money_taken_back_blocks_the_invoice_again_until_someone_decides(self):
        """REM-14: a return after the invoice was paid and free"""
        self.line._register_collection()
        self.line._register_return({self.line.id: ("MD06", "refund asked", "camt.053")})
        self.assertEqual((self.line.state, self.invoice.payment_block), ("returned", "9"))

    def test_taking_an_answer_back_restores_line_block_and_mandate(self):
        """REM-14: read by mistake"""
        mandate = self.payer.mandate_ids
        for code in ("AC04", "MD01", "AM04"):
            with self.subTest(code):
                self.line._register_rejection({self.line.id: (code, "", "camt.053")})
                self.line._undo_answer()
                self.assertEqual(
                    (self.line.state, self.line.reason_id.id, self.invoice.payment_block), ("remitted", False, "9")
                )
                self.assertEqual((mandate.state, mandate.suspended), ("active", False))

    def test_collection_and_its_undo(self):
        """REM-3"""
        self.line._register_collection()
        self.assertEqual((self.line.state, self.invoice.payment_block), ("matched", False))
        self.line._undo_collection()
        self.assertEqual((self.line.state, self.invoice.payment_block), ("remitted", "9"))

    def test_a_remittance_the_bank_carried_out_is_not_cancelled(self):
        """REM-8"""
        self.line._register_collection()
        with self.assertRaisesRegex(UserError, "carried out"):
            self.remittance._cancel("oops")

    def test_the_block_of_an_amount_presented_again_is_not_lifted_from_its_earlier_line(self):
        """REM-14"""
        self.line._register_rejection({self.line.id: ("AM04", "", "pain.002")})
        self.confirm(self.propose())
        with self.assertRaisesRegex(UserError, "twice"):
            self.line.action_lift_block()
        self.assertEqual(self.invoice.payment_block, "9")
