from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import DebitCommon


@tagged("post_install", "-at_install")
class TestProposal(DebitCommon):
    def test_a_proposal_takes_what_is_due_and_says_what_it_left(self):
        """REM-2"""
        anna, bert = self.create_payer("Anna", 1), self.create_payer("Bert", 2, mandate=False)
        due = self.create_due(anna, 100)
        later = self.create_due(anna, 50, due="2027-03-01")
        blocked = self.create_due(anna, 30)
        self.receivable_of(blocked)._set_payment_block("2")
        unsigned = self.create_due(bert, 20)
        other_way = self.create_due(anna, 10)
        other_way.preferred_payment_method_line_id = False
        remittance = self.propose()
        self.assertEqual(remittance.line_ids.move_id, due)
        self.assertEqual(
            {left.move_id: left.reason for left in remittance.left_out_ids},
            {blocked: "blocked", unsigned: "no_mandate"},
        )
        self.assertNotIn(later, remittance.line_ids.move_id)
        self.assertEqual((remittance.line_count, remittance.total, remittance.left_out_count), (1, 100, 2))

    def test_installments_are_separate_lines(self):
        """REM-2: one installment can be out while another is free."""
        payer = self.create_payer("Anna", 1)
        move = self.create_due(payer, 100, invoice_payment_term_id=self.pay_terms_b.id, invoice_date_due=False)
        self.receivable_of(move)[0]._set_payment_block("3")
        remittance = self.propose()
        self.assertEqual(remittance.line_ids.move_line_id, self.receivable_of(move)[1])

    def test_an_amount_is_in_one_live_remittance_at_most(self):
        """REM-2"""
        self.create_due(self.create_payer("Anna", 1))
        first, second = self.propose(), self.propose()
        self.assertEqual((len(first.line_ids), len(second.line_ids)), (1, 0))
        self.assertEqual(second.left_out_ids.reason, "remitted")

    def test_the_database_itself_refuses_a_second_live_line(self):
        """REM-2: whatever the code does, an index keeps an invoice from being debited twice."""
        self.create_due(self.create_payer("Anna", 1))
        line = self.propose().line_ids
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            line.sudo().copy({"remittance_id": self.propose().id})
            self.env.flush_all()

    def test_selection_by_payer_country_category_and_salesperson(self):
        """REM-2"""
        category = self.env["res.partner.category"].create({"name": "Gold"})
        anna = self.create_payer("Anna", 1, category_id=[(4, category.id)])
        bert = self.create_payer("Bert", 2, country_id=self.env.ref("base.dk").id)
        mine, his = self.create_due(anna), self.create_due(bert, invoice_user_id=False)
        for selection, expected in (
            ({"partner_ids": bert.ids}, his),
            ({"country_ids": self.env.ref("base.fr").ids}, mine),
            ({"category_ids": category.ids}, mine),
            ({"user_ids": mine.invoice_user_id.ids}, mine),
            ({"due_from": date(2026, 10, 11)}, self.env["account.move"]),
        ):
            with self.subTest(selection):
                remittance = self.propose(**selection)
                self.assertEqual(remittance.line_ids.move_id, expected)
                remittance._cancel("test")

    def test_a_payer_below_the_minimum_is_left_out(self):
        """REM-2"""
        anna, bert = self.create_payer("Anna", 1), self.create_payer("Bert", 2)
        self.create_due(anna, 6)
        self.create_due(anna, 6)
        self.create_due(bert, 9)
        remittance = self.propose(minimum_amount=10)
        self.assertEqual(remittance.line_ids.partner_id, anna)
        self.assertEqual(remittance.left_out_ids.reason, "minimum")

    def test_credit_notes_are_netted_and_groups_that_end_at_zero_are_held(self):
        """REM-2"""
        anna, bert = self.create_payer("Anna", 1), self.create_payer("Bert", 2)
        self.create_due(anna, 100)
        self.create_due(anna, 40, move_type="out_refund")
        self.create_due(bert, 50)
        self.create_due(bert, 50, move_type="out_refund")
        remittance = self.propose()
        self.assertEqual(remittance.total, 60)
        held = remittance.line_ids.filtered(lambda line: line.state == "held")
        self.assertEqual(held.partner_id, bert)
        self.assertTrue(all(held.mapped("hold_reason")))

    def test_payment_dates_respect_calendar_lead_days_and_cut_off(self):
        """REM-12: a due date in the past or on a Sunday becomes the next possible bank day."""
        payer = self.create_payer("Anna", 1)
        past, sunday = self.create_due(payer, due="2026-10-01"), self.create_due(payer, due="2026-11-01")
        lines = self.propose().line_ids
        dates = {line.move_id: line.payment_date for line in lines}
        self.assertEqual(dates, {past: date(2026, 10, 15), sunday: date(2026, 11, 2)})

    def test_filling_twice_has_the_effect_of_filling_once(self):
        """REM-2"""
        payer = self.create_payer("Anna", 1)
        self.create_due(payer)
        remittance = self.propose()
        line = remittance.line_ids
        remittance.action_refresh()
        self.assertEqual(remittance.line_ids, line)
        self.create_due(payer, 7)
        remittance.action_refresh()
        self.assertEqual(remittance.total, 107)

    def test_refreshing_follows_what_was_paid_meanwhile(self):
        """REM-2, REM-13"""
        payer = self.create_payer("Anna", 1)
        paid, partly = self.create_due(payer, 100), self.create_due(payer, 80)
        remittance = self.propose()
        for move, amount in ((paid, 100), (partly, 30)):
            self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids).create(
                {"amount": amount, "payment_method_line_id": self.inbound_payment_method_line.id}
            ).action_create_payments()
        remittance.action_refresh()
        self.assertEqual(remittance.total, 50)
        self.assertEqual(remittance.line_ids.filtered(lambda line: line.move_id == paid).state, "removed")

    def test_paying_by_hand_warns_about_the_remittance(self):
        """REM-13"""
        move = self.create_due(self.create_payer("Anna", 1))
        remittance = self.propose()
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({})
        )
        self.assertEqual(wizard.remitted_warning, remittance.name)

    def test_invoices_show_remittance_status_number_and_block(self):
        """REM-3, REM-16"""
        move = self.create_due(self.create_payer("Anna", 1))
        remittance = self.confirm(self.propose())
        self.assertEqual((move.remittance_id, move.remittance_state, move.payment_block), (remittance, "remitted", "9"))
        self.assertEqual(self.env["account.move"].search([("remittance_id", "=", remittance.id)]), move)
        labels = dict(remittance._fields["state"]._description_selection(self.env))
        self.assertEqual([label[:2] for label in labels.values()][:3], ["1 ", "9 ", "11"])

    def test_a_proposal_costs_the_same_queries_for_few_and_for_many(self):
        """REM-2: one statement reads, judges and stores all candidates."""
        payers = [self.create_payer(f"P{number}", number) for number in range(1, 21)]

        def cost(of):
            for payer in of:
                self.create_due(payer)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            remittance = self.propose()
            count = self.env.cr.sql_log_count - before
            remittance._cancel("test")
            return count

        cost(payers[:1])  # warm up
        self.assertEqual(cost(payers[:2]), cost(payers))

    def test_a_proposal_can_be_deleted_a_confirmed_remittance_not(self):
        """REM-3"""
        self.create_due(self.create_payer("Anna", 1))
        self.propose().unlink()
        remittance = self.confirm(self.propose())
        with self.assertRaisesRegex(UserError, "cancel"):
            remittance.unlink()
