from datetime import date

from odoo.addons.sepa_remittance_addon.formats.values import Party
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import TRANSFER, SepaStatementCommon, iban_of
from .test_reception import camt


@tagged("post_install", "-at_install")
class TestClosedDoors(SepaStatementCommon):
    """What somebody with the right to match, but without a button for it, cannot do by RPC either (STM-7)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env,
            "statement_clerk",
            groups="base.group_user,bank_statement_matching_addon.group_statement_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.remitted = cls.remit(100)
        cls.received = cls.allocate(
            cls.receive(cls.entry(100, end_to_end_id=cls.remitted.end_to_end_id), cls.entry(5, "OTHER", 2))
        )

    def refused(self, attempt):
        with self.assertRaises(UserError), self.cr.savepoint():
            attempt()
            self.env.flush_all()

    def test_the_status_of_a_line_follows_its_allocations(self):
        """STM-7: money that nobody allocated is neither full nor a duplicate because somebody writes so."""
        line = self.received.line_ids[1].with_user(self.clerk)
        for name, value in (("state", "full"), ("allocated", 5), ("dropped", True), ("duplicate_of_id", line.id)):
            with self.subTest(name):
                self.refused(lambda name=name, value=value: line.write({name: value}))

    def test_who_reads_decides_upon_no_duplicate(self):
        """STM-6: a line received twice is taken in, or left out, by those who match."""
        again = self.receive(self.entry(5, "OTHER", 2), number="2").line_ids
        self.assertTrue(again.duplicate_of_id)
        self.clerk.group_ids = self.env.ref("bank_statement_matching_addon.group_statement_reader")
        for name in ("action_keep", "action_drop"):
            with self.subTest(name):
                self.refused(getattr(again.with_user(self.clerk), name))

    def test_the_list_of_the_settling_screen_shows_no_whole_account_number(self):
        """MAN-18, STM-13: banks write account numbers into names, and the reasons repeat the names."""
        number = iban_of(42)
        line = self.receive(self.entry(5, TRANSFER, 3, counterparty=Party(f"Anna {number}", "")), number="3").line_ids
        line.evidence = f"Several customers have the name Anna {number}."
        for user, shown in ((self.clerk, False), (self.env.ref("base.user_root"), True)):
            row = self.env["settling.desk"].with_user(user).rows(line.ids)[0]
            for name in ("who", "evidence"):
                with self.subTest(name, user=user.login):
                    self.assertEqual(number in row[name], shown)

    def test_what_a_file_brought_is_not_written_on_a_statement(self):
        """STM-7: whether it posts, whether it was typed in, and from which file it came."""
        mine = self.received.with_user(self.clerk)
        for name, value in (("posts", False), ("manual", True), ("kind", "notification"), ("layout", "x")):
            with self.subTest(name):
                self.refused(lambda name=name, value=value: mine.write({name: value}))

    def test_nobody_types_in_a_statement_that_looks_received(self):
        """STM-9: the profile does not allow typing in, and no file brought it."""
        statements = self.env["received.statement"].with_user(self.clerk)
        values = {"journal_id": self.journal.id, "number": "77"}
        for more in ({}, {"layout": "camt.053.001.08"}, {"layout": "camt.053.001.08", "state": "full"}):
            with self.subTest(more):
                self.refused(lambda more=more: statements.create({**values, **more}))

    def test_what_was_posted_stays_where_it_is(self):
        """STM-15: an allocation of a posted line changes in nothing."""
        self.env["statement.settler"]._write_off(
            self.received.line_ids[1], self.company_data["default_account_revenue"], 5
        )
        self.received.action_update_ledgers()
        other = self.receive(self.entry(100, TRANSFER, 9, day=date(2026, 10, 20)), number="2")
        other.action_validate()
        posted = self.received.allocation_ids.filtered("remittance_line_id").with_user(self.clerk)
        for name, value in (("line_id", other.line_ids.id), ("counterpart_id", False), ("label", "x")):
            with self.subTest(name):
                self.refused(lambda name=name, value=value: posted.write({name: value}))
        line = self.received.line_ids[0].with_user(self.clerk)
        for name, value in (("booking_date", "2026-01-01"), ("partner_id", self.other_payer.id)):
            with self.subTest(name):
                self.refused(lambda name=name, value=value: line.write({name: value}))


@tagged("post_install", "-at_install")
class TestKept(SepaStatementCommon):
    """What was allocated, and what a bank sent, is not lost with a statement (STM-6, STM-14)."""

    def test_a_statement_with_allocations_is_not_deleted_whatever_its_status(self):
        """STM-14: releasing one line makes the statement a 4; the others are still allocated."""
        remitted = self.remit(100)
        received = self.receive(self.collected(remitted), self.entry(5, TRANSFER, 2))
        received.action_validate()
        self.env["statement.settler"]._put_on_account(received.line_ids[1], self.payer, 5)
        self.assertEqual(received.state, "to_allocate")
        with self.assertRaisesRegex(UserError, "release them first"), self.cr.savepoint():
            received.unlink()

    def test_a_statement_with_allocations_is_not_corrected(self):
        """STM-8, STM-14: another currency or journal would make other amounts of what is allocated."""
        received = self.receive(self.entry(7, TRANSFER), self.entry(5, TRANSFER, 2))
        received.action_validate()
        self.env["statement.settler"]._put_on_account(received.line_ids[1], self.payer, 5)
        with self.assertRaisesRegex(UserError, "elease"), self.cr.savepoint():
            received.action_correct()

    def test_validating_again_keeps_the_status_of_allocated_lines(self):
        """STM-7, STM-8"""
        received = self.receive(self.entry(7, TRANSFER), self.entry(5, TRANSFER, 2))
        received.action_validate()
        self.env["statement.settler"]._put_on_account(received.line_ids[1], self.payer, 5)
        received.action_validate()
        self.assertEqual(received.line_ids.mapped("state"), ["to_allocate", "full"])

    def test_the_file_stays_with_the_other_statements_it_brought(self):
        """STM-6: the first of two statements of one file is deleted."""
        iban = self.journal.bank_account_id.sanitized_acc_number
        first, second = (camt(iban, f"E2E-{number}", number) for number in (1, 2))
        start, end = second.index(b"<Stmt>"), second.index(b"</Stmt>") + len(b"</Stmt>")
        content = first.replace(b"</Stmt>", b"</Stmt>" + second[start:end])
        received = self.env["statement.receiver"]._receive([("two.xml", content)])
        self.assertEqual(len(received), 2)
        received[0].unlink()
        self.env.invalidate_all()
        self.assertEqual(received[1].attachment_id.raw, content)
        again = self.env["statement.receiver"]._receive([("two.xml", content)])
        self.assertEqual(again.mapped("position"), [1], "what was deleted comes again, the other does not")
        with self.assertRaisesRegex(UserError, "received before"):
            self.env["statement.receiver"]._receive([("two.xml", content)])
