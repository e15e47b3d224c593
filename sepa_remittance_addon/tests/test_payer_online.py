"""The page on which a payer answers its notice, over real HTTP (REM-5)."""

import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import LockNotAvailable

from ..services.debit_notice_clerk import DebitNoticeClerk
from .common import DebitCommon, iban_of

MUTED = ("odoo.http", "odoo.addons.http_routing.models.ir_http")


@tagged("post_install", "-at_install")
class TestPayerOnline(DebitCommon, HttpCase):
    frozen_at = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.name = "Collecting & Co"
        cls.due = fields.Date.today() + timedelta(days=20)
        cls.anna = cls.create_payer("Anna", 1, email="anna@example.com")
        cls.bert = cls.create_payer("Secret Neighbour", 2)
        cls.anna.mandate_ids.suspension_reason = "our suspicion"
        today = fields.Date.today()
        cls.first, cls.second, cls.third = (
            cls.create_due(payer, amount, due=cls.due, invoice_date=today)
            for payer, amount in ((cls.anna, 100), (cls.anna, 50), (cls.bert, 25))
        )
        cls.later = cls.create_due(cls.anna, 40, due=cls.due + timedelta(days=40), invoice_date=today)
        cls.remittance = cls.propose(due_to=cls.due)
        notices = cls.env["debit.notifier"]._prepare(cls.remittance)
        notices._mark_sent("email")
        cls.notice = notices.filtered(lambda notice: notice.partner_id == cls.anna)
        cls.neighbours = notices - cls.notice

    def setUp(self):
        super().setUp()
        self.key = self.notice._get_access_key()
        self.path = f"/my/notice/{self.notice.id}"

    def line_of(self, move):
        return self.remittance.line_ids.filtered(lambda line: line.move_id == move)

    def page(self, key=None, path=None):
        with mute_logger(*MUTED):
            return self.url_open(f"{path or self.path}?access_token={self.key if key is None else key}")

    def answer(self, action, lines=(), receivables=(), **values):
        """Open the page as a browser does, then send its form."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.page(self.notice._get_access_key()).text)
        data = {
            "csrf_token": token[1] if token else "",
            "access_token": self.key,
            "action": action,
            "line": [line.id for line in lines],
            "receivable": [receivable.id for receivable in receivables],
            **values,
        }
        with mute_logger(*MUTED):
            response = self.url_open(f"{self.path}/answer", data=data)
        self.env.invalidate_all()
        return response

    def assertClosed(self, response):
        self.assertEqual(response.status_code, 404)
        self.assertIn("This link can no longer be used", response.text)
        for secret in ("Anna", "Collecting", self.first.name):
            self.assertNotIn(secret, response.text)

    def test_the_page_shows_the_payers_own_lines_and_nothing_internal(self):
        """REM-5"""
        self.line_of(self.first)._change("hold", "letter", "our remark")
        response = self.page()
        self.assertEqual(response.status_code, 200)
        for shown in ("Anna", self.first.name, self.second.name, self.later.name, "Collecting &amp; Co", "50.00"):
            self.assertIn(shown, response.text)
        for hidden in (
            "Secret Neighbour",
            self.third.name,
            "our suspicion",
            "our remark",
            iban_of(1),
            self.remittance.name,
        ):
            self.assertNotIn(hidden, response.text.replace(" ", "") if hidden == iban_of(1) else response.text)
        self.assertIn(f"**** **** {iban_of(1)[-4:]}", response.text)

    def test_taking_out_keeps_who_asked_and_why(self):
        """REM-5"""
        response = self.answer("remove", self.line_of(self.first), reason="Goods returned")
        self.assertIn("will not be debited", response.text)
        line = self.line_of(self.first)
        change = line.change_ids[:1]
        self.assertEqual(
            (line.state, change.channel, change.asked_by, change.reason),
            ("removed", "portal", "Anna", "Goods returned"),
        )
        self.assertIn(self.first.name, self.notice.message_ids[0].body)

    def test_hold_and_debit_after_all(self):
        """REM-5"""
        line = self.line_of(self.first)
        self.answer("hold", line)
        self.assertEqual(line.state, "held")
        self.answer("restore", line)
        self.assertEqual(line.state, "proposed")
        self.answer("remove", line)
        self.answer("restore", line)
        self.assertEqual(line.state, "proposed")
        self.assertEqual(line.change_ids.mapped("channel"), ["portal"] * 4)

    def test_all_at_once(self):
        """REM-5"""
        self.answer("remove_all", reason="Nothing please")
        self.assertEqual((self.line_of(self.first) | self.line_of(self.second)).mapped("state"), ["removed"] * 2)
        self.assertEqual(self.line_of(self.third).state, "proposed")

    def test_adding_another_open_invoice(self):
        """REM-5"""
        self.answer("add", receivables=self.receivable_of(self.later))
        line = self.line_of(self.later)
        self.assertEqual(
            (line.state, line.change_ids.channel, line.change_ids.asked_by), ("proposed", "portal", "Anna")
        )
        page = self.page().text
        self.assertIn(self.later.name, page, "it is shown although its day is another")
        self.assertIn("150.00", page, "and not counted into the total of this day")
        self.assertNotIn("190.00", page)

    def test_sending_twice_has_the_effect_of_once(self):
        """REM-5: double click, browser's back button."""
        line = self.line_of(self.first)
        for _click in range(2):
            response = self.answer("remove", line)
            self.assertEqual(response.status_code, 200)
        self.answer("add", receivables=self.receivable_of(self.later))
        self.answer("add", receivables=self.receivable_of(self.later))
        self.assertEqual((len(line.change_ids), len(self.line_of(self.later).change_ids)), (1, 1))

    def test_another_payers_line_or_invoice_is_not_touched(self):
        """REM-5: whatever is posted, only this payer's lines of this remittance are changed, or none."""
        foreign = self.line_of(self.third)
        mine = self.line_of(self.first)
        for action in ("remove", "hold", "restore"):
            response = self.answer(action, mine | foreign)
            self.assertIn("have changed meanwhile", response.text)
        response = self.answer("add", receivables=self.receivable_of(self.third))
        self.assertIn("have changed meanwhile", response.text)
        self.assertEqual((mine | foreign).mapped("state"), ["proposed", "proposed"])
        self.assertFalse((mine | foreign).change_ids)

    def test_lines_of_an_earlier_remittance_are_not_touched(self):
        """REM-5"""
        self.anna_old = self.create_due(
            self.anna, 7, due=self.due - timedelta(days=10), invoice_date=fields.Date.today()
        )
        other = self.propose(due_to=self.due - timedelta(days=5))
        line = other.line_ids
        self.assertIn("have changed meanwhile", self.answer("remove", line).text)
        self.assertEqual(line.state, "proposed")

    def test_what_we_keep_out_ourselves_the_payer_does_not_put_back(self):
        """REM-5"""
        line = self.line_of(self.first)
        line._change("hold", "internal", "Under dispute")
        self.assertIn("ask us", self.answer("restore", line).text)
        line._change("remove", "internal", "Written off")
        self.assertIn("ask us", self.answer("restore", line).text)
        self.assertEqual(line.state, "removed")

    def test_a_credit_note_left_alone_waits(self):
        """REM-5, REM-2: otherwise the whole remittance could not be confirmed."""
        credit = self.create_due(
            self.anna, 30, due=self.due, invoice_date=fields.Date.today(), move_type="out_refund"
        )  # fmt: skip
        self.remittance.action_refresh()
        lines = self.line_of(credit)
        if lines.state == "held":
            lines._change("release", "internal", "")
        self.answer("remove", self.line_of(self.first) | self.line_of(self.second))
        self.assertEqual(self.line_of(credit).state, "held")

    def test_wrong_keys_open_nothing(self):
        """REM-5: the same page for a wrong key, another notice's key and a notice that does not exist."""
        for response in (
            self.page("0" * 64),
            self.page(""),
            self.page(self.neighbours._get_access_key()),
            self.page(self.key[:-1]),
            self.page(path="/my/notice/999999999"),
        ):
            self.assertClosed(response)
        self.key = "0" * 64
        self.assertClosed(self.answer("remove", self.line_of(self.first)))
        self.assertEqual(self.line_of(self.first).state, "proposed")

    def test_a_form_of_another_site_is_refused(self):
        """REM-5: CSRF."""
        with mute_logger(*MUTED):
            response = self.url_open(
                f"{self.path}/answer",
                data={"access_token": self.key, "action": "remove", "line": self.line_of(self.first).id},
            )
        self.assertEqual(response.status_code, 400)
        self.env.invalidate_all()
        self.assertEqual(self.line_of(self.first).state, "proposed")

    def test_after_the_objection_date_it_is_for_reading(self):
        """REM-5"""
        self.env.cr.execute("UPDATE debit_notice SET sent_on = sent_on - interval '15 days'")
        self.env.invalidate_all()
        page = self.page()
        self.assertIn("Changes were possible until", page.text)
        self.assertNotIn('name="action"', page.text)
        self.assertIn("Changes were possible until", self.answer("remove", self.line_of(self.first)).text)
        self.assertEqual(self.line_of(self.first).state, "proposed")

    def test_after_the_payment_date_the_page_is_closed(self):
        """REM-5"""
        yesterday = fields.Date.today() - timedelta(days=2)
        self.env.cr.execute("UPDATE debit_notice SET payment_date = %s WHERE id = %s", [yesterday, self.notice.id])
        self.env.invalidate_all()
        self.assertClosed(self.page(self.notice._get_access_key()))

    def test_confirmed_between_reading_and_answering(self):
        """REM-5, REM-8"""
        line = self.line_of(self.first)
        page = self.page()
        self.confirm(self.remittance)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]
        data = {"csrf_token": token, "access_token": self.key, "action": "remove", "line": line.id}
        response = self.url_open(f"{self.path}/answer", data=data)
        self.assertIn("handed to the bank", response.text)
        self.env.invalidate_all()
        self.assertEqual(line.state, "remitted")

    def test_while_it_is_being_confirmed_the_payer_is_asked_to_wait(self):
        """REM-5, REM-8: the remittance is locked by who confirms."""
        execute = type(self.env.cr).execute

        def busy(cr, query, *args, **kwargs):
            if "FROM debit_remittance WHERE id" in str(query):
                raise LockNotAvailable()
            return execute(cr, query, *args, **kwargs)

        clerk, line = self.env["debit.notice.clerk"], self.line_of(self.first)
        with patch.object(type(self.env.cr), "execute", busy), self.assertRaisesRegex(Exception, "try again"):
            clerk.sudo()._answer(self.notice.sudo(), "remove", line.ids, "", "Anna")
        self.assertEqual(line.state, "proposed")
        self.assertTrue(issubclass(type(clerk), DebitNoticeClerk))

    def test_the_company_may_close_the_page_to_answers(self):
        """REM-5"""
        self.company.payers_answer_online = False
        self.assertNotIn('name="action"', self.page().text)
        self.assertIn("answer us directly", self.answer("remove", self.line_of(self.first)).text)

    def test_the_link_is_in_the_mail_that_leaves_and_nowhere_else(self):
        """REM-5: who reads the notice's messages cannot answer in the payer's name."""
        template = self.env.ref("sepa_remittance_addon.mail_template_notice")
        mail = template.send_mail_batch(self.notice.ids)
        self.assertIn(f'/my/notice/{self.notice.id}"', mail.body_html)
        self.assertNotIn(self.key, mail.body_html + mail.mail_message_id.body)
        self.assertIn(f"/my/notice/{self.notice.id}?access_token={self.key}", mail._prepare_outgoing_body())

    def test_an_address_that_is_the_payers_no_more_opens_nothing(self):
        """REM-5"""
        self.anna.email = "anna@elsewhere.example"
        self.assertClosed(self.page())
        self.assertEqual(self.page(self.notice._get_access_key()).status_code, 200)

    def test_a_colleague_reads_the_page_but_does_not_answer(self):
        """REM-5"""
        colleague = new_test_user(
            *(self.env, "page reader"),
            groups="sepa_remittance_addon.group_debit_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
            password="page reader",
        )
        self.authenticate(colleague.login, "page reader")
        page = self.page("")
        self.assertIn(self.first.name, page.text)
        self.assertNotIn('name="action"', page.text)

    def test_the_page_speaks_the_payers_language(self):
        """REM-5"""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.anna.lang = "fr_FR"
        self.env.ref("sepa_remittance_addon.notice_answer_page").update_field_translations(
            "arch_db", {"fr_FR": {"Your next direct debit": "Essai de traduction"}}
        )
        self.assertIn("Essai de traduction", self.page().text)
