from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DebitCommon


@tagged("post_install", "-at_install")
class TestNotice(DebitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zoe = cls.create_payer("Zoe", 1, email="zoe@example.com")
        cls.anna = cls.create_payer("Anna", 2, lang="fr_FR")
        cls.first, cls.second = cls.create_due(cls.zoe, 100), cls.create_due(cls.zoe, 50)
        cls.third = cls.create_due(cls.anna, 25)
        cls.remittance = cls.propose()

    def test_one_notice_per_payer_and_date_in_payer_order(self):
        """REM-4"""
        notices = self.env["debit.notifier"]._prepare(self.remittance)
        self.assertEqual(notices.partner_id.mapped("name"), ["Anna", "Zoe"])
        self.assertEqual(notices.mapped("amount"), [25, 150])
        self.assertEqual(self.env["debit.notifier"]._prepare(self.remittance), notices)

    def test_printing_records_who_was_told_when(self):
        """REM-4"""
        action = self.remittance.action_print_notices()
        notices = self.remittance.notice_ids
        self.assertEqual(sorted(action["context"]["active_ids"]), sorted(notices.ids))
        self.assertEqual(set(notices.mapped("channel")), {"print"})
        self.assertEqual(notices.sent_by_id, self.env.user)
        self.assertEqual(set(self.remittance.line_ids.mapped("notified_on")), {date(2026, 10, 14)})

    def test_the_letter_says_all_a_payer_must_know_in_its_language(self):
        """REM-4"""
        notices = self.env["debit.notifier"]._prepare(self.remittance)
        report = self.env.ref("sepa_remittance_addon.report_notice")
        for notice in notices:
            html = report._render_qweb_html(report.report_name, notice.ids)[0].decode()
            mandate = notice.partner_id.mandate_ids
            for text in (mandate.reference, mandate.creditor_identifier, notice.line_ids[0].move_id.name):
                self.assertIn(text, html)
            self.assertNotIn(mandate.partner_bank_id.sanitized_acc_number, html.replace(" ", ""))
        anna = notices.filtered(lambda notice: notice.partner_id == self.anna)
        html = report._render_qweb_html(report.report_name, anna.ids)[0].decode()
        self.assertIn("prélèvement", html)

    def test_the_payer_may_answer_for_seven_days_but_not_after_the_debit(self):
        """REM-4"""
        self.remittance.sudo().line_ids.payment_date = date(2026, 10, 30)
        notices = self.env["debit.notifier"]._prepare(self.remittance)
        notices._mark_sent("print")
        self.assertEqual(set(notices.mapped("answer_until")), {date(2026, 10, 21)})

    def test_email_goes_to_those_who_have_one_and_names_the_others(self):
        """REM-4"""
        result = self.remittance.action_email_notices()
        self.assertIn("Anna", result["params"]["message"])
        by_payer = {notice.partner_id: notice.channel for notice in self.remittance.notice_ids}
        self.assertEqual(by_payer, {self.zoe: "email", self.anna: False})
        mail = self.env["mail.mail"].search([("model", "=", "debit.notice")])
        self.assertEqual(len(mail), 1)
        self.assertTrue(mail.attachment_ids)

    def test_only_after_confirmation_where_the_payment_type_says_so(self):
        """REM-4, REM-1"""
        self.method.debit_notice = "after"
        with self.assertRaises(UserError):
            self.remittance.action_print_notices()
        self.confirm(self.remittance)
        self.remittance.action_print_notices()
        self.assertEqual(len(self.remittance.notice_ids), 2)

    def test_only_pbs_sends_notices_for_us(self):
        """REM-4"""
        with self.assertRaises(UserError):
            self.remittance.action_notices_by_institution()
