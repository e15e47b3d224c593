from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .answer_files import status_block, status_report, status_transaction
from .common import DebitCommon


@tagged("post_install", "-at_install")
class TestRefusedDebits(DebitCommon):
    """From the bank's refusal to what is done about it, alone or in bulk (REM-14, REM-15)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payers = [cls.create_payer(name, number) for number, name in enumerate(("Anna", "Bert"), 1)]
        cls.invoices = cls.env["account.move"].concat(
            *(cls.create_due(payer, 100 * number, due="2026-09-14") for number, payer in enumerate(cls.payers, 1))
        )
        cls.lines = cls.confirm(cls.propose()).line_ids.sorted("amount")

    def refuse(self, lines, code="MS03"):
        lines._register_rejection({line.id: (code, "", "pain.002") for line in lines})
        return lines

    def handle(self, lines, user=None, **acts):
        wizard = self.env["debit.refused.handling"].with_user(user or self.env.user)
        return wizard.create({"line_ids": [Command.set(lines.ids)], **acts}).action_handle()

    def history(self, line):
        return line.change_ids.sorted("id").mapped("action")

    # ------------------------------------------------------------ the story

    def test_a_refused_debit_is_presented_again_and_paid(self):
        """REM-14, REM-15: refused by pain.002, charged, presented again in a new proposal, collected"""
        line = self.lines[0]
        one = status_transaction(line.end_to_end_id, code="MS03", text="no reason", amount="100.00")
        content = status_report(status_block(line.block_reference, one))
        self.env["debit.answer.receiver"]._receive([("answer.xml", content)])
        action = self.env["ir.actions.actions"]._for_xml_id("sepa_remittance_addon.action_remittance_line_refused")
        todo = self.env["debit.remittance.line"].search([("to_decide", "=", True)])
        self.assertEqual((todo, line.next_step, line.advice), (line, "decide", "Contact the customer."))
        self.assertIn("to_decide", action["context"])
        opened = self.handle(line, present_again=True, where="new", reason="she paid in money", channel="telephone")
        proposal = self.env["debit.remittance"].browse(opened["res_id"])
        again = proposal.line_ids
        self.assertEqual((again.move_id, again.attempt, again.mandate_id), (self.invoices[0], 2, line.mandate_id))
        self.assertEqual((line.next_step, self.history(line)), ("asked", ["again"]))
        self.assertIn(proposal.name, line.change_ids.reason)
        self.confirm(proposal)
        again._register_collection()
        self.assertEqual((again.state, again.payment_block), ("matched", False))
        self.assertFalse(line.to_decide)

    # ------------------------------------------------------------ present again

    def test_in_the_next_proposal_or_in_a_given_one(self):
        """REM-15"""
        self.refuse(self.lines)
        self.handle(self.lines[0], present_again=True, where="next")
        self.assertEqual((self.lines[0].next_step, self.lines[1].next_step), ("next", "decide"))
        proposal = self.propose()
        self.assertEqual(proposal.line_ids.move_id, self.invoices[0])
        self.handle(self.lines[1], present_again=True, where="proposal", proposal_id=proposal.id)
        self.assertEqual(proposal.line_ids.move_id, self.invoices)

    def test_beyond_the_limit_an_amount_stays_blocked(self):
        """REM-15: the bank is asked as often as the company says, and no more"""
        self.company.debit_attempt_limit = 2
        line = self.refuse(self.lines[0], "AM04")
        self.assertEqual(line.next_step, "next", "AM04 is presented again by itself")
        line = self.refuse(self.confirm(self.propose()).line_ids, "AM04")
        self.assertEqual((line.attempt, line.next_step, line.payment_block), (2, "limit", "9"))
        self.assertFalse(self.propose().line_ids)
        for act in (lambda: self.handle(line, present_again=True), line.action_lift_block):
            with self.assertRaisesRegex(UserError, f"2 times(.|\n)*{line.move_id.name}"):
                act()
        self.company.debit_attempt_limit = 0
        self.handle(line, present_again=True)
        self.assertFalse(line.payment_block)

    def test_what_is_settled_or_asked_again_is_refused_by_name(self):
        """REM-15: a double click presents nothing twice"""
        self.refuse(self.lines)
        self.handle(self.lines[0], present_again=True, where="new")
        with self.assertRaisesRegex(UserError, self.invoices[0].name):
            self.handle(self.lines, present_again=True, where="new")
        self.assertEqual(self.lines[1].payment_block, "9", "nothing was done for the others")
        with self.assertRaisesRegex(UserError, "refused"):
            self.env["debit.remittance.line"].search([("state", "=", "proposed")]).action_handle_refused()

    def test_a_block_set_by_hand_since_stays(self):
        """REM-15: disputed invoices are not presented again by mistake"""
        self.refuse(self.lines[0])
        self.lines[0].move_line_id._set_payment_block("2")
        self.handle(self.lines[0], present_again=True)
        self.assertEqual(self.lines[0].payment_block, "2")

    # ------------------------------------------------------------ another way, another day

    def test_another_payment_method(self):
        """REM-15: the invoices are paid another way, and no proposal takes them"""
        self.refuse(self.lines)
        self.handle(self.lines, change_method=True)
        self.assertFalse(self.invoices.preferred_payment_method_line_id)
        self.assertFalse(self.propose().line_ids)
        self.assertEqual(self.history(self.lines[0]), ["method"])
        with self.assertRaisesRegex(UserError, "another way"):
            self.handle(self.lines, change_method=True, present_again=True)

    def test_another_due_date(self):
        """REM-15: agreed with the payer, and presented again when it falls due"""
        self.refuse(self.lines[0])
        self.handle(self.lines[0], change_due_date=True, due_date="2026-12-01", present_again=True)
        self.assertEqual(self.lines[0].move_line_id.date_maturity, date(2026, 12, 1))
        self.assertEqual(self.invoices[0].invoice_date_due, date(2026, 12, 1))
        self.assertFalse(self.propose(due_to=date(2026, 11, 30)).line_ids)
        self.assertEqual(self.propose(due_to=date(2026, 12, 1)).line_ids.payment_date, date(2026, 12, 1))
        self.assertEqual(self.history(self.lines[0]), ["due_date", "again"])

    # ------------------------------------------------------------ what it costs

    def test_the_return_fee_is_invoiced_once_per_debit_and_payer(self):
        """REM-15"""
        self.company.write({"debit_return_fee": 7.5, "debit_post_charges": True})
        third = self.create_due(self.payers[0], 30)
        more = self.confirm(self.propose()).line_ids.filtered(lambda line: line.move_id == third)
        lines = self.refuse(self.lines | more)
        opened = self.handle(lines, charge_fee=True)
        invoices = self.env["account.move"].search(opened["domain"]).sorted("amount_total")
        self.assertEqual(invoices.mapped("amount_total"), [7.5, 15.0])
        self.assertEqual(set(invoices.mapped("state")), {"posted"})
        self.assertEqual(invoices[1].partner_id, self.payers[0])
        self.assertIn(third.name, invoices[1].invoice_line_ids.mapped("name")[1])
        again = self.handle(lines, charge_fee=True)
        self.assertEqual(again["type"], "ir.actions.client", "nothing is charged twice")
        self.assertEqual(self.history(lines[0]), ["fee"])
        invoices[0].button_draft()
        invoices[0].button_cancel()
        self.assertEqual(self.env["debit.charger"]._without_fee(lines), self.lines[1], "a cancelled fee is no fee")

    def test_a_merged_debit_costs_one_fee(self):
        """REM-10, REM-15"""
        self.company.debit_return_fee = 5
        self.method.debit_merge = True
        self.create_due(self.payers[0], 10)
        self.create_due(self.payers[0], 20)
        merged = self.refuse(self.confirm(self.propose()).line_ids)
        opened = self.handle(merged, charge_fee=True)
        invoice = self.env["account.move"].browse(opened["res_id"])
        self.assertEqual((invoice.amount_total, invoice.state, len(merged.fee_line_id)), (5, "draft", 1))

    def test_late_interest_is_computed_shown_and_not_charged_twice_for_a_day(self):
        """REM-15: 100.00 at 8 % a year for 30 days are 0.66; later only the days since are charged"""
        self.company.debit_interest_rate = 8
        line = self.refuse(self.lines[0])
        values = {"line_ids": [Command.set(line.ids)], "charge_interest": True, "interest_until": "2026-10-14"}
        wizard = self.env["debit.refused.handling"].create(values)
        self.assertEqual(wizard.rate, 8)
        self.assertIn("30 days", wizard.preview)
        self.assertIn("0.66", wizard.preview)
        invoice = self.env["account.move"].browse(wizard.action_handle()["res_id"])
        self.assertEqual((invoice.amount_total, invoice.invoice_line_ids.tax_ids.ids), (0.66, []))
        self.assertIn("30 days", invoice.invoice_line_ids.name)
        self.assertEqual(self.env["debit.refused.handling"].create(values).action_handle()["type"], "ir.actions.client")
        later = self.env["debit.refused.handling"].create({**values, "interest_until": "2026-11-13"})
        second = self.env["account.move"].browse(later.action_handle()["res_id"])
        self.assertEqual(second.amount_total, 0.66, "30 days more")
        periods = self.env["debit.late.interest"].search([("move_line_id", "=", line.move_line_id.id)])
        self.assertEqual(periods.mapped("date_from"), [date(2026, 9, 14), date(2026, 10, 14)])
        second.unlink()
        self.assertEqual(len(periods.exists()), 1, "a deleted draft frees its period")

    def test_the_preview_says_what_will_happen_line_by_line(self):
        """REM-15"""
        self.company.debit_attempt_limit = 1
        self.refuse(self.lines)
        wizard = self.env["debit.refused.handling"].create(
            {"line_ids": [Command.set(self.lines.ids)], "present_again": True, "charge_fee": True, "fee": 3}
        )
        self.assertIn("Limit of attempts reached", wizard.preview)
        self.assertIn(self.invoices[1].name, wizard.preview)

    def test_contradictions_are_told_together(self):
        self.refuse(self.lines)
        with self.assertRaisesRegex(UserError, "due date(.|\n)*fee"):
            self.handle(self.lines, change_due_date=True, charge_fee=True)
        with self.assertRaisesRegex(UserError, "Choose what"):
            self.handle(self.lines)

    def test_a_merged_debit_costs_one_fee_also_in_two_goes(self):
        """REM-15: the bank refused one debit, whatever the number of its invoices."""
        self.method.debit_merge = True
        payer = self.create_payer("Carla", 3)
        self.create_due(payer, 10)
        self.create_due(payer, 20)
        merged = self.refuse(self.confirm(self.propose(partner_ids=payer.ids)).line_ids)
        self.handle(merged[0], charge_fee=True, fee=5)
        self.handle(merged[1], charge_fee=True, fee=5)
        charged = self.env["account.move"].search([("partner_id", "=", payer.id), ("amount_total", "=", 5)])
        self.assertEqual(len(charged), 1)

    def test_no_interest_for_the_time_granted(self):
        """REM-15: after a later due date was agreed, interest runs from that."""
        line = self.refuse(self.lines[0])
        self.handle(line, charge_interest=True, rate=10, interest_until=date(2026, 10, 14))
        self.handle(line, change_due_date=True, due_date=date(2026, 11, 30))
        [interest] = self.env["debit.charger"]._compute_interest(line, 10, date(2026, 12, 31))
        self.assertEqual((interest.date_from, interest.days), (date(2026, 11, 30), 31))

    def test_interest_that_was_cancelled_can_be_charged_anew(self):
        """REM-15"""
        line = self.refuse(self.lines[0])
        charge = {"charge_interest": True, "rate": 10, "interest_until": date(2026, 10, 14)}
        first = self.env["account.move"].browse(self.handle(line, **charge)["res_id"])
        first.button_cancel()
        again = self.env["account.move"].browse(self.handle(line, **charge)["res_id"])
        self.assertEqual((again.amount_total, again.state), (first.amount_total, "draft"))

    # ------------------------------------------------------------ reasons

    def test_a_wrong_account_asks_its_salesperson_once_for_another(self):
        """REM-14: the mandate is suspended, and whoever looks after the customer hears of it"""
        salesperson = new_test_user(self.env, "salesperson", "base.group_user")
        payer = self.payers[0]
        payer.user_id = salesperson
        other = self.create_due(payer, 10)
        more = self.confirm(self.propose()).line_ids.filtered(lambda line: line.move_id == other)
        self.refuse(self.lines[0] | more, "AC04")
        asked = payer.activity_ids.filtered(lambda activity: "new bank account" in (activity.summary or ""))
        self.assertEqual((asked.user_id, len(asked)), (salesperson, 1))
        self.assertTrue(self.lines[0].mandate_id.suspended)

    # ------------------------------------------------------------ who, where

    def test_readers_see_and_preparers_decide(self):
        """REM-15: also by RPC"""
        line = self.refuse(self.lines[0])
        reader, preparer = (
            new_test_user(
                self.env, f"refused {right}", f"sepa_remittance_addon.group_debit_{right}",
                company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
            )
            for right in ("reader", "user")
        )  # fmt: skip
        self.assertEqual(line.with_user(reader).next_step, "decide")
        for act in (
            lambda: self.handle(line, user=reader, present_again=True),
            lambda: line.with_user(reader).action_lift_block(),
            lambda: line.with_user(preparer).write({"fee_line_id": False}),
        ):
            with self.assertRaises(AccessError):
                act()
        self.company.debit_return_fee = 5
        self.handle(line, user=preparer, present_again=True, charge_fee=True)
        self.assertEqual((line.next_step, self.history(line)), ("next", ["fee", "again"]))
        self.assertEqual(line.change_ids.create_uid, preparer)

    def test_the_reminder_goes_with_the_last_refused_debit(self):
        """REM-15: decided in the handling screen, it does not remind any more"""
        lines = self.refuse(self.lines[:2])
        reminders = lines.remittance_id.activity_ids
        self.assertEqual(len(reminders), 1)
        self.handle(lines[0], present_again=True)
        self.assertTrue(reminders.exists())
        self.handle(lines[1:], present_again=True)
        self.assertFalse(reminders.exists())

    def test_as_many_queries_for_many_as_for_few(self):
        """REM-15"""
        for number in range(3, 15):
            self.create_due(self.create_payer(f"Payer {number}", number), 10)
        many = self.refuse(self.confirm(self.propose()).line_ids)
        counts = []
        for lines in (many[:2], many[2:-1]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.handle(lines, present_again=True)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
