from odoo.addons.sepa_remittance_addon.tests.answer_files import (
    camt_entry,
    notification,
    status_block,
    status_report,
    status_transaction,
)
from odoo.addons.sepa_remittance_addon.tests.common import COMPANY_IBAN, iban_of
from odoo.exceptions import UserError

from .refund_case import RefundCase


class TestRefundAnswers(RefundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.one, cls.two = cls._request(50), cls._request(30)

    def setUp(self):
        super().setUp()
        self.export = self._export(self.one | self.two)
        self.line, self.other = self.export.line_ids

    def _refusal(self, line, code="AC04", text="Closed", **options):
        told = status_transaction(line.end_to_end_id, code=code, text=text, amount=options.pop("amount", None))
        block = status_block(line.block_reference, told)
        return status_report(block, message=self.export.bank_reference, group="PART", **options)

    def _assert_open_again(self, request, line):
        self.assertEqual((request.state, line.state), ("requested", "rejected"))
        self.assertEqual(line.refund_id.state, "reversed")
        self.assertEqual(line.refund_id.payment_id.state, "canceled")
        self.assertEqual((request.contract_id.deposit_held, request.contract_id.deposit_returned), (request.amount, 0))
        refunds = self.env["contract.transaction"].search([("request_id", "=", request.id)])
        self.assertEqual(len(refunds), 1)

    def test_a_rejected_refund_waits_again_with_its_reason_once(self):
        """REF-6: however often it is told."""
        self._receive(self._refusal(self.line, amount="50.00"))
        self._receive(self._refusal(self.line, name="REPORT-2"), "again.xml")
        self._assert_open_again(self.one, self.line)
        self.assertEqual((self.two.state, self.other.state), ("processed", "exported"))
        self.assertIn("AC04", self.one.bank_reason)
        self.assertIn("Closed", self.one.bank_reason)
        self.assertEqual(self.line.reason_id.code, "AC04")
        messages = self.one.contract_id.message_ids.filtered(lambda message: "AC04" in (message.body or ""))
        self.assertTrue(messages)

    def test_the_answer_tells_what_it_did_and_by_whom(self):
        """REF-6: the screen of answers names the customer and the reason."""
        answer = self._receive(self._refusal(self.line))
        self.assertEqual((answer.line_ids.outcome, answer.line_ids.partner_id), ("rejected", self.one.partner_id))
        self.assertEqual((answer.line_ids.amount, answer.line_ids.reason_id.code), (50, "AC04"))
        again = self._receive(self._refusal(self.line, name="REPORT-2"), "again.xml")
        self.assertEqual(again.line_ids.outcome, "information")

    def test_an_account_the_bank_refused_gets_no_money_until_it_is_entered_anew(self):
        """REF-6, REF-4"""
        self._receive(self._refusal(self.line))
        self.assertTrue(self.one.iban_missing)
        export = self._export(self.one | self._request())
        self.assertEqual((export.left_out_ids.request_id, export.left_out_ids.reason), (self.one, "refused_iban"))
        self.one.with_user(self.processor)._enter_iban(iban_of(900))
        again = self._export(self.one)
        self.assertEqual(self._texts(again, "CdtrAcct/Id/IBAN"), [iban_of(900)])
        self._receive(self._refusal(self.line, name="REPORT-3"), "late.xml")
        self.assertEqual(
            (self.one.state, again.line_ids.state), ("processed", "exported"), "that is about the first file"
        )

    def test_a_file_refused_as_a_whole_opens_all_its_refunds(self):
        """REF-6"""
        self._receive(status_report(message=self.export.bank_reference, group=("RJCT", "FF01")))
        self._assert_open_again(self.one, self.line)
        self._assert_open_again(self.two, self.other)
        self.assertEqual(set(self.export.line_ids.mapped("reason_id.code")), {"FF01"})
        self.assertFalse(self.one.iban_missing, "the account is not to blame")

    def test_a_block_refused_but_for_one_refund_that_is_accepted(self):
        """REF-6: what is said of one refund goes before what is said of its block."""
        told = status_transaction(self.line.end_to_end_id, "ACSC", "")
        self._receive(
            status_report(
                status_block(self.line.block_reference, told, status=("RJCT", "AM04")),
                message=self.export.bank_reference,
            )
        )
        self.assertEqual((self.one.state, self.line.state), ("processed", "executed"))
        self._assert_open_again(self.two, self.other)

    def test_acceptances_are_noted_and_change_nothing_else(self):
        """REF-6"""
        self._receive(status_report(message=self.export.bank_reference, group="ACCP"))
        self.assertEqual(set(self.export.line_ids.mapped("state")), {"accepted"})
        self._receive(status_report(message=self.export.bank_reference, group="ACSC", name="REPORT-2"), "later.xml")
        self.assertEqual(set(self.export.line_ids.mapped("state")), {"executed"})
        self.assertEqual(self.export.executed_count, 2)
        self._receive(status_report(message=self.export.bank_reference, group="ACCP", name="REPORT-3"), "slow.xml")
        self.assertEqual(set(self.export.line_ids.mapped("state")), {"executed"}, "an older word takes nothing back")
        self.assertEqual((self.one | self.two).mapped("state"), ["processed"] * 2)

    def test_another_amount_than_we_sent_does_nothing_and_somebody_has_to_look(self):
        """REF-6"""
        answer = self._receive(self._refusal(self.line, amount="49.99"))
        self.assertEqual((self.one.state, answer.unknown_count), ("processed", 1))

    def test_an_answer_about_a_refund_we_never_sent_is_not_applied(self):
        """REF-6"""
        told = status_transaction("SOMETHING-ELSE")
        answer = self._receive(
            status_report(
                status_block(self.line.block_reference, told), message=self.export.bank_reference, group="PART"
            )
        )
        self.assertEqual(answer.unknown_count, 1)
        self.assertEqual((self.one | self.two).mapped("state"), ["processed"] * 2)

    def test_a_booking_tells_that_a_refund_was_paid_and_a_return_opens_it(self):
        """REF-6: camt.054, each once."""
        paid = notification(camt_entry(-50, self.line.end_to_end_id), iban=COMPANY_IBAN)
        self._hear(paid, "paid.xml")
        self.assertEqual((self.line.state, self.one.state), ("executed", "processed"))
        back = camt_entry(50, self.line.end_to_end_id, code="AC04", text="Account closed")
        self._hear(notification(back, iban=COMPANY_IBAN, name="NOTE-2"), "back.xml")
        self._hear(notification(back, iban=COMPANY_IBAN, name="NOTE-3"), "back again.xml")
        self._assert_open_again(self.one, self.line)
        self.assertIn("Account closed", self.one.bank_reason)

    def test_a_return_of_another_amount_does_nothing(self):
        """REF-6"""
        back = camt_entry(49, self.line.end_to_end_id, code="AC04")
        self._hear(notification(back, iban=COMPANY_IBAN), "back.xml")
        self.assertEqual(self.one.state, "processed")

    def test_the_whole_file_booked_as_one_amount_is_paid(self):
        """REF-6, REF-3: batch booking"""
        booked = camt_entry(-80, block=self.line.block_reference)
        self._hear(notification(booked, iban=COMPANY_IBAN), "booked.xml")
        self.assertEqual(set(self.export.line_ids.mapped("state")), {"executed"})

    def _hear(self, content, name):
        """Whether a statement is an answer here, or kept by another module, refunds learn of it."""
        self.env["debit.answer.receiver"].sudo()._receive_all([(name, content)])
        self.env.invalidate_all()

    def test_a_file_the_bank_answered_cannot_be_cancelled(self):
        """REF-5: then it was sent."""
        self._receive(self._refusal(self.line))
        with self.assertRaisesRegex(UserError, "so it was sent"):
            self.export.with_user(self.exporter)._cancel("never mind")

    def test_a_file_the_bank_answered_offers_no_cancellation(self):
        """REF-5: the button is there where it works."""
        self.assertFalse(self.export.was_sent)
        self._receive(status_report(message=self.export.bank_reference, group="ACCP"))
        self.assertTrue(self.export.was_sent)

    def test_an_answer_to_a_cancelled_file_opens_nothing_twice(self):
        """REF-6"""
        self.export.with_user(self.exporter)._cancel("Not sent")
        again = self._export(self.one)
        self._receive(self._refusal(self.line))
        self.assertEqual((self.one.state, again.line_ids.state), ("processed", "exported"))
        self.assertEqual(self.line.state, "cancelled")

    def test_the_answer_of_another_company_finds_nothing(self):
        """REF-6: references are looked for in one's own companies."""
        other = self.setup_other_company()["company"]
        stranger = self._user("stranger", "group_refund_exporter", other)
        answer = self._receive(self._refusal(self.line), user=stranger)
        self.assertEqual((self.one.state, answer.company_id), ("processed", other))
        self.assertEqual(answer.sudo().unknown_count, 1)

    def test_answers_to_debits_stay_with_the_debits(self):
        """REF-6: what names no refund of ours goes its own way."""
        answer = self._receive(status_report(message="DEBITS-1", group=("RJCT", "FF01")))
        self.assertEqual(answer.line_ids.mapped("outcome"), ["unknown"])
        self.assertEqual((self.one | self.two).mapped("state"), ["processed"] * 2)
