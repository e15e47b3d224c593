from datetime import date
from io import BytesIO
from unittest.mock import patch

from lxml import etree
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..formats.iso20022.schema import validate
from ..formats.refusal import Refusal
from ..services import debit_file_writer
from .common import CREDITOR, DebitCommon, iban_of

NS = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"}


@tagged("post_install", "-at_install")
class TestConfirmation(DebitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.bert = cls.create_payer("Anna Müller", 1), cls.create_payer("Bert", 2)
        cls.first, cls.second = cls.create_due(cls.anna, 100.10), cls.create_due(cls.bert, 50.20)

    def texts(self, document, path):
        return [node.text for node in document.iterfind(f".//{path}", NS)]

    def test_confirming_writes_a_valid_file_and_posts_nothing(self):
        """REM-8, REM-10"""
        entries = self.env["account.move"].search_count([])
        payments = self.env["account.payment"].search_count([])
        remittance = self.confirm(self.propose())
        content = self.file_of(remittance)
        validate(BytesIO(content), "pain.008.001.08")
        document = etree.fromstring(content)
        self.assertEqual(self.texts(document, "p:InstdAmt"), ["100.10", "50.20"])
        self.assertEqual(self.texts(document, "p:CtrlSum"), ["150.30", "150.30"])
        self.assertEqual(self.texts(document, "p:MndtId"), ["SRC00001", "SRC00002"])
        self.assertEqual(self.texts(document, "p:DrctDbtTxInf/p:DbtrAcct/p:Id/p:IBAN"), [iban_of(1), iban_of(2)])
        self.assertEqual(self.texts(document, "p:Dbtr/p:Nm"), ["Anna Muller", "Bert"])
        self.assertIn(CREDITOR, self.texts(document, "p:CdtrSchmeId/p:Id/p:PrvtId/p:Othr/p:Id"))
        self.assertEqual(self.env["account.move"].search_count([]), entries)
        self.assertEqual(self.env["account.payment"].search_count([]), payments)
        self.assertEqual((remittance.state, set(remittance.line_ids.mapped("state"))), ("confirmed", {"remitted"}))
        self.assertEqual((self.first | self.second).mapped("payment_state"), ["not_paid", "not_paid"])
        self.assertEqual((self.first | self.second).mapped("payment_block"), ["9", "9"])
        self.assertEqual(self.anna.mandate_ids.last_collection_date, remittance.line_ids[0].payment_date)

    def test_end_to_end_references_are_stored_and_sent(self):
        """REM-10"""
        remittance = self.confirm(self.propose())
        sent = self.texts(etree.fromstring(self.file_of(remittance)), "p:EndToEndId")
        self.assertEqual(sent, remittance.line_ids.sorted("end_to_end_id").mapped("end_to_end_id"))
        self.assertEqual(len(set(sent)), 2)

    def test_every_debit_is_written_once_however_many_are_read_at_once(self):
        """REM-10: also where the last page is full."""
        self.create_due(self.create_payer("Carl", 3), 70)
        remittance = self.confirm(self.propose())
        references = remittance.line_ids.sorted("end_to_end_id").mapped("end_to_end_id")
        self.assertEqual(len(references), 3)
        for rows in (1, 2, 3, 4):
            with patch.object(debit_file_writer, "ROWS_AT_ONCE", rows):
                [(_name, content)] = self.env["debit.file.writer"]._write_files(remittance)
            self.assertEqual(self.texts(etree.fromstring(content), "p:EndToEndId"), references)

    def test_the_older_version_is_valid_too(self):
        """REM-10, REM-1"""
        self.method.debit_format = "pain.008.001.02"
        validate(BytesIO(self.file_of(self.confirm(self.propose()))), "pain.008.001.02")

    def test_blocks_by_date_and_one_file_per_block(self):
        """REM-10, REM-1"""
        self.create_due(self.anna, 10, due="2026-11-20")
        self.method.debit_file_per_block = True
        remittance = self.confirm(self.propose())
        self.assertEqual(len(remittance.file_ids), 2)
        dates = [self.texts(etree.fromstring(file.raw), "p:ReqdColltnDt") for file in remittance.file_ids]
        self.assertEqual(sorted(dates), [["2026-10-15"], ["2026-11-20"]])

    def test_merging_sends_one_debit_per_payer_date_and_mandate(self):
        """REM-10, REM-1"""
        self.create_due(self.anna, 1.05)
        self.method.debit_merge = True
        remittance = self.confirm(self.propose())
        document = etree.fromstring(self.file_of(remittance))
        self.assertEqual(self.texts(document, "p:InstdAmt"), ["101.15", "50.20"])
        references = remittance.line_ids.filtered(lambda line: line.partner_id == self.anna).mapped("end_to_end_id")
        self.assertEqual(len(set(references)), 1)

    def test_a_credit_note_lowers_the_debit(self):
        """REM-2, REM-10"""
        self.create_due(self.anna, 40, move_type="out_refund")
        document = etree.fromstring(self.file_of(self.confirm(self.propose())))
        self.assertEqual(self.texts(document, "p:InstdAmt"), ["60.10", "50.20"])

    def test_lines_on_hold_stay_out_and_free(self):
        """REM-8"""
        remittance = self.propose()
        held = remittance.line_ids.filtered(lambda line: line.partner_id == self.bert)
        held._change("hold", "letter", "Wait")
        self.confirm(remittance)
        self.assertEqual(self.texts(etree.fromstring(self.file_of(remittance)), "p:InstdAmt"), ["100.10"])
        self.assertFalse(self.second.payment_block)
        self.assertEqual(self.propose().line_ids.move_id, self.second)

    def test_all_problems_are_told_together_and_nothing_changes(self):
        """REM-8"""
        remittance = self.propose()
        self.company.sepa_creditor_identifier = False
        self.bert.mandate_ids._move_to("withdrawn")
        note = self.create_due(self.anna, 1, move_type="out_refund")
        (self.receivable_of(self.first) | self.receivable_of(note)).reconcile()
        with self.assertRaises(UserError) as caught, self.cr.savepoint():
            remittance.action_confirm()
        for word in ("Creditor identifier", "Bert", "Anna"):
            self.assertIn(word, str(caught.exception))
        self.assertEqual(remittance.state, "proposal")
        self.assertFalse(remittance.file_ids)

    def test_a_failure_while_writing_leaves_nothing_changed(self):
        """REM-8"""
        remittance = self.propose()
        writer = type(self.env["debit.file.writer"])
        with (
            patch.object(writer, "_prepare_message", side_effect=Refusal("no")),
            self.assertRaises(UserError),
            self.cr.savepoint(),
        ):
            remittance.action_confirm()
        remittance.invalidate_recordset()
        self.assertEqual((remittance.state, set(remittance.line_ids.mapped("state"))), ("proposal", {"proposed"}))
        self.assertFalse(self.first.payment_block)

    def test_confirming_twice_is_told(self):
        """REM-8"""
        remittance = self.confirm(self.propose())
        with self.assertRaisesRegex(UserError, "already"):
            remittance.action_confirm()
        self.assertEqual(len(remittance.file_ids), 1)

    def test_cancelling_frees_everything_and_keeps_the_record(self):
        """REM-8"""
        remittance = self.confirm(self.propose())
        self.env["debit.remittance.cancel"].create(
            {"remittance_id": remittance.id, "reason": "The bank was closed"}
        ).action_cancel()
        self.assertEqual((remittance.state, set(remittance.line_ids.mapped("state"))), ("cancelled", {"cancelled"}))
        self.assertFalse(self.first.payment_block)
        self.assertEqual(len(self.propose().line_ids), 2)

    def test_without_electronic_confirmation_there_is_no_file(self):
        """REM-1, REM-8: status 9; it is settled by registering ordinary payments."""
        self.method.debit_electronic = False
        remittance = self.confirm(self.propose())
        self.assertEqual((remittance.state, remittance.file_ids.ids), ("closed", []))
        action = remittance.action_register_payments()
        self.env[action["res_model"]].with_context(**action["context"]).create({}).action_create_payments()
        self.assertEqual(set(remittance.line_ids.mapped("state")), {"matched"})
        self.assertEqual(set((self.first | self.second).mapped("payment_state")) - {"paid", "in_payment"}, set())

    def test_a_proposal_that_waited_is_collected_later_or_refused(self):
        """REM-12, REM-1"""
        remittance = self.propose()
        remittance.sudo().line_ids.payment_date = date(2026, 10, 14)
        self.method.debit_late_date = "refuse"
        with self.assertRaisesRegex(UserError, "2026-10-15"):
            remittance.action_confirm()
        self.method.debit_late_date = "move"
        self.confirm(remittance)
        self.assertEqual(set(remittance.line_ids.mapped("payment_date")), {date(2026, 10, 15)})
        self.assertIn("2026-10-15", str(remittance.message_ids.mapped("body")))

    def test_sequence_types(self):
        """REM-1: the first debit of an account is FRST only where the bank wants the older rule."""
        self.method.debit_sequence_on_new_account = "FRST"
        remittance = self.confirm(self.propose())
        self.assertEqual(set(remittance.line_ids.mapped("sequence_type")), {"FRST"})
        self.create_due(self.anna, 5)
        self.assertEqual(self.confirm(self.propose()).line_ids.sequence_type, "RCUR")

    def test_a_one_off_mandate_is_completed_by_confirming_and_restored_by_cancelling(self):
        """MAN-10"""
        payer = self.create_payer("Carl", 3, mandate=False)
        payer.mandate_ids.unlink()
        payer.mandate_per_invoice = True
        invoice = self.create_due(payer, 70)
        mandate = self.receivable_of(invoice).mandate_ids
        mandate.signature_date = date(2026, 9, 30)
        remittance = self.confirm(self.propose(partner_ids=payer.ids))
        self.assertEqual((mandate.state, remittance.line_ids.sequence_type), ("completed", "OOFF"))
        remittance._cancel("not sent")
        self.assertEqual(mandate.state, "active")

    def test_the_internal_report_sorts_by_date_then_payer(self):
        """REM-9"""
        self.create_due(self.anna, 10, due="2026-11-20")
        remittance = self.propose()
        self.assertEqual(self.confirm(remittance).total, 160.30)
        days = remittance._get_report_days()
        self.assertEqual([day["date"] for day in days], [date(2026, 10, 15), date(2026, 11, 20)])
        self.assertEqual([payer["name"] for payer in days[0]["payers"]], ["Anna Müller", "Bert"])
        report = self.env.ref("sepa_remittance_addon.report_remittance")
        html = report._render_qweb_html(report.report_name, remittance.ids)[0].decode()
        self.assertIn("SRC00002", html)

    def test_confirming_costs_the_same_queries_for_few_and_for_many(self):
        """REM-8"""

        def cost(count):
            for number in range(10, 10 + count):
                self.create_due(self.create_payer(f"P{number}", number * 1000 + count))
            remittance = self.propose()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            remittance.action_confirm()
            return self.env.cr.sql_log_count - before

        cost(1)  # warm up
        few, many = cost(2), cost(20)
        self.assertEqual(few, many)
