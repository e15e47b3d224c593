from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .answer_files import status_block, status_report, status_transaction
from .common import DebitCommon, iban_of


@tagged("post_install", "-at_install")
class TestStatusReport(DebitCommon):
    """pain.002: what the bank says before money moves, of a debit, of a block, of the whole message (REM-14)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payers = [cls.create_payer(name, number) for number, name in enumerate(("Anna", "Bert", "Cleo"), 1)]
        cls.invoices = [cls.create_due(payer, 100 * number) for number, payer in enumerate(cls.payers, 1)]
        cls.remittance = cls.confirm(cls.propose())
        cls.lines = cls.remittance.line_ids.sorted("amount")
        cls.message = cls.remittance.bank_reference
        cls.block = cls.lines[0].block_reference

    def receive(self, *parts, name="answer.xml", **message):
        message.setdefault("message", self.message)
        return self.env["debit.answer.receiver"]._receive([(name, status_report(*parts, **message))])

    def outcomes(self, answer):
        return answer.line_ids.sorted("id").mapped("outcome")

    # ------------------------------------------------------------ the three levels

    def test_a_refused_debit_is_rejected_with_its_reason_and_its_invoice_is_free(self):
        """REM-14: in every version of the message"""
        for line, version in zip(self.lines, ("pain.002.001.03", "pain.002.001.10", "pain.002.001.14"), strict=True):
            with self.subTest(version):
                one = status_transaction(line.end_to_end_id, text="no money", amount=f"{line.amount:.2f}")
                answer = self.receive(status_block(self.block, one), version=version, name=version)
                self.assertEqual((line.state, line.reason_id.code, line.reason_text), ("rejected", "AM04", "no money"))
                self.assertEqual((line.answer_source, line.payment_block), (version, False))
                told = answer.line_ids
                self.assertEqual((told.outcome, told.remittance_line_id, told.amount), ("rejected", line, line.amount))
                self.assertEqual((told.partner_id, told.text), (line.partner_id, "no money"))
                self.assertEqual(answer.remittance_ids, self.remittance)

    def test_a_refused_block_takes_all_its_debits_but_those_it_says_more_of(self):
        """REM-14"""
        accepted = status_transaction(self.lines[1].end_to_end_id, "ACCP")
        answer = self.receive(status_block(self.block, accepted, status=("RJCT", "FF01")))
        self.assertEqual(self.lines.mapped("state"), ["rejected", "remitted", "rejected"])
        self.assertEqual(self.outcomes(answer), ["accepted", "rejected", "rejected"])

    def test_a_refused_message_takes_the_whole_remittance(self):
        """REM-14: known by the number of the remittance"""
        answer = self.receive(group=("RJCT", "FF01"))
        self.assertEqual(set(self.lines.mapped("state")), {"rejected"})
        self.assertEqual((answer.rejected_count, answer.unknown_count), (3, 0))
        self.assertFalse(any(self.lines.mapped("payment_block")), "FF01 may be presented again")

    def test_a_file_of_one_block_is_known_by_its_suffix(self):
        """REM-14: one file per payment block; the bank refuses the second file"""
        self.method.debit_file_per_block = True
        self.create_due(self.payers[0], 10, due="2026-11-02")
        self.create_due(self.payers[0], 20, due="2026-11-03")
        remittance = self.confirm(self.propose())
        first, second = remittance.line_ids.sorted("payment_date")
        self.assertNotEqual(first.block_reference, second.block_reference)
        self.receive(message=f"{remittance.bank_reference}-2", group=("RJCT", "FF01"))
        self.assertEqual((first.state, second.state), ("remitted", "rejected"))
        answer = self.receive(message=f"{remittance.bank_reference}-9", group=("RJCT", "FF01"), name="9")
        self.assertEqual(self.outcomes(answer), ["unknown"])

    def test_acceptances_are_recorded_and_change_nothing(self):
        """REM-14"""
        one = status_transaction(self.lines[0].end_to_end_id, "ACSP")
        answer = self.receive(status_block(self.block, one, status="ACCP"), group="ACTC")
        self.assertEqual(set(self.lines.mapped("state")), {"remitted"})
        self.assertEqual(self.outcomes(answer), ["accepted"] * 3)
        self.assertEqual(answer.line_ids.remittance_id, self.remittance)
        self.assertIn("answer.xml", self.remittance.message_ids[0].body)
        self.assertEqual(self.remittance.action_answers()["res_id"], answer.id)
        self.assertEqual(answer.line_ids.sorted("id")[0].amount, 100, "the debit's, where the bank tells none")

    # ------------------------------------------------------------ merged, unknown, other amounts

    def test_an_answer_hits_every_line_of_a_merged_debit(self):
        """REM-10, REM-14"""
        self.method.debit_merge = True
        self.create_due(self.payers[0], 10)
        self.create_due(self.payers[0], 20)
        merged = self.confirm(self.propose()).line_ids
        self.assertEqual(len(set(merged.mapped("end_to_end_id"))), 1)
        one = status_transaction(merged[0].end_to_end_id, amount="30.00")
        answer = self.receive(status_block(merged[0].block_reference, one))
        self.assertEqual(merged.mapped("state"), ["rejected", "rejected"])
        self.assertEqual(answer.line_ids.remittance_line_id, merged)

    def test_a_verdict_on_an_unknown_debit_is_shown_and_does_nothing(self):
        """REM-14"""
        answer = self.receive(status_block("OTHER", status_transaction("NOBODY-000001", amount="5.00")), message="X")
        self.assertEqual((self.outcomes(answer), answer.unknown_count), (["unknown"], 1))
        self.assertIn("NOBODY-000001", answer.line_ids.subject)
        self.assertEqual((answer.line_ids.amount, answer.line_ids.currency_id.name), (5, "EUR"))
        self.assertEqual(set(self.lines.mapped("state")), {"remitted"})

    def test_another_amount_or_currency_is_not_applied(self):
        """REM-14: a cent is enough"""
        reference = self.lines[0].end_to_end_id
        answer = self.receive(status_block(self.block, status_transaction(reference, amount="100.01")))
        self.assertEqual((self.lines[0].state, self.outcomes(answer)), ("remitted", ["unknown"]))
        self.assertIn("100.01", answer.line_ids.text)
        foreign = status_transaction(reference, amount="100.00", currency="USD")
        self.receive(status_block(self.block, foreign), name="usd")
        self.assertEqual(self.lines[0].state, "remitted")

    def test_without_our_reference_mandate_and_amount_decide_when_only_one_fits(self):
        """REM-14"""
        mandate = self.lines[0].mandate_id.reference
        one = status_transaction("NOTPROVIDED", amount="100.00", mandate=mandate)
        self.receive(status_block(self.block, one))
        self.assertEqual(self.lines.mapped("state"), ["rejected", "remitted", "remitted"])
        self.create_due(self.payers[1], 40)
        self.create_due(self.payers[1], 40)
        twins = self.confirm(self.propose()).line_ids.filtered(lambda line: line.partner_id == self.payers[1])
        two = status_transaction("NOTPROVIDED", amount="40.00", mandate=twins[0].mandate_id.reference)
        answer = self.receive(status_block(twins[0].block_reference, two), name="twins")
        self.assertEqual(set(twins.mapped("state")), {"remitted"}, "two that fit are not guessed")
        self.assertEqual(self.outcomes(answer), ["unknown"])

    # ------------------------------------------------------------ twice

    def test_the_same_file_is_refused_saying_who_read_it_when(self):
        """REM-14: reading the same answer twice changes nothing"""
        parts = status_block(self.block, status_transaction(self.lines[0].end_to_end_id))
        self.receive(parts)
        with self.assertRaisesRegex(UserError, "2026-10-14"):
            self.receive(parts, name="again.xml")
        self.assertEqual(self.env["debit.answer"].search_count([]), 1)

    def test_the_same_words_in_another_file_change_nothing(self):
        """REM-14"""
        parts = status_block(self.block, status_transaction(self.lines[0].end_to_end_id))
        self.receive(parts)
        self.receivable_of(self.invoices[0])._set_payment_block("2")
        again = self.receive(parts, name="copy.xml", message=f"{self.message} ")
        self.assertEqual((self.lines[0].state, self.lines[0].payment_block), ("rejected", "2"))
        self.assertEqual((self.outcomes(again), self.lines[0].answer_source), (["information"], "answer.xml"))
        self.assertIn("answer.xml", again.line_ids.text)

    def test_a_debit_that_was_paid_or_cancelled_stays_so(self):
        """REM-14: only the statement that takes the money back opens a paid invoice"""
        self.lines[0]._register_collection()
        self.lines[1:]._register_rejection({line.id: ("AM04", "", "x") for line in self.lines[1:]})
        answer = self.receive(group=("RJCT", "FF01"))
        self.assertEqual(self.lines.mapped("state"), ["matched", "rejected", "rejected"])
        self.assertEqual(self.outcomes(answer), ["information"] * 3)

    def test_an_acceptance_after_a_refusal_is_shown_as_information(self):
        """REM-14"""
        reference = self.lines[0].end_to_end_id
        self.receive(status_block(self.block, status_transaction(reference)))
        late = self.receive(status_block(self.block, status_transaction(reference, "ACCP")), name="late.xml")
        self.assertEqual((self.lines[0].state, self.outcomes(late)), ("rejected", ["information"]))

    # ------------------------------------------------------------ who, where, how much

    def test_bad_files_leave_nothing_behind(self):
        """REM-14: also not what came with them"""
        good = status_report(status_block(self.block, status_transaction(self.lines[0].end_to_end_id)))
        for bad in (b"", b"<html>login</html>", good[:-40], b"LS000rubbish", b"%PDF-1.7", b"PK\x03\x04broken"):
            with self.subTest(bad[:10]), self.assertRaises(UserError), self.env.cr.savepoint():
                self.env["debit.answer.receiver"]._receive([("good.xml", good), ("bad", bad)])
            self.env.invalidate_all()
            self.assertFalse(self.env["debit.answer"].search([]))
            self.assertEqual(set(self.lines.mapped("state")), {"remitted"})

    def test_account_numbers_in_the_banks_words_are_masked(self):
        """MAN-18"""
        iban = iban_of(1)
        one = status_transaction(self.lines[0].end_to_end_id, code="AC04", text=f"account {iban} closed")
        answer = self.receive(status_block(self.block, one))
        for text in (self.lines[0].reason_text, answer.line_ids.text):
            self.assertNotIn(iban, text)
            self.assertIn("closed", text)

    def test_only_who_exports_to_the_bank_receives_its_answers(self):
        """REM-14: readers and preparers see them; the bank's file is for who may see account numbers"""
        answer = self.receive(status_block(self.block, status_transaction(self.lines[0].end_to_end_id)))
        content = status_report(status_block(self.block, status_transaction(self.lines[1].end_to_end_id)))
        for right, may in (("reader", False), ("user", False), ("confirm", True)):
            user = new_test_user(
                self.env,
                f"answer {right}",
                f"sepa_remittance_addon.group_debit_{right}",
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            with self.subTest(right):
                self.assertEqual(answer.with_user(user).line_ids.mapped("outcome"), ["rejected"])
                with self.assertRaises(AccessError):
                    answer.with_user(user).write({"name": "other"})
                if may:
                    self.assertTrue(answer.with_user(user).attachment_id.raw)
                    self.assertTrue(
                        self.env["debit.answer.receiver"].with_user(user)._receive([("theirs", content)]).line_ids
                    )
                else:
                    with self.assertRaises(AccessError):
                        answer.attachment_id.with_user(user).mapped("raw")
                    with self.assertRaises(AccessError):
                        self.env["debit.answer.receiver"].with_user(user)._receive([("theirs", content)])

    def test_an_answer_belongs_to_the_company_that_asked(self):
        """REM-14: numbers are per company; the other company's debit of the same number is not touched"""
        other = self.setup_other_company()
        company = other["company"]
        self.env.user.company_ids |= company
        self.setup_creditor(company, other["default_journal_bank"], "EUR", iban_of(99))
        env = self.env(context={**self.env.context, "allowed_company_ids": [company.id]})
        method = self.create_payment_type(other["default_journal_bank"], "sepa_core")
        self.assertFalse(env["debit.answer"].search([]))
        both = {"allowed_company_ids": [company.id, self.company.id]}
        content = status_report(status_block(self.block, status_transaction(self.lines[0].end_to_end_id)))
        answer = self.env["debit.answer.receiver"].with_context(**both)._receive([("theirs", content)])
        self.assertEqual((answer.company_id, self.lines[0].state), (self.company, "rejected"))
        self.assertEqual(method.company_id, company)
        strange = env["debit.answer.receiver"]._receive(
            [("strange", status_report(status_block(self.block, status_transaction(self.lines[1].end_to_end_id))))]
        )
        self.assertEqual((strange.company_id, self.outcomes(strange)), (company, ["unknown"]))
        self.assertEqual(self.lines[1].state, "remitted")

    def test_as_many_queries_for_many_as_for_few(self):
        """REM-14, REM-17"""
        for number in range(4, 16):
            self.create_due(self.create_payer(f"Payer {number}", number), 10)
        many = self.confirm(self.propose()).line_ids
        counts = []
        for chosen in (many[:2], many[2:]):
            told = [status_transaction(line.end_to_end_id, text=f"words {line.id}") for line in chosen]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.receive(status_block(chosen[0].block_reference, *told), name=f"{len(chosen)}.xml")
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(set(many.mapped("state")), {"rejected"})
        self.assertLessEqual(counts[1], counts[0])

    def test_dropped_and_uploaded_files_are_received(self):
        """REM-14: several at once, from the list or by the wizard"""
        contents = [
            status_report(status_block(self.block, status_transaction(line.end_to_end_id)), name=f"R{line.id}")
            for line in self.lines
        ]
        attachments = self.env["ir.attachment"].create(
            [{"name": f"{number}.xml", "raw": content} for number, content in enumerate(contents)]
        )
        action = self.env["debit.answer"].create_document_from_attachment(attachments[:2].ids)
        self.assertEqual(len(self.env["debit.answer"].search(action["domain"])), 2)
        wizard = self.env["debit.answer.upload"].create({"attachment_ids": [Command.set(attachments[2].ids)]})
        opened = wizard.action_receive()
        self.assertEqual(self.env["debit.answer"].browse(opened["res_id"]).name, "2.xml")
        self.assertEqual(set(self.lines.mapped("state")), {"rejected"})
