import base64
import io
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from unittest.mock import patch

from odoo.addons.sepa_remittance_addon.formats.pbs import ls_answers
from odoo.addons.sepa_remittance_addon.formats.values import Balance, ReceiptReport, Remark, Transaction
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DAY, LsStatementCommon, SepaStatementCommon

CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}"><{root}>
<GrpHdr><MsgId>{message}</MsgId><CreDtTm>2026-10-15T23:00:00</CreDtTm></GrpHdr>
<{unit}><Id>STMT-{number}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb><CreDtTm>2026-10-15T23:00:00</CreDtTm>
<FrToDt><FrDtTm>2026-10-15T00:00:00</FrDtTm><ToDtTm>2026-10-15T23:59:59</ToDtTm></FrToDt>
<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
{balances}
<Ntry><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-10-15</Dt></BookgDt><ValDt><Dt>2026-10-15</Dt></ValDt><AcctSvcrRef>REF1</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>ESDD</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>
<RmtInf><Ustrd>October</Ustrd></RmtInf></TxDtls></NtryDtls>
<AddtlNtryInf>Collected for you</AddtlNtryInf></Ntry></{unit}></{root}></Document>"""
BALANCE = (
    "<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt>"
    "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-15</Dt></Dt></Bal>"
)

REMARK = Remark("line 2", "0920", "12345", "C00001", "580", "0013", DAY, Decimal(10), "00400440116243")


def camt(iban, reference="E2E", number=1, message="M1", opening=None, notification=False):
    """The bytes of one camt.053, or camt.054, with one entry of 100."""
    balances = ""
    if opening is not None:
        balances = BALANCE.format(code="OPBD", amount=opening) + BALANCE.format(code="CLBD", amount=opening + 100)
    names = ("camt.054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn") if notification else (
        "camt.053.001.08", "BkToCstmrStmt", "Stmt"
    )  # fmt: skip
    return CAMT.format(
        version=names[0], root=names[1], unit=names[2], iban=iban, reference=reference, number=number, message=message,
        balances=balances,
    ).encode()  # fmt: skip


@tagged("post_install", "-at_install")
class TestReception(SepaStatementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.iban = cls.journal.bank_account_id.sanitized_acc_number

    def upload(self, content, name="bank.xml", journal=None):
        return self.env["statement.receiver"]._receive([(name, content)], journal)

    def assertNothingStored(self, content, message, name="bank.xml"):
        before = self.env["received.statement"].search_count([]), self.env["ir.attachment"].search_count([])
        with self.assertRaisesRegex(UserError, message), self.cr.savepoint():
            self.upload(content, name)
        after = self.env["received.statement"].search_count([]), self.env["ir.attachment"].search_count([])
        self.assertEqual(before, after)

    def test_a_debit_from_mandate_to_ledger_on_a_real_file(self):
        """STM-4, STM-10, STM-15: one debit, all the way on the bank's own bytes."""
        remitted = self.remit(100)
        received = self.upload(camt(self.iban, remitted.end_to_end_id, opening=500))
        self.assertEqual(
            (received.journal_id, received.layout, received.number), (self.journal, "camt.053.001.08", "1")
        )
        self.assertEqual((received.opening_balance, received.closing_balance), (500, 600))
        self.allocate(received).action_update_ledgers()
        self.assertEqual(remitted.move_id.payment_state, "paid")
        native = received.native_statement_id
        self.assertEqual((native.balance_start, native.balance_end_real, native.is_complete), (500, 600, True))

    def test_what_the_entry_says_is_kept(self):
        """STM-4: entry-level text is never lost, and the file is kept."""
        content = camt(self.iban)
        received = self.upload(content)
        self.assertEqual((received.line_ids.text, received.line_ids.entry_text), ("October", "Collected for you"))
        self.assertEqual(received.attachment_id.raw, content)
        self.assertEqual(received.attachment_id.res_id, received.id)

    def test_a_file_dropped_on_the_bank_journal_is_a_statement(self):
        """STM-4: drag and drop on the journal."""
        attachment = self.env["ir.attachment"].create({"name": "bank.xml", "raw": camt(self.iban)})
        action = self.journal.create_document_from_attachment(attachment.ids)
        self.assertEqual(action["res_model"], "received.statement")
        received = self.env["received.statement"].browse(action["res_id"])
        self.assertEqual(received.journal_id, self.journal)

    def test_the_upload_wizard_and_the_list_receive_too(self):
        """STM-4"""
        wizard = self.env["received.statement.upload"].create(
            {"content": base64.b64encode(camt(self.iban)), "file_name": "bank.xml"}
        )
        self.assertTrue(wizard.action_receive()["res_id"])
        attachment = self.env["ir.attachment"].create({"name": "two.xml", "raw": camt(self.iban, "OTHER", 2)})
        self.assertTrue(self.env["received.statement"].create_document_from_attachment(attachment.ids)["res_id"])

    def test_an_archive_holds_several_statements_or_none(self):
        """STM-4, STM-5: everything or nothing."""
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as writer:
            writer.writestr("1.xml", camt(self.iban, number=1))
            writer.writestr("2.xml", camt(self.iban, "OTHER", number=2))
        self.assertEqual(len(self.upload(archive.getvalue(), "both.zip")), 2)
        with zipfile.ZipFile(archive, "a") as writer:
            writer.writestr("3.xml", b"<broken")
        self.assertNothingStored(archive.getvalue(), "3.xml", "three.zip")

    def test_bad_files_store_nothing(self):
        """STM-5: broken, truncated, hostile, wrong and unknown files, one clear message each."""
        good = camt(self.iban)
        entity = good.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', 1)
        hostile = {
            "truncated": good[: len(good) // 2],
            "entity": entity,
            "sum": good.replace(b"100.00", b"1e2"),
            "empty": b"",
            "page": b"<html><body>Log in</body></html>",
            "unknown": b"\x00\x01\x02 nothing",
            "order": good.replace(b"BkToCstmrStmt", b"CstmrDrctDbtInitn"),
        }
        for name, content in hostile.items():
            with self.subTest(name):
                self.assertNothingStored(content, name, f"{name}.xml")

    def test_the_same_file_twice(self):
        """STM-6: recognised by its digest."""
        self.upload(camt(self.iban))
        self.assertNothingStored(camt(self.iban), "received before")

    def test_the_same_statement_in_other_bytes(self):
        """STM-6: a resend with a new message number is certain, because every line is known."""
        self.upload(camt(self.iban))
        self.assertNothingStored(camt(self.iban, message="M2"), "received before")

    def test_a_line_received_before_is_shown_for_decision(self):
        """STM-6: an overlapping statement; the user decides."""
        entry = self.entry(100, end_to_end_id="E2E")
        self.receive(entry, opening=Balance(Decimal(0), "EUR", DAY), closing=Balance(Decimal(100), "EUR", DAY))
        received = self.receive(
            entry,
            self.entry(50, number=2),
            number="2",
            opening=Balance(Decimal(0), "EUR", DAY),
            closing=Balance(Decimal(150), "EUR", DAY),
        )
        received.action_validate()
        self.assertEqual(received.state, "errors")
        self.assertIn("duplicates", received.error_ids.mapped("check_name"))
        received.line_ids[0].action_drop()
        received.action_validate()
        self.assertEqual(received.state, "to_allocate", received.error_ids.mapped("message"))
        self.assertEqual((received.total, received.opening_balance), (50, 100))

    def test_lines_are_compared_with_the_journal_that_a_person_chooses(self):
        """STM-6, STM-5: corrected by hand, lines turn out to be known in the right journal."""
        entry = self.entry(100)
        self.receive(entry)
        balances = {"opening": Balance(Decimal(0), "EUR", DAY), "closing": Balance(Decimal(150), "EUR", DAY)}
        received = self.receive(entry, self.entry(50, number=2), number="2", **balances)
        first = received.line_ids[0]
        first.action_drop()
        received.journal_id = self.journal.copy({"name": "Other bank", "bank_account_id": False})
        self.assertFalse(first.dropped or first.duplicate_of_id, "nothing is known there")
        self.assertEqual((bool(first.fingerprint), received.opening_balance), (True, 0))
        received.journal_id = self.journal
        self.assertEqual((received.duplicate_count, bool(first.duplicate_of_id)), (1, True))
        first.action_drop()
        received.action_validate()
        self.assertEqual((received.state, received.opening_balance), ("to_allocate", 100))

    def test_another_line_that_says_the_same_is_kept(self):
        """STM-6"""
        entry = self.entry(100)
        self.receive(entry)
        received = self.receive(entry, self.entry(1, number=2), number="2")
        received.line_ids[0].action_keep()
        self.assertTrue(received.line_ids[0].fingerprint.endswith("-2"))
        received.action_validate()
        self.assertEqual(received.state, "to_allocate")

    def test_two_equal_lines_in_one_statement_are_two(self):
        """STM-6: fingerprints carry their occurrence number."""
        received = self.receive(self.entry(3, "OTHER", reference="SAME"), self.entry(3, "OTHER", reference="SAME"))
        prints = received.line_ids.mapped("fingerprint")
        self.assertEqual({one.rsplit("-", 1)[1] for one in prints}, {"1", "2"})

    def test_a_batch_is_kept_line_by_line(self):
        """STM-4: an itemised booking becomes its transactions, another stays whole."""
        parts = [Transaction(f"entry 1, transaction {n}", Decimal(n), "EUR", end_to_end_id=f"E{n}") for n in (1, 2)]
        entry = replace(self.entry(3), transactions=tuple(parts))
        self.assertEqual(self.receive(entry).line_ids.mapped("amount"), [1, 2])
        whole = replace(entry, amount=Decimal(5), payment_information_id="BLOCK")
        received = self.receive(whole, number="2")
        self.assertEqual((received.line_ids.amount, received.line_ids.payment_information_id), (5, "BLOCK"))

    def test_pending_entries_are_left_out_and_said(self):
        """STM-4: what is not booked is not posted; the bank sends it again."""
        received = self.receive(self.entry(1), self.entry(2, number=2, booked=False))
        self.assertEqual(received.line_ids.mapped("amount"), [1])
        self.assertIn("1 entries", received.remarks)

    def test_a_notification_is_read_and_the_statement_posts(self):
        """STM-4, REM-14: camt.054 and camt.053 tell of the same money; it is posted once."""
        remitted = self.remit(100)
        told = self.upload(camt(self.iban, remitted.end_to_end_id, notification=True))
        self.assertEqual((told.kind, told.posts), ("notification", False))
        self.allocate(told)
        self.assertEqual((told.state, told.allocation_ids.ids), ("full", []))
        told.action_update_ledgers()
        self.assertEqual((told.state, told.native_statement_id.ids, remitted.state), ("done", [], "remitted"))
        self.allocate(self.upload(camt(self.iban, remitted.end_to_end_id))).action_update_ledgers()
        self.assertEqual((remitted.state, remitted.move_id.payment_state), ("matched", "paid"))

    def test_an_account_that_only_gets_notifications_posts_them(self):
        """STM-1, STM-4"""
        self.profile.book_notifications = True
        remitted = self.remit(100)
        self.allocate(self.upload(camt(self.iban, remitted.end_to_end_id, notification=True))).action_update_ledgers()
        self.assertEqual(remitted.move_id.payment_state, "paid")

    def test_automation_goes_as_far_as_the_profile_says(self):
        """STM-1"""
        expected = {"import": "ready", "validation": "to_allocate", "allocation": "full", "ledger": "done"}
        for number, (stop, state) in enumerate(expected.items(), 1):
            self.profile.stop_after = stop
            remitted = self.remit(100)
            received = self.upload(camt(self.iban, remitted.end_to_end_id, number))
            self.assertEqual(received.state, state, stop)

    def test_what_automation_may_not_do_is_told_and_the_statement_is_kept(self):
        """STM-1, STM-5: whatever Odoo says against posting, nobody has to send the file again."""
        self.profile.stop_after = "ledger"
        remitted = self.remit(100)
        with patch.object(self.registry["statement.poster"], "_post", side_effect=UserError("Not in this period.")):
            received = self.upload(camt(self.iban, remitted.end_to_end_id))
        self.assertEqual((received.state, remitted.state), ("full", "remitted"))
        self.assertFalse(received.line_ids.native_line_id)
        self.assertIn("Update ledgers (9) did not go by itself: Not in this period.", received.message_ids[0].body)

    def test_statement_numbers_follow_the_rule(self):
        """STM-1: the bank's, the calendar's, or the last plus one."""
        for rule, expected in (("bank", "41"), ("next", "42"), ("calendar", "2026288")):
            self.profile.number_rule = rule
            received = self.receive(self.entry(1, end_to_end_id=rule), number="41")
            self.assertEqual(received.number, expected)


@tagged("post_install", "-at_install")
class TestReceptionLs(LsStatementCommon):
    def test_leverandorservice_is_recognised_by_creditor_and_account(self):
        """STM-4: LS 0602, 14 digits that end the IBAN."""
        received = self.env["statement.receiver"]._receive([("a.txt", self.ls_bytes(("0580", "C00001", 1)))])
        self.assertEqual((received.journal_id, received.layout), (self.journal, "pbs.ls.0602"))
        self.assertEqual(received.line_ids.transaction_type_id.code, "0580")

    def test_an_answer_to_a_remittance_is_no_statement(self):
        """STM-5: LS 0690 acknowledges a delivery, no money moved."""
        report = ReceiptReport("pbs.ls.0690", "LS-0690", datetime(2026, 10, 15), receipts=(), remarks=(REMARK,))
        content = b"".join(ls_answers.render_receipt(report, supplier_number="19552101"))
        received = self.env["debit.answer.receiver"]._receive_all([("0690.txt", content)])
        self.assertEqual(list(received), ["debit.answer"], "it is kept as an answer to what we asked")

    def test_a_cut_off_delivery_stores_nothing(self):
        """STM-5"""
        content = self.ls_bytes(("0580", "C00001", 1))
        with self.assertRaisesRegex(UserError, "992"):
            self.env["statement.receiver"]._receive([("a.txt", content[:-140])])
        self.assertFalse(self.env["received.statement"].search([("company_id", "=", self.company.id)]))
