from datetime import date
from decimal import Decimal

from odoo import fields
from odoo.addons.sepa_remittance_addon.formats.values import Receipt, Remark, Renumbering
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from .agreements import CREATED, CREDITOR, AgreementCommon

DAY = date(2026, 10, 15)
NEXT = date(2026, 10, 15)
ACCOUNT = "00400440116243"


@tagged("post_install", "-at_install")
class TestAgreementAnswer(AgreementCommon):
    """What PBS tells of agreements: Leverandørservice delivery 30."""

    def test_a_registration_lets_the_agreement_be_collected(self):
        """MAN-17"""
        self.send()
        answer = self.told_ls(self.notice("510"))
        self.assertEqual((self.mandate.agreement_state, self.mandate.agreement_date), ("registered", CREATED))
        self.assertEqual((answer.line_ids.outcome, answer.line_ids.mandate_id), ("accepted", self.mandate))
        self.assertEqual(self.mandate.answer_line_ids, answer.line_ids)
        self.assertEqual(self.usable(), self.mandate)

    def test_numbers_padded_with_zeros_are_the_same(self):
        """MAN-17"""
        self.told_ls(self.notice("510", "000000000C00001"))
        self.assertEqual(self.mandate.agreement_state, "registered")

    def test_what_pbs_registers_was_permitted(self):
        """MAN-2, MAN-17: a mandate to sign is signed by the agreement that the payer made with PBS."""
        unsigned = self.create_payer("Sydhavn", 2, mandate=False).mandate_ids
        self.told_ls(self.notice("510", "C00002", date(2026, 10, 12)))
        self.assertEqual((unsigned.state, unsigned.signature_date), ("active", date(2026, 10, 12)))
        self.assertEqual(unsigned.agreement_state, "registered")

    def test_replay_changes_nothing(self):
        """MAN-17"""
        self.told_ls(self.notice("510", day=date(2026, 10, 12)))
        self.told_ls(self.notice("540", day=date(2026, 10, 13)), name="2.txt")
        self.told_ls(self.notice("510", day=date(2026, 10, 12)), self.notice("510"), name="3.txt")
        self.assertEqual(self.mandate.agreement_state, "registered", "a later registration counts")
        old = self.told_ls(self.notice("540", day=date(2026, 10, 13)), self.notice("500", day=CREATED), name="4.txt")
        self.assertEqual(self.mandate.agreement_state, "registered")
        self.assertIn("later news", old.line_ids[0].text)
        self.assertEqual(old.line_ids[0].outcome, "information")

    def test_a_cancellation_that_nobody_asked_for_ends_the_mandate_and_signals(self):
        """MAN-17, MAN-7"""
        self.register(self.mandate)
        answer = self.told_ls(self.notice("540"))
        self.assertEqual((self.mandate.agreement_state, self.mandate.state), ("cancelled", "withdrawn"))
        self.assertIn("cancelled at PBS", self.mandate.closing_reason)
        self.assertEqual(self.mandate.activity_ids.summary, self.mandate.closing_reason)
        self.assertEqual(answer.line_ids.outcome, "information")
        self.assertFalse(self.mandate.agreement_request)

    def test_a_cancellation_that_was_asked_for_is_confirmed(self):
        """MAN-17"""
        self.register(self.mandate)
        self.mandate._end("withdrawn", CREATED, "letter")
        self.send("cancel")
        answer = self.told_ls(self.notice("500"), self.notice("540"))
        self.assertEqual((self.mandate.agreement_state, self.mandate.closing_reason), ("cancelled", "letter"))
        self.assertEqual(answer.line_ids[-1].outcome, "accepted")
        self.assertFalse(self.mandate.activity_ids)

    def test_a_list_of_active_agreements_does_not_undo_a_cancellation_under_way(self):
        """MAN-17"""
        self.register(self.mandate)
        self.mandate._end("withdrawn", CREATED, "letter")
        self.send("cancel")
        answer = self.told_ls(self.notice("500"))
        self.assertEqual(self.mandate.agreement_state, "cancellation_sent")
        self.assertIn("on its way", answer.line_ids.text)

    def test_an_agreement_of_an_ended_mandate_is_shown_to_somebody(self):
        """MAN-17, MAN-7: no mandate is made behind the user's back."""
        self.mandate._end("withdrawn", CREATED, "letter")
        answer = self.told_ls(self.notice("510"))
        self.assertEqual((self.mandate.state, self.mandate.agreement_state), ("withdrawn", "registered"))
        self.assertIn("sign it again", answer.line_ids.text)
        self.assertEqual(self.mandate.agreement_request, "cancel")

    def test_an_unknown_agreement_becomes_a_mandate_of_the_chosen_customer(self):
        """MAN-17"""
        customer = self.env["res.partner"].create({"name": "Skagen Fisk"})
        line = self.told_ls(self.notice("510", "000000000900777", date(2026, 10, 12))).line_ids
        self.assertEqual((line.outcome, line.mandate_id.id), ("unknown", False))
        wizard = Form(self.env["debit.agreement.adopt"].with_context(**line.action_adopt_agreement()["context"]))
        wizard.partner_id = customer
        wizard.save().action_adopt()
        mandate = customer.mandate_ids
        self.assertEqual((mandate.state, mandate.agreement_state), ("active", "registered"))
        self.assertEqual((mandate.customer_number, mandate.signature_date), ("900777", date(2026, 10, 12)))
        self.assertEqual((line.outcome, line.mandate_id), ("accepted", mandate))
        with self.assertRaisesRegex(UserError, "no unknown agreement"):
            line.action_adopt_agreement()

    def test_a_mandate_that_waits_for_pbs_takes_the_unknown_agreement(self):
        """MAN-17"""
        line = self.told_ls(self.notice("510", "900777")).line_ids
        wizard = self.env["debit.agreement.adopt"].create({"answer_line_id": line.id, "partner_id": self.payer.id})
        wizard.action_adopt()
        self.assertEqual(self.payer.mandate_ids, self.mandate)
        self.assertEqual((self.mandate.customer_number, self.mandate.agreement_state), ("900777", "registered"))

    def test_an_unknown_cancellation_is_only_told(self):
        """MAN-17"""
        line = self.told_ls(self.notice("540", "900777")).line_ids
        self.assertEqual((line.outcome, line.unknown_scheme), ("unknown", False))

    def test_agreements_of_another_creditor_are_nobodys(self):
        """MAN-17"""
        self.journal.pbs_creditor_number = "99999"
        self.mandate.sudo().creditor_identifier = "99999"
        self.assertEqual(self.told_ls(self.notice("510")).line_ids.outcome, "unknown")
        self.assertEqual(self.mandate.agreement_state, "local")

    def test_another_company_is_not_touched(self):
        """MAN-17"""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids |= other
        self.register(self.mandate)
        content = self.told_ls(self.notice("540", "X")).attachment_id.raw.replace(
            b"X              ", b"C00001         "
        )
        elsewhere = self.env["debit.answer.receiver"].with_company(other)
        told = elsewhere.with_context(allowed_company_ids=other.ids)._receive([("LS30.txt", content)])
        self.assertEqual((told.company_id, told.line_ids.outcome), (other, "unknown"))
        self.assertEqual(self.mandate.agreement_state, "registered")


@tagged("post_install", "-at_install")
class TestBsAgreementAnswer(AgreementCommon):
    """What PBS tells of agreements: Betalingsservice 0603."""

    scheme = "pbs_bs"
    creditor = "01234567"

    def test_a_registration_brings_the_agreement_number(self):
        """MAN-17"""
        self.told_bs(self.notice("0231", mandate_number="000000042", group="00001", end=date(2027, 6, 30)))
        self.assertEqual((self.mandate.agreement_state, self.mandate.agreement_number), ("registered", "000000042"))
        self.assertEqual((self.mandate.debtor_group, self.mandate.valid_until), ("00001", date(2027, 6, 30)))

    def test_who_cancelled_decides_what_becomes_of_the_mandate(self):
        """MAN-17: what the payer or PBS ended is withdrawn, what was ended in our name is suspended."""
        for number, (code, state, suspended) in enumerate(
            [("0232", "withdrawn", False), ("0233", "active", True), ("0234", "withdrawn", False)], 2
        ):
            mandate = self.create_payer(f"Payer {number}", number).mandate_ids
            self.register(mandate)
            self.told_bs(self.notice(code, f"C0000{number}", group="00001"), name=f"{code}.txt")
            self.assertEqual((mandate.state, mandate.suspended), (state, suspended), code)
            self.assertEqual(mandate.agreement_state, "cancelled", code)
            self.assertTrue(mandate.activity_ids, code)

    def test_the_end_of_a_replaced_agreement_does_not_end_its_successor(self):
        """MAN-17"""
        self.told_bs(self.notice("0231", mandate_number="000000042", group="00001"))
        old = self.told_bs(self.notice("0232", mandate_number="000000041", group="00001"), name="2.txt")
        self.assertEqual((self.mandate.agreement_state, old.line_ids.outcome), ("registered", "information"))

    def test_debtor_groups_tell_customers_apart(self):
        """MAN-17"""
        self.mandate.debtor_group = "00002"
        line = self.told_bs(self.notice("0231", mandate_number="000000042", group="00001")).line_ids
        self.assertEqual((line.outcome, self.mandate.agreement_state), ("unknown", "local"))


@tagged("post_install", "-at_install")
class TestReceipt(AgreementCommon):
    """Leverandørservice 0690: what PBS took in, and its remarks."""

    def remit(self, *amounts, payer=None):
        self.register(self.env["debit.mandate"].search([("agreement_state", "=", "local"), ("scheme", "=", "pbs_ls")]))
        for amount in amounts:
            self.create_due(payer or self.payer, amount)
        return self.confirm(self.propose())

    def receipt(self, collections, collected, mandates=0, disbursements=0, disbursed="0"):
        return Receipt(
            "", CREDITOR, DAY, ACCOUNT, mandates, collections, Decimal(collected), disbursements, Decimal(disbursed)
        )

    def remark(self, kind, code, error="0012", number="C00001", amount="100"):
        day = DAY if kind == "0920" else None
        return Remark("", kind, CREDITOR, number, code, error, day, Decimal(amount))

    def test_a_receipt_is_compared_with_what_was_sent(self):
        """MAN-17, REM-14: payments are counted as they travelled, one per payer and day."""
        other = self.create_payer("Sydhavn", 2)
        self.create_due(other, 40.25)
        remittance = self.remit(100.10, 50.25)
        line = self.receipt_ls([self.receipt(2, "190.60")]).line_ids
        self.assertEqual((line.outcome, line.remittance_id), ("accepted", remittance))

    def test_a_receipt_of_less_is_shown_with_both_sums(self):
        """MAN-17, REM-14"""
        self.remit(100.10)
        line = self.receipt_ls([self.receipt(1, "100.00")]).line_ids
        self.assertEqual(line.outcome, "unknown")
        self.assertIn("100.00", line.text)
        self.assertIn("100.10", line.text)

    def test_a_receipt_may_count_all_remittances_of_the_day(self):
        """MAN-17"""
        other = self.create_payer("Sydhavn", 2)
        self.remit(100)
        self.remit(40, payer=other)
        line = self.receipt_ls([self.receipt(2, "140")]).line_ids
        self.assertEqual(line.outcome, "accepted")

    def test_a_receipt_of_agreements_is_noted_on_the_transfer(self):
        """MAN-17"""
        transfer = self.send()
        self.receipt_ls([self.receipt(0, "0", mandates=1)])
        self.assertEqual(transfer.receipt_on, CREATED)
        line = self.receipt_ls([self.receipt(0, "0", mandates=7)], name="2.txt").line_ids
        self.assertEqual(line.outcome, "unknown")

    def test_a_remark_on_an_agreement_is_shown(self):
        """MAN-17"""
        self.send()
        line = self.receipt_ls(remarks=[self.remark("0910", "510")]).line_ids
        self.assertEqual(self.mandate.agreement_remark, "510: 0012 - Remark of PBS")
        self.assertEqual((line.outcome, line.mandate_id), ("information", self.mandate))
        self.assertEqual(self.mandate.agreement_state, "sent")
        self.mandate.action_agreement_refused()
        self.assertEqual((self.mandate.agreement_state, self.mandate.agreement_request), ("local", "register"))

    def test_an_error_number_that_means_refused_takes_the_request_back(self):
        """MAN-17: by setting."""
        self.env["debit.pbs.error"].create(
            {"number": "0012", "subject": "mandate", "name": "Account closed", "refused": True}
        )
        self.send()
        line = self.receipt_ls(remarks=[self.remark("0910", "510")]).line_ids
        self.assertEqual((self.mandate.agreement_state, line.outcome), ("local", "rejected"))
        self.assertIn("Account closed", self.mandate.agreement_remark)

    def test_a_refused_cancellation_leaves_the_agreement_registered(self):
        """MAN-17"""
        self.env["debit.pbs.error"].create({"number": "0012", "subject": "mandate", "name": "x", "refused": True})
        self.register(self.mandate)
        self.mandate._end("withdrawn", CREATED, "letter")
        self.send("cancel")
        self.receipt_ls(remarks=[self.remark("0910", "540")])
        self.assertEqual((self.mandate.agreement_state, self.mandate.agreement_request), ("registered", "cancel"))

    def test_a_remark_on_a_payment_waits_for_somebody(self):
        """REM-14, MAN-17"""
        remittance = self.remit(60, 40)
        line = self.receipt_ls(remarks=[self.remark("0920", "580")]).line_ids
        self.assertEqual((line.outcome, line.remittance_line_id), ("information", remittance.line_ids[0]))
        self.assertEqual(set(remittance.line_ids.mapped("state")), {"remitted"})
        self.assertEqual(set(remittance.line_ids.mapped("pbs_error_id.number")), {"0012"})
        remittance.line_ids.action_register_remark()
        self.assertEqual(set(remittance.line_ids.mapped("state")), {"rejected"})
        self.assertEqual(set(remittance.line_ids.mapped("reason_id.code")), {"LS0012"})
        with self.assertRaisesRegex(UserError, "None of these"):
            remittance.line_ids.action_register_remark()

    def test_a_remark_that_means_not_accepted_rejects_at_once(self):
        """REM-14: by setting, and once."""
        self.env["debit.pbs.error"].create({"number": "0012", "subject": "payment", "name": "x", "refused": True})
        remittance = self.remit(100)
        line = self.receipt_ls(remarks=[self.remark("0920", "580")]).line_ids
        self.assertEqual((remittance.line_ids.state, line.outcome), ("rejected", "rejected"))
        self.receipt_ls(remarks=[self.remark("0920", "580")], created=DAY, name="2.txt")
        self.assertEqual(remittance.line_ids.state, "rejected")

    def test_registering_a_remark_needs_the_right_to_confirm(self):
        """REM-14"""
        clerk = new_test_user(self.env, "clerk_i", "sepa_remittance_addon.group_debit_user", company_id=self.company.id)
        remittance = self.remit(100)
        self.receipt_ls(remarks=[self.remark("0920", "580")])
        with self.assertRaisesRegex(Exception, "Confirm and export"):
            remittance.line_ids.with_user(clerk).action_register_remark()

    def test_a_new_number_counts_from_its_day(self):
        """MAN-17: 0930, also in proposals that were not sent."""
        self.register(self.mandate)
        self.create_due(self.payer, 100)
        proposal = self.propose()
        change = Renumbering("", CREDITOR, date(2026, 10, 20), CREDITOR, "C00001", CREDITOR, "K1")
        line = self.receipt_ls(renumberings=[change]).line_ids
        self.assertEqual((line.outcome, self.mandate.customer_number), ("accepted", "C00001"))
        self.mandate._renumber(date(2026, 10, 19))
        self.assertEqual(self.mandate.customer_number, "C00001")
        self.mandate._renumber(date(2026, 10, 20))
        self.assertEqual((self.mandate.customer_number, self.mandate.new_customer_number), ("K1", False))
        self.assertEqual(proposal.line_ids.customer_number, "K1")

    def test_a_new_number_that_we_asked_for_is_confirmed(self):
        """MAN-17: 595 goes out, 0930 or the list of agreements confirms it."""
        self.register(self.mandate)
        self.mandate.new_customer_number = "K1"
        self.assertEqual(self.mandate.agreement_request, "renumber")
        self.send("renumber")
        self.assertFalse(self.mandate.agreement_request)
        self.assertEqual(self.mandate.customer_number, "C00001")
        self.told_ls(self.notice("500", "K1", fields.Date.to_date("2026-10-01")))
        self.assertEqual((self.mandate.customer_number, self.mandate.renumbering_sent), ("K1", False))

    def test_a_new_creditor_number_moves_the_mandates(self):
        """MAN-17"""
        self.register(self.mandate)
        change = Renumbering("", CREDITOR, CREATED, CREDITOR, "C00001", "54321", "C00001")
        line = self.receipt_ls(renumberings=[change]).line_ids
        self.assertEqual(self.mandate.creditor_identifier, "54321")
        self.assertIn("54321", line.text)

    def test_remarks_on_what_we_do_not_know_are_told(self):
        """MAN-17"""
        answer = self.receipt_ls(
            remarks=[self.remark("0910", "510", number="X"), self.remark("0920", "580", number="X")],
            renumberings=[Renumbering("", CREDITOR, CREATED, CREDITOR, "X", CREDITOR, "Y")],
        )
        self.assertEqual(set(answer.line_ids.mapped("outcome")), {"unknown"})
        self.assertEqual(len(answer.line_ids), 3)
