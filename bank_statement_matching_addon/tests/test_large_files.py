from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SepaStatementCommon
from .test_reception import camt

LARGE = "sepa_remittance_addon.background_from"


@tagged("post_install", "-at_install")
class TestLargeFiles(SepaStatementCommon):
    """What takes long is done in the background, step by step, by itself, and shows how far it is (STM-18)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.iban = cls.journal.bank_account_id.sanitized_acc_number
        cls.remitted = cls.remit(100)
        cls.content = camt(cls.iban, cls.remitted.end_to_end_id)
        cls.env["ir.config_parameter"].set_param(LARGE, 1)

    def drop(self, content, name="bank.xml"):
        attachment = self.env["ir.attachment"].create({"name": name, "raw": content})
        action = self.env["received.statement"].create_document_from_attachment(attachment.ids)
        return self.env[action["res_model"]].browse(action["res_id"])

    def let_worker_work(self):
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root").id)["background.worker"]._cron_work()
        self.env.invalidate_all()

    def jobs_of(self, record):
        jobs = self.env["background.job"].search([("res_model", "=", record._name), ("res_id", "=", record.id)])
        return [(job.method, job.state) for job in jobs.sorted("id")]

    def test_a_large_file_is_kept_at_once_and_read_by_a_worker(self):
        """STM-18, STM-4"""
        delivery = self.drop(self.content)
        self.assertEqual((delivery._name, delivery.state, delivery.job_live), ("received.delivery", "reading", True))
        self.assertFalse(self.env["received.statement"].search_count([("company_id", "=", self.company.id)]))
        self.let_worker_work()
        statement = delivery.statement_ids
        self.assertEqual((delivery.state, statement.line_count, statement.journal_id), ("read", 1, self.journal))
        self.assertEqual(statement.attachment_id.raw, self.content)
        self.assertFalse(delivery.content_ids, "the file is kept once, with its statement")

    def test_the_words_of_large_files_are_not_kept(self):
        """STM-18: neither of what is uploaded nor of what is stored."""
        large = self.content.replace(b"<Document", b" " * 10**6 + b"<Document")
        uploaded = self.env["ir.attachment"].create({"name": "bank.txt", "raw": large, "mimetype": "text/plain"})
        self.assertFalse(uploaded.index_content)
        self.assertIn(
            "BkToCstmrStmt", self.env["ir.attachment"].create({"name": "a.txt", "raw": self.content}).index_content
        )
        delivery = self.drop(large)
        self.assertFalse(delivery.content_ids.index_content)
        self.let_worker_work()
        kept = delivery.statement_ids.attachment_id
        self.assertEqual((kept.mimetype, kept.index_content), ("application/x-bank-file", False))

    def test_it_goes_on_by_itself_one_job_per_step(self):
        """STM-18, STM-1: from the drop to the ledger, as the profile says, as the one who dropped it."""
        self.profile.stop_after = "ledger"
        delivery = self.drop(self.content)
        self.let_worker_work()
        statement = delivery.statement_ids
        self.assertEqual(self.jobs_of(delivery), [("_read", "done")])
        self.assertEqual(
            self.jobs_of(statement),
            [("_run_validation", "done"), ("_run_allocation", "done"), ("_run_ledger_update", "done")],
        )
        self.assertEqual((statement.state, self.remitted.move_id.payment_state), ("done", "paid"))

    def test_a_bad_large_file_says_why_and_stores_nothing(self):
        """STM-18, STM-5"""
        delivery = self.drop(self.content[:-300])
        self.let_worker_work()
        self.assertEqual(delivery.state, "refused")
        self.assertIn("bank.xml", delivery.refusal)
        self.assertFalse(self.env["received.statement"].search_count([("company_id", "=", self.company.id)]))
        self.assertEqual(self.drop(self.content[:-300]).state, "reading", "and may be tried again")

    def test_the_same_file_is_not_read_twice(self):
        """STM-18, STM-6: neither while it is being read nor afterwards."""
        delivery = self.drop(self.content)
        with self.assertRaisesRegex(UserError, "being read at this moment"), self.cr.savepoint():
            self.drop(self.content)
        self.let_worker_work()
        with self.assertRaisesRegex(UserError, "received before"), self.cr.savepoint():
            self.drop(self.content)
        delivery.statement_ids.unlink()
        self.assertEqual(self.drop(self.content).state, "reading", "unless its statement was deleted")

    def test_what_is_being_read_is_not_deleted(self):
        """STM-18"""
        delivery = self.drop(self.content)
        with self.assertRaisesRegex(UserError, "wait until it is done"), self.cr.savepoint():
            delivery.unlink()
        delivery.job_id.action_give_up()
        delivery.invalidate_recordset()
        self.assertEqual(delivery.state, "refused")
        delivery.unlink()

    def test_several_files_are_read_together_or_not_at_all(self):
        """STM-18, STM-5"""
        attachments = self.env["ir.attachment"].create(
            [{"name": "a.xml", "raw": self.content}, {"name": "b.xml", "raw": self.content[:-300]}]
        )
        action = self.env["received.statement"].create_document_from_attachment(attachments.ids)
        delivery = self.env["received.delivery"].browse(action["res_id"])
        self.let_worker_work()
        self.assertEqual((delivery.name, delivery.state, delivery.statement_ids.ids), ("a.xml, b.xml", "refused", []))
        self.assertIn("b.xml", delivery.refusal)

    # ------------------------------------------------------------ the buttons of a large statement

    def large_statement(self):
        received = self.store(self.told(self.collected(self.remitted)))
        self.assertEqual(received.state, "ready")
        return received

    def test_a_second_click_finds_the_first(self):
        """STM-18: and every other button waits until the work is done."""
        received = self.large_statement()
        received.action_validate()
        received.action_validate()
        self.assertEqual(self.jobs_of(received), [("_run_validation", "waiting")])
        self.assertTrue(received.job_live)
        for click in (received.action_correct, received.line_ids.action_drop, received.action_allocate):
            with self.assertRaises(UserError):
                click()
        self.let_worker_work()
        self.assertEqual(received.state, "to_allocate")

    def test_nobody_settles_a_line_while_a_worker_allocates(self):
        """STM-18, STM-13"""
        received = self.large_statement()
        self.env["statement.validator"]._validate(received)
        received.action_allocate()
        with self.assertRaisesRegex(UserError, "wait until it is done"), self.cr.savepoint():
            self.env["received.allocation"].create(
                {"line_id": received.line_ids.id, "kind": "on_account", "partner_id": self.payer.id, "amount": 100}
            )
        self.let_worker_work()
        self.assertEqual((received.state, received.allocation_ids.kind), ("full", "remitted"))

    def test_a_statement_is_released_in_the_background(self):
        """STM-18, STM-14"""
        received = self.large_statement()
        self.env["statement.validator"]._validate(received)
        self.env["statement.allocator"]._allocate(received)
        release = self.env["received.release"].create({"statement_ids": received.ids})
        release.action_release()
        self.assertEqual((received.state, self.jobs_of(received)), ("full", [("_run_release", "waiting")]))
        self.let_worker_work()
        self.assertEqual((received.state, received.allocation_ids.ids), ("to_allocate", []))
        self.assertFalse(received.line_ids.scenario_id)

    @mute_logger("odoo.addons.sepa_remittance_addon.services.background_worker")
    def test_who_may_not_post_asks_no_worker_to(self):
        """STM-18, STM-15"""
        received = self.large_statement()
        self.env["statement.validator"]._validate(received)
        self.env["statement.allocator"]._allocate(received)
        self.env.user.group_ids -= self.env.ref("bank_statement_matching_addon.group_statement_administrator")
        self.env.user.group_ids -= self.env.ref("bank_statement_matching_addon.group_statement_ledger")
        self.env.user.group_ids |= self.env.ref("bank_statement_matching_addon.group_statement_user")
        with self.assertRaises(AccessError):
            received.action_update_ledgers()
        self.assertEqual(self.jobs_of(received), [])
