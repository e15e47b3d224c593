from datetime import date
from io import BytesIO
from unittest.mock import patch

from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from pypdf import PdfReader

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

    def notices_of(self, payer, remittance=None):
        notices = (remittance or self.remittance).notice_ids
        notices.invalidate_recordset()
        return notices.filtered(lambda notice: notice.partner_id == payer)

    def line_of(self, move):
        return self.remittance.line_ids.filtered(lambda line: line.move_id == move)

    def ask(self, channel, notices=None, **values):
        """The dialog that the buttons open, as the browser fills it in."""
        action = self.remittance._ask_telling(channel, notices)
        form = Form(self.env["debit.tell.payers"].with_context(**action["context"]))
        for name, value in values.items():
            setattr(form, name, value)
        return form

    def tell(self, channel, notices=None, **values):
        return self.ask(channel, notices, **values).save().action_tell()

    def letters(self, action):
        attachment = self.env["ir.attachment"].browse(int(action["url"].split("/")[3].split("?")[0]))
        return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(attachment.raw)).pages]

    # ------------------------------------------------------------ whom, what, in what order

    def test_one_notice_per_payer_and_date_in_payer_order(self):
        """REM-4"""
        notices = self.env["debit.notifier"]._prepare(self.remittance)
        self.assertEqual(notices.partner_id.mapped("name"), ["Anna", "Zoe"])
        self.assertEqual(notices.mapped("amount"), [25, 150])
        self.assertEqual(self.env["debit.notifier"]._prepare(self.remittance), notices)

    def test_a_total_counts_the_credit_notes_that_lower_the_debit(self):
        """REM-4"""
        kim = self.create_payer("Kim", 3)
        self.create_due(kim, 150)
        self.create_due(kim, 30, move_type="out_refund")
        self.remittance.action_refresh()
        self.env["debit.notifier"]._prepare(self.remittance)
        notice = self.notices_of(kim)
        self.assertEqual((notice.amount, notice.line_count), (120, 2))
        self.assertEqual(sum(notice.line_ids.mapped("amount")), 120)

    def test_what_is_on_hold_or_removed_is_not_announced(self):
        """REM-4, REM-5"""
        self.line_of(self.first)._change("hold", "letter", "Wait")
        self.env["debit.notifier"]._prepare(self.remittance)
        self.assertEqual(self.notices_of(self.zoe).amount, 50)

    def test_printing_makes_one_pdf_in_payer_order_and_records_who_was_told_when(self):
        """REM-4"""
        pages = self.letters(self.tell("print"))
        self.assertEqual(len(pages), 2)
        self.assertIn("Anna", pages[0])
        self.assertIn("Zoe", pages[1])
        self.assertIn("150.00", pages[1])
        notices = self.remittance.notice_ids
        self.assertEqual(set(notices.mapped("channel")), {"print"})
        self.assertEqual(notices.sent_by_id, self.env.user)
        self.assertEqual(set(self.remittance.line_ids.mapped("notified_on")), {date(2026, 10, 14)})
        self.assertEqual(self.zoe.debit_notice_count, 1)
        self.assertIn(
            self.notices_of(self.zoe), self.env["debit.notice"].search(self.zoe.action_open_notices()["domain"])
        )
        self.assertEqual(self.line_of(self.first).action_open_notice()["res_id"], self.notices_of(self.zoe).id)

    def test_letters_are_made_in_parts_and_merged_in_payer_order(self):
        """REM-4, REM-17"""
        for number in range(10, 16):
            self.create_due(self.create_payer(f"Payer {number}", number), number)
        self.remittance.action_refresh()
        with (
            patch.dict("odoo.addons.sepa_remittance_addon.services.debit_notifier.SHARE", {"print": 3}),
            patch("odoo.addons.sepa_remittance_addon.services.debit_notice_printer.PER_DOCUMENT", 2),
        ):
            pages = self.letters(self.tell("print"))
        wanted = ["Anna", *(f"Payer {number}" for number in range(10, 16)), "Zoe"]
        for name, page in zip(wanted, pages, strict=True):
            self.assertIn(name, page)
        run = self.env["debit.notice.run"].search([("remittance_id", "=", self.remittance.id)])
        self.assertEqual((run.done, len(run.part_ids)), (8, 0))

    def test_many_payers_are_told_in_the_background_and_a_run_that_was_cut_off_goes_on(self):
        """REM-4, REM-17"""
        self.env["ir.config_parameter"].set_param("sepa_remittance_addon.background_from", "1")
        with patch.dict("odoo.addons.sepa_remittance_addon.services.debit_notifier.SHARE", {"print": 1}):
            self.tell("print")
            job = self.env["background.job"].search([("res_id", "=", self.remittance.id)])
            self.assertEqual(job.state, "waiting")
            self.assertEqual(job.sudo()._work(), 1)
            self.assertEqual(self.notices_of(self.anna).status, "told")
            self.assertEqual(self.notices_of(self.zoe).status, "untold")
            self.assertIn("2 letters", job.sudo()._work())
        self.assertEqual(self.notices_of(self.zoe).status, "told")
        self.assertEqual(len(self.env["debit.notice.sending"].search([])), 2)

    # ------------------------------------------------------------ what it says

    def test_the_letter_says_all_a_payer_must_know_in_its_language(self):
        """REM-4, MAN-18"""
        notices = self.env["debit.notifier"]._prepare(self.remittance)
        report = self.env.ref("sepa_remittance_addon.report_notice")
        for notice in notices:
            html = report._render_qweb_html(report.report_name, notice.ids)[0].decode()
            mandate = notice.partner_id.mandate_ids
            for text in (mandate.reference, mandate.creditor_identifier, notice.line_ids[0].move_id.name):
                self.assertIn(text, html)
            self.assertNotIn(mandate.partner_bank_id.sanitized_acc_number, html.replace(" ", ""))
        html = report._render_qweb_html(report.report_name, self.notices_of(self.anna).ids)[0].decode()
        self.assertIn("prélèvement", html)

    def test_the_payer_may_answer_for_seven_days_but_not_after_the_debit(self):
        """REM-4"""
        self.remittance.sudo().line_ids.payment_date = date(2026, 10, 30)
        notices = self.env["debit.notifier"]._prepare(self.remittance)
        notices._mark_sent("print")
        self.assertEqual(set(notices.mapped("answer_until")), {date(2026, 10, 21)})

    # ------------------------------------------------------------ channels and selections

    def test_email_goes_to_those_who_have_one_and_counts_the_others(self):
        """REM-4"""
        form = self.ask("email")
        self.assertEqual((form.count, form.without_email_count), (1, 1))
        form.save().action_tell()
        by_payer = {notice.partner_id: notice.channel for notice in self.remittance.notice_ids}
        self.assertEqual(by_payer, {self.zoe: "email", self.anna: False})
        mail = self.env["mail.mail"].search([("model", "=", "debit.notice")])
        self.assertEqual(mail.recipient_ids, self.zoe)
        mandate = self.zoe.mandate_ids
        for text in (mandate.reference, mandate.creditor_identifier, self.first.name, "150.00", mandate.masked_account):
            self.assertIn(text, mail.body_html)
        self.assertNotIn(mandate.partner_bank_id.sanitized_acc_number, mail.body_html.replace(" ", ""))

    def test_some_payers_are_told_and_then_only_those_not_yet_told(self):
        """REM-4"""
        form = self.ask("print")
        form.partner_ids.add(self.anna)
        self.assertEqual(form.count, 1)
        form.save().action_tell()
        self.assertEqual(self.notices_of(self.zoe).status, "untold")
        form = self.ask("print")
        self.assertEqual(form.count, 1)
        form.scope = "all"
        self.assertEqual(form.count, 2)
        form.scope = "untold"
        form.save().action_tell()
        with self.assertRaisesRegex(UserError, "nobody"):
            self.tell("print")

    def test_notices_chosen_from_the_list_are_given_again(self):
        """REM-4"""
        self.tell("print")
        notice = self.notices_of(self.zoe)
        action = notice.action_email()
        wizard = Form(self.env["debit.tell.payers"].with_context(**action["context"])).save()
        wizard.action_tell()
        self.assertEqual(notice.sending_ids.mapped("channel"), ["email", "print"])
        self.assertEqual(self.notices_of(self.anna).channel, "print")

    def test_only_pbs_sends_notices_for_us(self):
        """REM-4"""
        with self.assertRaises(UserError):
            self.remittance.action_notices_by_institution()

    def test_only_after_confirmation_where_the_payment_type_says_so(self):
        """REM-4, REM-1"""
        self.method.debit_notice = "after"
        with self.assertRaises(UserError):
            self.remittance.action_print_notices()
        self.confirm(self.remittance)
        text = self.letters(self.tell("print"))[1]
        self.assertEqual(len(self.remittance.notice_ids), 2)
        self.assertNotIn("other invoices", text)

    # ------------------------------------------------------------ changed since

    def test_a_payer_whose_lines_changed_is_told_again(self):
        """REM-4: and the new letter says that it replaces the old one."""
        self.tell("print")
        self.line_of(self.second)._change("remove", "telephone", "Paid in cash")
        zoe, anna = self.notices_of(self.zoe), self.notices_of(self.anna)
        self.assertEqual((zoe.status, zoe.told_amount, zoe.amount), ("changed", 150, 100))
        self.assertEqual(anna.status, "told")
        self.assertEqual(self.env["debit.notice"].search([("status", "=", "changed")]), zoe)
        self.assertEqual(self.remittance.untold_count, 1)
        text = " ".join(self.letters(self.tell("print")))
        self.assertIn("replaces", text)
        self.assertNotIn("Anna", text)
        zoe.invalidate_recordset()
        self.assertEqual((zoe.status, zoe.told_amount), ("told", 100))
        self.assertEqual(zoe.sending_ids.mapped("amount"), [100, 150])

    def test_a_payer_whose_debit_was_dropped_is_told_so(self):
        """REM-4"""
        self.tell("print")
        self.line_of(self.third)._change("remove", "letter", "No")
        self.assertEqual(self.notices_of(self.anna).status, "void")
        self.assertEqual(len(self.letters(self.tell("print"))), 1)
        self.assertEqual(self.notices_of(self.anna).status, "told")
        self.assertEqual(self.notices_of(self.anna).sending_ids[:1].amount, 0)

    def test_the_bank_s_answer_changes_no_notice(self):
        """REM-4"""
        self.tell("print")
        self.confirm(self.remittance)
        self.line_of(self.third)._register_rejection({self.line_of(self.third).id: ("AM04", "", "pain.002")})
        self.assertEqual(self.notices_of(self.anna).status, "told")

    # ------------------------------------------------------------ in time

    def test_payers_told_too_late_are_counted_and_the_customer_s_agreement_counts(self):
        """REM-4: 14 days for SEPA, or as agreed."""
        self.assertEqual(self.method.debit_notice_days, 14)
        self.assertEqual(self.remittance.late_notice_count, 2)
        self.zoe.debit_notice_days = 1
        self.remittance.invalidate_recordset()
        self.assertEqual(self.remittance.late_notice_count, 1)
        form = self.ask("print")
        self.assertEqual((form.late_count, form.late_names), (1, "Anna"))
        form.save().action_tell()
        self.confirm(self.remittance)
        self.assertIn("told later", "".join(map(str, self.remittance.message_ids.mapped("body"))))

    def test_who_was_told_in_time_is_not_late_when_confirmed(self):
        """REM-4"""
        self.remittance.sudo().line_ids.payment_date = date(2026, 10, 29)
        self.tell("print")
        with freeze_time("2026-10-27 08:00:00", tick=True):
            self.remittance.invalidate_recordset()
            self.assertEqual(self.remittance.late_notice_count, 0)

    def test_a_payment_type_refuses_to_tell_and_to_confirm_too_late(self):
        """REM-4"""
        self.method.debit_late_notice = "refuse"
        with self.assertRaisesRegex(UserError, "Anna"):
            self.tell("print")
        with self.assertRaisesRegex(UserError, "Anna"):
            self.remittance.action_confirm()
        self.assertFalse(self.remittance.notice_ids.filtered("sent_on"))
        self.method.debit_notice_days = 1
        self.tell("print")
        self.confirm(self.remittance)

    def test_a_payment_type_moves_debits_that_are_too_near(self):
        """REM-4, REM-12: before printing, to the first bank day that leaves the payer its days."""
        self.method.debit_late_notice = "move"
        self.zoe.debit_notice_days = 5
        self.tell("print")
        # 2026-10-14 + 5 is a Monday, + 14 a Wednesday
        self.assertEqual(self.line_of(self.first).payment_date, date(2026, 10, 19))
        self.assertEqual(self.line_of(self.third).payment_date, date(2026, 10, 28))
        told = self.remittance.notice_ids.filtered("sent_on")
        self.assertEqual({notice.partner_id: notice.payment_date for notice in told},
                         {self.zoe: date(2026, 10, 19), self.anna: date(2026, 10, 28)})  # fmt: skip
        self.assertEqual(self.remittance.late_notice_count, 0)
        self.confirm(self.remittance)
        self.assertEqual(self.line_of(self.third).payment_date, date(2026, 10, 28))

    def test_confirming_moves_debits_of_payers_who_were_not_told(self):
        """REM-4"""
        self.method.debit_late_notice = "move"
        self.confirm(self.remittance)
        self.assertEqual(set(self.remittance.line_ids.mapped("payment_date")), {date(2026, 10, 28)})

    # ------------------------------------------------------------ rights and numbers

    def test_a_reader_tells_nobody(self):
        """REM-4"""
        reader = new_test_user(self.env, "reader", groups="sepa_remittance_addon.group_debit_reader")
        notices = self.env["debit.notifier"]._prepare(self.remittance)
        for action in (
            self.remittance.with_user(reader).action_print_notices,
            notices.with_user(reader).action_email,
            lambda: self.remittance.with_user(reader)._tell_payers(1),
        ):
            with self.assertRaises(AccessError), self.cr.savepoint():
                action()
        self.assertEqual(notices.with_user(reader).mapped("amount"), [25, 150])

    def test_telling_two_hundred_payers_takes_as_many_queries_as_telling_two(self):
        """REM-4, REM-17"""

        def queries(remittance):
            notices = self.env["debit.notifier"]._prepare(remittance)
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            notices._mark_sent("print")
            notices.mapped("amount")
            notices.mapped("line_ids.move_id.name")
            notices.mapped("answer_until")
            self.env["debit.notifier"]._select(remittance, "untold")
            self.env["debit.notice.period"]._count(remittance)
            return self.env.cr.sql_log_count - start

        few = queries(self.remittance)
        payers = self.env["res.partner"].create([{"name": f"Payer {n}"} for n in range(200)])
        moves = self.env["account.move"].browse()
        for payer in payers:
            moves |= self.create_due(payer, 10, post=False, preferred_payment_method_line_id=self.method.id)
        moves.action_post()
        self.method.debit_requires_mandate = False
        many = self.propose()
        self.assertEqual(many.line_count, 200)
        self.assertLessEqual(queries(many), few)
