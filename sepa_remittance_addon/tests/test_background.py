from contextlib import closing, contextmanager
from unittest.mock import patch

from odoo import sql_db
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..services.background_worker import WORKED_FOR
from .common import DebitCommon

WORKER = "odoo.addons.sepa_remittance_addon.services.background_worker"


@tagged("post_install", "-at_install")
class TestBackground(DebitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.create_payer("Anna", 1)
        cls.first, cls.second = cls.create_due(cls.anna, 100), cls.create_due(cls.anna, 50)
        cls.jobs = cls.env["background.job"]

    def from_lines(self, count):
        self.env["ir.config_parameter"].set_param("sepa_remittance_addon.background_from", count)

    def let_worker_work(self):
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root").id)["background.worker"]._cron_work()
        self.env.invalidate_all()

    def job_of(self, remittance):
        return self.jobs.search([("res_model", "=", remittance._name), ("res_id", "=", remittance.id)], limit=1)

    def clerk(self, login, group, **values):
        groups = self.env.ref(f"sepa_remittance_addon.{group}") | self.env.ref("base.group_user")
        return self.env["res.users"].create(
            {
                "name": login,
                "login": login,
                "email": f"{login}@example.com",
                "company_id": self.company.id,
                "company_ids": [(6, 0, self.company.ids)],
                "group_ids": [(6, 0, groups.ids)],
                **values,
            }
        )

    # ------------------------------------------------------------ small and large

    def test_small_work_is_done_at_once(self):
        """REM-17"""
        remittance = self.propose()
        remittance.action_confirm()
        self.assertEqual(remittance.state, "confirmed")
        self.assertFalse(self.job_of(remittance))

    def test_large_work_waits_for_a_worker(self):
        """REM-17, REM-8"""
        remittance = self.propose()
        self.from_lines(2)
        remittance.action_confirm()
        job = self.job_of(remittance)
        self.assertEqual((remittance.state, job.state, remittance.job_id), ("proposal", "waiting", job))
        self.let_worker_work()
        self.assertEqual((remittance.state, job.state, job.progress, job.attempt), ("confirmed", "done", 100, 1))
        self.assertTrue(self.file_of(remittance))
        self.assertEqual(remittance.confirmed_by_id, self.env.user)

    def test_a_large_proposal_is_filled_by_a_worker(self):
        """REM-17, REM-2"""
        self.from_lines(2)
        action = (
            self.env["debit.proposal"]
            .create({"payment_method_line_id": self.method.id, "due_to": "2026-12-31", "minimum_amount": 60})
            .action_propose()
        )
        remittance = self.env["debit.remittance"].browse(action["res_id"])
        self.assertFalse(remittance.line_ids)
        self.let_worker_work()
        self.assertEqual(remittance.line_ids.move_id, self.first | self.second)

    def test_a_small_proposal_in_a_large_ledger_is_filled_at_once(self):
        """REM-17"""
        self.from_lines(2)
        action = (
            self.env["debit.proposal"]
            .create({"payment_method_line_id": self.method.id, "due_to": "2026-12-31", "partner_ids": [(6, 0, [1])]})
            .action_propose()
        )
        self.assertFalse(self.job_of(self.env["debit.remittance"].browse(action["res_id"])))

    def test_a_large_remittance_is_cancelled_by_a_worker(self):
        """REM-17, REM-8"""
        remittance = self.confirm(self.propose())
        self.from_lines(2)
        self.env["debit.remittance.cancel"].create({"remittance_id": remittance.id, "reason": "Late"}).action_cancel()
        self.assertEqual(remittance.state, "confirmed")
        self.let_worker_work()
        self.assertEqual((remittance.state, remittance.cancel_reason), ("cancelled", "Late"))
        self.assertFalse(self.receivable_of(self.first).payment_block)

    # ------------------------------------------------------------ one at a time

    def test_a_double_click_is_one_job(self):
        """REM-17, REM-8"""
        remittance = self.propose()
        self.from_lines(2)
        remittance.action_confirm()
        remittance.action_confirm()
        self.assertEqual(self.jobs.search_count([("res_id", "=", remittance.id)]), 1)
        self.let_worker_work()
        self.assertEqual(len(remittance.file_ids), 1)

    def test_the_buttons_refuse_while_a_job_waits(self):
        """REM-17"""
        remittance = self.propose()
        self.from_lines(2)
        remittance.action_confirm()
        refused = (
            lambda: remittance.line_ids._change("remove", "telephone", "No"),
            remittance.action_refresh,
            lambda: self.env["debit.proposer"]._add(remittance, self.receivable_of(self.first)),
            lambda: remittance._ask_cancel("Late"),
        )
        for click in refused:
            with self.assertRaisesRegex(UserError, "Confirm"):
                click()

    @contextmanager
    def asked_by(self, *companies):
        """A job of each of these companies; the list that grows with the companies that were worked for."""
        self.from_lines(1)
        worked, partner = [], type(self.env["res.partner"])
        with patch.object(partner, "_be_worked_on", lambda one: worked.append(one.company_id), create=True):
            for company in companies:
                record = self.env["res.partner"].create({"name": company.name, "company_id": company.id})
                self.jobs._do(record, "_be_worked_on", 5, record.name)
            yield worked

    def test_the_oldest_job_comes_first(self):
        """REM-17"""
        other = self.env["res.company"].create({"name": "Another"})
        with self.asked_by(other, self.company, other) as worked:
            self.let_worker_work()
        self.assertEqual(worked, [other, self.company, other])

    def test_a_company_that_somebody_works_for_is_left_to_them(self):
        """REM-17: with its branches; the others go on."""
        branch = self.env["res.company"].create({"name": "Branch", "parent_id": self.company.id})
        other = self.env["res.company"].create({"name": "Another"})
        with self.asked_by(branch, self.company, other) as worked:
            with closing(sql_db.db_connect(self.cr.dbname).cursor()) as somebody:
                somebody.execute("SELECT pg_advisory_xact_lock(%s, %s)", (WORKED_FOR, self.company.id))
                self.let_worker_work()
                self.assertEqual(worked, [other])
            self.let_worker_work()
        self.assertEqual(worked, [other, branch, self.company])

    # ------------------------------------------------------------ failing, dying, trying again

    def test_a_failure_is_told_and_may_be_retried(self):
        """REM-17, REM-8"""
        remittance = self.propose()
        self.from_lines(2)
        remittance.action_confirm()
        self.company.sepa_creditor_identifier = False
        self.let_worker_work()
        job = self.job_of(remittance)
        self.assertEqual((job.state, remittance.state, remittance.job_id), ("failed", "proposal", job))
        self.assertIn("Creditor identifier", job.error)
        self.company.sepa_creditor_identifier = "FR72ZZZ123456"
        job.action_retry()
        self.let_worker_work()
        self.assertEqual((job.state, remittance.state, remittance.job_id.id), ("done", "confirmed", False))

    def test_an_unexpected_crash_leaves_nothing_but_its_reason(self):
        """REM-17, REM-8"""
        remittance = self.propose()
        self.from_lines(2)
        remittance.action_confirm()
        exporter = type(self.env["debit.exporter"])
        with (
            patch.object(exporter, "_close", side_effect=ZeroDivisionError("broken")),
            mute_logger(WORKER),
            self.assertLogs(WORKER, "ERROR"),
        ):
            self.let_worker_work()
        self.assertIn("broken", self.job_of(remittance).error)
        self.assertEqual(set(remittance.line_ids.mapped("state")), {"proposed"})
        self.assertFalse(remittance.line_ids.filtered("end_to_end_id"))

    def test_a_job_left_by_a_dead_worker_is_done_again(self):
        """REM-17"""
        remittance = self.propose()
        self.from_lines(2)
        remittance.action_confirm()
        job = self.job_of(remittance)
        job.sudo().write({"state": "running", "attempt": 1})
        self.let_worker_work()
        self.assertEqual((job.state, job.attempt, remittance.state), ("done", 2, "confirmed"))

    def test_a_job_that_kills_every_worker_is_given_up(self):
        """REM-17"""
        remittance = self.propose()
        self.from_lines(2)
        remittance.action_confirm()
        job = self.job_of(remittance)
        job.sudo().write({"state": "running", "attempt": 5})
        self.let_worker_work()
        self.assertEqual((job.state, remittance.state), ("failed", "proposal"))
        self.assertIn("5 times", job.error)

    def test_a_waiting_job_can_be_given_up(self):
        """REM-17"""
        remittance = self.propose()
        self.from_lines(2)
        remittance.action_confirm()
        job = self.job_of(remittance)
        job.action_give_up()
        self.let_worker_work()
        self.assertEqual((job.state, remittance.state, remittance.job_live), ("cancelled", "proposal", False))

    def test_work_in_shares_goes_on_until_nothing_is_left(self):
        """REM-17"""
        remittance = self.propose()
        left = [3, 2, 1, 0]
        remittance_class = type(self.env["debit.remittance"])
        self.from_lines(1)
        with patch.object(remittance_class, "_by_shares", lambda _self: left.pop(0), create=True):
            self.jobs._do(remittance, "_by_shares", 5, "Shares")
            self.let_worker_work()
        self.assertEqual((left, self.job_of(remittance).state), ([], "done"))

    def test_progress_is_told_while_the_work_goes_on(self):
        """REM-17"""
        remittance = self.propose()
        self.from_lines(2)
        remittance.action_confirm()
        told = []
        progress = type(self.env["background.progress"])
        with patch.object(progress, "_tell", lambda _self, _job, done, total, step: told.append((done, total, step))):
            self.let_worker_work()
        of_confirmation = told[:4]
        self.assertEqual([done for done, _total, _step in of_confirmation], [0, 1, 2, 3])
        self.assertIn((2, 4, "Writing the bank file"), of_confirmation)

    def test_progress_reaches_the_screen(self):
        """REM-17"""
        remittance = self.propose()
        self.from_lines(2)
        remittance.action_confirm()
        job = self.job_of(remittance)
        job.sudo().state = "running"
        self.env["background.progress"].sudo().search([("job_id", "=", job.id)]).write(
            {"done": 1, "total": 4, "step": "Numbering"}
        )
        job.invalidate_recordset()
        self.assertEqual((job.progress, job.step), (25, "Numbering"))

    # ------------------------------------------------------------ rights

    def test_the_work_is_done_with_the_rights_of_who_asked(self):
        """REM-17: whoever loses the right before the worker comes is refused."""
        remittance = self.propose()
        self.from_lines(2)
        clerk = self.clerk("clerk", "group_debit_confirm")
        remittance.with_user(clerk).action_confirm()
        clerk.group_ids = self.env.ref("sepa_remittance_addon.group_debit_user") | self.env.ref("base.group_user")
        self.let_worker_work()
        job = self.job_of(remittance)
        self.assertEqual((job.state, remittance.state), ("failed", "proposal"))
        self.assertIn("Confirm and export", job.error)

    def test_who_may_not_confirm_cannot_leave_it_to_a_worker(self):
        """REM-17"""
        remittance = self.propose()
        self.from_lines(2)
        clerk = self.clerk("clerk", "group_debit_user")
        with self.assertRaises(AccessError):
            remittance.with_user(clerk).action_confirm()
        self.assertFalse(self.job_of(remittance))

    def test_nobody_makes_or_changes_jobs_directly(self):
        """REM-17: a job calls any method, so only our own code makes one."""
        remittance = self.propose()
        self.from_lines(2)
        remittance.action_confirm()
        manager = self.clerk("manager", "group_debit_manager")
        job = self.job_of(remittance).with_user(manager)
        for forbidden in (
            lambda: job.write({"method": "unlink"}),
            job.unlink,
            lambda: job.create({"name": "x", "res_model": "res.users", "res_id": 2, "method": "unlink"}),
        ):
            with self.assertRaises(AccessError):
                forbidden()

    def test_jobs_of_other_companies_and_strangers_are_not_seen(self):
        """REM-17"""
        remittance = self.propose()
        self.from_lines(2)
        remittance.action_confirm()
        job = self.job_of(remittance)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.clerk(
            "stranger", "group_debit_manager", company_id=elsewhere.id, company_ids=[(6, 0, elsewhere.ids)]
        )
        self.assertNotIn(job, self.jobs.with_user(stranger).search([]))
        colleague = self.clerk("colleague", "group_debit_user")
        self.assertIn(job, self.jobs.with_user(colleague).search([]))
        with self.assertRaises(AccessError):
            job.with_user(colleague).action_give_up()

    # ------------------------------------------------------------ the report

    def test_a_large_remittance_gets_its_report_as_a_sheet(self):
        """REM-9, REM-17: after the confirmation, without being asked."""
        remittance = self.propose()
        self.from_lines(2)
        remittance.action_confirm()
        self.let_worker_work()
        sheets = self.env["ir.attachment"].search(
            [("res_model", "=", remittance._name), ("res_id", "=", remittance.id), ("name", "like", ".xlsx")]
        )
        self.assertEqual(len(sheets), 1)
        self.assertIn("attached", self.job_of(remittance).outcome)
