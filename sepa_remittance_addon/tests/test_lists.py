from datetime import date

from freezegun import freeze_time
from odoo.tests import Form, new_test_user, tagged

from .common import DebitCommon

READER = "sepa_remittance_addon.group_debit_reader"


@tagged("post_install", "-at_install")
class TestLists(DebitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.bert = cls.create_payer("Anna", 1), cls.create_payer("Bert", 2)
        cls.first, cls.second = cls.create_due(cls.anna, 100), cls.create_due(cls.anna, 50)
        cls.third = cls.create_due(cls.bert, 25)
        cls.remittance = cls.propose()

    def card(self, user=None):
        return self.journal.with_user(user or self.env.user)._get_journal_dashboard_data_batched()[self.journal.id][
            "direct_debits"
        ]

    # ------------------------------------------------------------ the bank's card

    def test_the_bank_s_card_tells_what_waits_and_leads_to_it(self):
        """REM-3, REM-16"""
        self.create_payer("Kim", 3, mandate=False)
        to_sign = self.env["debit.mandate"].search_count(
            [("state", "=", "to_sign"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(self.card(), {"proposals": 1, "waiting": 0, "refused": 0, "to_sign": to_sign})
        self.confirm(self.remittance)
        line = self.remittance.line_ids[0]
        line._register_rejection({line.id: ("AC04", "", "pain.002")})
        self.assertEqual(self.card(), {"proposals": 0, "waiting": 1, "refused": 1, "to_sign": to_sign})
        for what, found in (("waiting", self.remittance), ("refused", line)):
            action = self.journal.with_context(direct_debits=what).action_direct_debits()
            self.assertIn(found, self.env[action["res_model"]].search(action["domain"]))

    def test_the_card_is_silent_for_others_and_for_accounts_that_do_not_collect(self):
        """REM-3"""
        accountant = new_test_user(
            self.env, "plain", groups="account.group_account_invoice", company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )  # fmt: skip
        self.assertFalse(self.card(accountant))
        other = self.journal.copy({"inbound_payment_method_line_ids": [], "bank_account_id": False})
        other.inbound_payment_method_line_ids.filtered("is_debit").unlink()
        data = (self.journal | other)._get_journal_dashboard_data_batched()
        self.assertFalse(data[other.id]["direct_debits"])

    def test_the_card_costs_one_query_for_any_number_of_journals(self):
        """REM-17"""

        def queries(journals):
            self.env.flush_all()
            start = self.env.cr.sql_log_count
            journals._count_direct_debits()
            return self.env.cr.sql_log_count - start

        queries(self.journal)
        journals = self.journal
        for number in range(5):
            journals |= self.journal.copy({"code": f"B{number}", "bank_account_id": False})
        self.assertEqual(queries(journals), queries(self.journal))

    def test_another_company_s_figures_stay_out(self):
        """REM-3"""
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env, "stranger", groups=READER, company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        env = self.env(user=stranger, context={**self.env.context, "allowed_company_ids": other.ids})
        self.assertFalse(self.journal.with_env(env)._count_direct_debits())

    # ------------------------------------------------------------ reminders

    def test_a_proposal_reminds_to_confirm_before_the_cut_off(self):
        """REM-12: one bank day before the first payment date, and no more once it is confirmed."""
        reminder = self.remittance.activity_ids
        self.assertEqual(reminder.activity_type_id, self.env.ref("sepa_remittance_addon.activity_confirm"))
        self.assertEqual(reminder.date_deadline, date(2026, 10, 14))
        self.assertEqual(reminder.user_id, self.env.user)
        with freeze_time("2026-10-16 08:00:00", tick=True):
            self.remittance.action_refresh()
            self.assertEqual(len(self.remittance.activity_ids), 1)
        self.confirm(self.remittance)
        self.assertFalse(self.remittance.activity_ids)

    def test_refused_debits_remind_once_until_they_are_decided(self):
        """REM-14"""
        self.confirm(self.remittance)
        lines = self.remittance.line_ids
        lines[0]._register_rejection({lines[0].id: ("AC04", "", "pain.002")})
        lines[1]._register_return({lines[1].id: ("AC04", "", "camt.053")})
        self.assertEqual(
            self.remittance.activity_ids.activity_type_id, self.env.ref("sepa_remittance_addon.activity_refused")
        )
        lines[:2].action_lift_block()
        self.assertFalse(self.remittance.activity_ids)

    # ------------------------------------------------------------ ways to and fro

    def test_from_customer_to_debits_and_the_changes_asked_for(self):
        """REM-16, REM-5"""
        line = self.remittance.line_ids.filtered(lambda line: line.move_id == self.first)
        line._change("hold", "telephone", "Disputed", "Anna herself")
        self.assertEqual(self.anna.debit_line_count, 2)
        debits = self.env["debit.remittance.line"].search(self.anna.action_open_debits()["domain"])
        self.assertEqual(debits.move_id, self.first | self.second)
        changes = self.env["debit.line.change"].search(self.anna.action_open_debit_changes()["domain"])
        self.assertEqual((changes.asked_by, changes.channel), ("Anna herself", "telephone"))

    def test_from_invoice_to_remittance_and_back(self):
        """REM-16"""
        self.assertEqual(self.first.action_open_remittance()["res_id"], self.remittance.id)
        action = self.remittance.action_lines()
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(lines[0].action_open_invoice()["res_id"], lines[0].move_id.id)

    # ------------------------------------------------------------ the two views

    def test_all_other_open_invoices_of_a_payer_are_added_at_once(self):
        """REM-5"""
        others = self.create_due(self.anna, 40, due="2027-05-01") | self.create_due(self.anna, 41, due="2027-06-01")
        group = self.env["debit.remittance.group"].search([("partner_id", "=", self.anna.id)])
        action = group.action_add_invoices()
        wizard = self.env["debit.add.invoices"].with_context(**action["context"]).create({"reason": "All of it"})
        self.assertEqual(wizard.partner_id, self.anna)
        self.assertEqual(wizard.action_take_all()["res_id"], wizard.id)
        self.assertEqual(wizard.move_line_ids.move_id, others)
        wizard.action_add()
        self.assertEqual(self.remittance.line_ids.move_id, self.first | self.second | self.third | others)

    def test_view_3_tells_whether_the_payer_was_told(self):
        """REM-6, REM-4"""
        notices = self.env["debit.notifier"]._prepare(self.remittance)
        notices.filtered(lambda notice: notice.partner_id == self.anna)._mark_sent("print")
        groups = self.env["debit.remittance.group"].search([("remittance_id", "=", self.remittance.id)])
        told = {group.partner_id: group.notified_on for group in groups}
        self.assertEqual(told, {self.anna: date(2026, 10, 14), self.bert: False})

    def test_the_payment_method_of_several_lines_is_changed_and_who_asked_is_kept(self):
        """REM-7"""
        lines = self.remittance.line_ids.filtered(lambda line: line.partner_id == self.anna)
        form = Form(self.env["debit.change.method"].with_context(**lines.action_change_method()["context"]))
        form.channel = "letter"
        form.asked_by = "Anna"
        form.save().action_apply()
        self.assertEqual(set(lines.mapped("state")), {"removed"})
        self.assertEqual(set(lines.change_ids.mapped("asked_by")), {"Anna"})
        self.assertFalse(lines.move_id.preferred_payment_method_line_id)

    def test_the_form_reads_a_remittance_of_two_hundred_lines_with_as_many_queries_as_one_of_three(self):
        """REM-17"""
        fields = ("payer_count", "payment_from", "untold_count", "late_notice_count", "total", "notice_count")

        def queries(remittance):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            remittance.read(fields)
            return self.env.cr.sql_log_count - start

        few = queries(self.remittance)
        self.method.debit_requires_mandate = False
        moves = self.env["account.move"].browse()
        for payer in self.env["res.partner"].create([{"name": f"Payer {n}"} for n in range(200)]):
            moves |= self.create_due(payer, 10, post=False, preferred_payment_method_line_id=self.method.id)
        moves.action_post()
        many = self.propose()
        self.assertEqual(many.payer_count, 200)
        self.assertLessEqual(queries(many), few)
