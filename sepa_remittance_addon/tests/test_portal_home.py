"""What a payer who logs in finds, by page and by RPC (REM-5, MAN-15, MAN-18)."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import DebitCommon, iban_of

MODELS = ("debit.mandate", "debit.notice", "debit.remittance.line")


@tagged("post_install", "-at_install")
class TestPortalHome(DebitCommon, HttpCase):
    frozen_at = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.create_payer("Anna", 1, is_company=True)
        cls.bert = cls.create_payer("Secret Neighbour", 2)
        due = fields.Date.today() + timedelta(days=20)
        for payer in (cls.anna, cls.bert):
            cls.create_due(payer, 100, due=due, invoice_date=fields.Date.today())
        cls.remittance = cls.propose(due_to=due)
        cls.env["debit.notifier"]._prepare(cls.remittance)._mark_sent("print")
        contact = cls.env["res.partner"].create({"name": "Anna's clerk", "parent_id": cls.anna.id})
        cls.clerk = new_test_user(
            *(cls.env, "clerk"),
            groups="base.group_portal",
            partner_id=contact.id,
            password="clerk of anna",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def test_payers_read_their_own_records_only(self):
        """REM-5, MAN-15: also the contacts of a firm."""
        self.confirm(self.remittance)
        for model in MODELS:
            with self.subTest(model):
                records = self.env[model].with_user(self.clerk).search([])
                self.assertEqual(records.sudo().partner_id, self.anna)

    def test_a_proposal_is_not_theirs_to_read_line_by_line(self):
        """REM-5: what is being prepared is shown by the notice."""
        self.assertFalse(self.env["debit.remittance.line"].with_user(self.clerk).search([]))

    def test_a_notice_not_sent_yet_is_not_shown(self):
        """REM-5"""
        self.env.cr.execute("UPDATE debit_notice SET sent_on = NULL")
        self.env.invalidate_all()
        self.assertFalse(self.env["debit.notice"].with_user(self.clerk).search([]))

    def test_by_rpc_payers_read_named_fields_and_write_nothing(self):
        """MAN-18, REM-5: no internal word, no whole account number, whatever is asked for."""
        self.confirm(self.remittance)
        for model in MODELS:
            record = self.env[model].with_user(self.clerk).search([])
            readable = set(record.fields_get())
            with self.subTest(model):
                self.assertLessEqual(readable, record._payer_fields)
                self.assertIn(self.anna.name, str(record.read(sorted(readable))) + record.sudo().partner_id.name)
                for name in set(record._fields) - record._payer_fields:
                    with self.assertRaises(AccessError), mute_logger("odoo.models", "odoo.orm.models"):
                        record.read([name])
                for action in (lambda r=record: r.write({"company_id": 1}), record.unlink, record.copy):
                    with self.assertRaises(AccessError), self.cr.savepoint():
                        action()

    def test_payers_sign_and_send_nothing_by_rpc(self):
        """MAN-15"""
        mandate = self.env["debit.mandate"].with_user(self.clerk).search([])
        for action in (mandate.action_new_signing_link, mandate.action_print_form, mandate.action_email_form):
            with self.assertRaises(AccessError), self.cr.savepoint(), mute_logger("odoo.models", "odoo.orm.models"):
                action()

    def test_the_pages_list_what_is_theirs(self):
        """REM-5, MAN-15"""
        self.confirm(self.remittance)
        self.authenticate("clerk", "clerk of anna")
        notice = self.env["debit.notice"].search([("partner_id", "=", self.anna.id)])
        for path, shown in (
            ("/my/notices", f"/my/notice/{notice.id}"),
            ("/my/mandates", self.anna.mandate_ids.reference),
            ("/my/debits", self.remittance.line_ids.filtered(lambda line: line.partner_id == self.anna).move_id.name),
            (f"/my/notice/{notice.id}", "Anna"),
        ):
            with self.subTest(path):
                response = self.url_open(path)
                self.assertEqual(response.status_code, 200)
                self.assertIn(shown, response.text)
                for hidden in ("Secret Neighbour", self.bert.mandate_ids.reference, iban_of(1)):
                    self.assertNotIn(hidden, response.text.replace(" ", "") if hidden == iban_of(1) else response.text)
        counters = {"counters": ["debit_notice_count", "debit_mandate_count", "debit_count"]}
        counts = self.make_jsonrpc_request("/my/counters", counters)
        self.assertEqual(counts, {"debit_notice_count": 1, "debit_mandate_count": 1, "debit_count": 1})
        self.assertIn("/my/mandates", self.url_open("/my").text)

    def test_another_payers_notice_is_closed_to_them(self):
        """REM-5"""
        self.authenticate("clerk", "clerk of anna")
        notice = self.env["debit.notice"].search([("partner_id", "=", self.bert.id)])
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(f"/my/notice/{notice.id}").status_code, 404)

    def test_a_payer_of_another_company_sees_nothing(self):
        """MAN-1, REM-5"""
        other = self.setup_other_company()["company"]
        self.clerk.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for model in MODELS:
            with self.subTest(model):
                self.assertFalse(self.env[model].with_user(self.clerk).search([]))
