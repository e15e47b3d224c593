import re

from odoo.addons.sepa_remittance_addon.formats.values import Party
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import TRANSFER, LsStatementCommon, SepaStatementCommon


@tagged("post_install", "-at_install")
class TestSettling(LsStatementCommon):
    """Over- and under-allocation, put right by hand (STM-13, STM-14)."""

    def put_on_account(self, line):
        self.env["statement.settler"]._put_on_account(line, line.partner_id, line.difference)

    def test_too_little_is_put_on_account(self):
        """STM-13, option 7: an on-account payment, matched later."""
        remitted = self.remit(100)
        received = self.allocate(self.receive_ls(("0580", "C00001", 130)))
        line = received.line_ids
        self.assertEqual((line.state, line.difference), ("partial", 30))
        self.put_on_account(line)
        self.assertEqual((line.state, line.difference, received.state), ("full", 0, "full"))
        received.action_update_ledgers()
        credit = line.allocation_ids.filtered(lambda one: one.kind == "on_account").counterpart_id
        self.assertEqual((credit.partner_id, credit.account_id.account_type), (self.payer, "asset_receivable"))
        self.assertEqual((credit.amount_residual, credit.reconciled), (-30, False))
        self.assertEqual(remitted.move_id.payment_state, "paid")
        later = self.create_due(self.payer, 30)
        (credit | self.receivable_of(later)).reconcile()
        self.assertEqual(later.payment_state, "paid", "an on-account payment is matched later")

    def test_too_little_takes_an_open_invoice(self):
        """STM-13: open invoices of the payer, the remitted ones marked."""
        self.remit(100)
        extra = self.create_due(self.payer, 30)
        received = self.allocate(self.receive_ls(("0580", "C00001", 130)))
        line = received.line_ids
        self.assertEqual(line.open_item_ids, self.receivable_of(extra))
        self.assertFalse(line.open_item_ids.live_remittance_id)
        line.open_item_ids.with_context(received_line_id=line.id).action_add_to_received_line()
        self.assertEqual(
            (line.state, line.allocation_ids.filtered(lambda one: one.kind == "open_item").amount), ("full", 30)
        )
        received.action_update_ledgers()
        self.assertEqual(extra.payment_state, "paid")

    def test_a_remitted_invoice_is_marked_and_added_as_a_whole(self):
        """STM-13, REM-13"""
        remitted = self.remit(100)
        received = self.allocate(self.receive_ls(("0580", "NOBODY", 100)))
        line = received.line_ids
        line.partner_id = self.payer
        self.assertEqual(line.open_item_ids.live_remittance_id, remitted.remittance_id)
        line.open_item_ids.with_context(received_line_id=line.id).action_add_to_received_line()
        self.assertEqual(
            (line.allocation_ids.kind, line.allocation_ids.origin, line.state), ("remitted", "manual", "full")
        )
        with self.assertRaises(UserError):
            line.allocation_ids.amount = 50

    def test_a_gap_goes_to_a_ledger_account(self):
        """STM-13"""
        self.remit(100)
        received = self.allocate(self.receive_ls(("0580", "C00001", 101)))
        account = self.company_data["default_account_revenue"]
        self.env["statement.settler"]._write_off(received.line_ids, account, 1)
        self.assertEqual(received.state, "full")
        with self.assertRaises(ValidationError):
            self.env["statement.settler"]._write_off(received.line_ids, self.journal.default_account_id, 1)

    def test_too_much_is_taken_off(self):
        """STM-13: an invoice taken off waits for the bank still."""
        remitted = self.remit(100, 50)
        received = self.allocate(self.receive_ls(("0580", "C00001", 100)))
        received.line_ids.allocation_ids.filtered(lambda one: one.amount == 50).action_take_off()
        self.assertEqual(received.state, "full")
        self.assertEqual((remitted[1].state, remitted[1].payment_block), ("remitted", "9"))

    def test_an_invoice_moves_to_another_line(self):
        """STM-13"""
        self.remit(100, 50)
        received = self.allocate(self.receive_ls(("0580", "C00001", 100), ("0580", "WRONG", 50)))
        first, second = received.line_ids
        self.assertEqual((first.difference, second.difference), (-50, 50))
        small = first.allocation_ids.filtered(lambda one: one.amount == 50)
        self.env["statement.settler"]._move(small, second)
        self.assertEqual((received.line_ids.mapped("state"), received.state), (["full", "full"], "full"))

    def test_an_invoice_freed_by_hand_can_be_remitted_again(self):
        """STM-13: lift the block, so that it is eligible again."""
        remitted = self.remit(100, 50)
        received = self.allocate(self.receive_ls(("0580", "C00001", 100)))
        received.line_ids.allocation_ids.filtered(lambda one: one.amount == 50).action_lift_block()
        self.assertEqual(remitted[1].state, "rejected")
        again = self.propose()
        self.assertEqual(again.line_ids.move_line_id, remitted[1].move_line_id)

    def test_the_difference_follows_while_one_types(self):
        """STM-13: totals and status update as one works."""
        extra = self.create_due(self.payer, 30)
        received = self.allocate(self.receive_ls(("0580", "NOBODY", 100)))
        line = received.line_ids
        line.partner_id = self.payer
        self.env["statement.settler"]._add(line, self.receivable_of(extra))
        with Form(line, "bank_statement_matching_addon.view_received_statement_line_form") as form:
            with form.allocation_ids.edit(0) as allocation:
                allocation.amount = 20
            self.assertEqual(form.difference, 80)
        self.assertEqual((line.allocated, line.state), (20, "partial"))

    def test_release_keeps_the_manual_allocations_unless_asked(self):
        """STM-14, option 23"""
        self.remit(100)
        received = self.allocate(self.receive_ls(("0580", "C00001", 130)))
        self.put_on_account(received.line_ids)
        self.env["received.release"].create({"statement_ids": received.ids}).action_release()
        self.assertEqual((received.allocation_ids.kind, received.state), ("on_account", "partial"))
        self.env["received.release"].create({"line_ids": received.line_ids.ids, "with_manual": True}).action_release()
        self.assertEqual(
            (received.allocation_ids.ids, received.state, received.line_ids.state), ([], "to_allocate", "to_allocate")
        )
        received.action_allocate()
        self.assertEqual(received.line_ids.difference, 30)

    def test_a_released_refusal_waits_for_the_bank_again(self):
        """STM-11, STM-14"""
        remitted = self.remit(100)
        received = self.allocate(self.receive_ls(("0530", "C00001", 100)))
        self.assertStates(remitted, "rejected")
        self.env["received.release"].create({"statement_ids": received.ids}).action_release()
        self.assertEqual((remitted.state, remitted.payment_block), ("remitted", "9"))
        received.action_allocate()
        self.assertStates(remitted, "rejected")

    def test_a_refusal_stays_when_the_invoice_was_remitted_again(self):
        """STM-14"""
        remitted = self.remit(100)
        received = self.allocate(self.receive_ls(("0530", "C00001", 100)))
        remitted.action_lift_block()
        proposal = self.propose()
        told = f"remitted again.*{re.escape(f'{remitted.move_id.name} ({proposal.name})')}"
        with self.assertRaisesRegex(UserError, told):
            self.env["received.release"].create({"statement_ids": received.ids}).action_release()

    def test_allocating_twice_does_it_once(self):
        """STM-10"""
        self.remit(100)
        received = self.allocate(self.receive_ls(("0580", "C00001", 100)))
        before = received.allocation_ids
        received.action_allocate()
        self.assertEqual(received.allocation_ids, before)

    def test_a_line_is_known_by_whose_money_it_is(self):
        """STM-13: people choose the line that gets an invoice by payer and amount."""
        self.remit(100)
        received = self.allocate(self.receive_ls(("0580", "C00001", 100), ("0530", "WRONG", 50)))
        paid, refused = received.line_ids
        self.assertRegex(paid.display_name, "Nordisk Handel, .*100")
        self.assertRegex(refused.display_name, "WRONG, .*50")
        found = self.env["received.statement.line"].name_search("nordisk")
        self.assertEqual(found, [(paid.id, paid.display_name)])

    def test_columns_that_tell_nothing_are_left_out(self):
        """STM-13: names, customer numbers and rejected amounts are shown where the bank gives them."""
        danish = self.receive_ls(("0580", "C00001", 100), ("0530", "C00002", 50))
        self.assertTrue(danish.has_customer_numbers and danish.has_rejected_amounts)
        self.assertFalse(danish.has_counterparties)
        other = self.receive(self.entry(100, counterparty=Party("Nordisk Handel", "")))
        self.assertFalse(other.has_customer_numbers or other.has_rejected_amounts)
        self.assertTrue(other.has_counterparties)
        context = other.action_lines()["context"]
        self.assertEqual((context["counterparties"], context["customer_numbers"]), (True, False))

    def test_from_a_line_to_its_remittance_and_back(self):
        """STM-16, option 20"""
        remitted = self.remit(100)
        received = self.allocate(self.receive_ls(("0580", "C00001", 100)))
        self.assertEqual(received.line_ids.action_remittance()["res_id"], remitted.remittance_id.id)
        self.assertEqual(received.action_remittances()["res_id"], remitted.remittance_id.id)
        self.assertEqual(remitted.remittance_id.action_received_statements()["res_id"], received.id)


@tagged("post_install", "-at_install")
class TestManualEntry(SepaStatementCommon):
    """STM-9: type a statement in, to try the set-up before going live."""

    def enter(self):
        return self.env["received.statement"].create(
            {"journal_id": self.journal.id, "number": "T1", "date": "2026-10-15"}
        )

    def test_typing_in_needs_the_profile(self):
        """STM-1, STM-9"""
        with self.assertRaisesRegex(UserError, "Manual entry"):
            self.enter()

    def test_a_typed_statement_goes_all_the_way(self):
        """STM-9, STM-7"""
        self.profile.manual_entry = True
        remitted = self.remit(100)
        received = self.enter()
        self.assertEqual((received.state, received.manual), ("entering", True))
        received.line_ids.create(
            {
                "statement_id": received.id,
                "booking_date": "2026-10-15",
                "amount": 100,
                "end_to_end_id": remitted.end_to_end_id,
                "transaction_type_id": self.env.ref("bank_statement_matching_addon.type_pmnt_iddt_esdd").id,
            }
        )
        received.line_ids.text = "still being entered"
        received.action_ready()
        self.assertEqual((received.state, received.line_ids.state), ("ready", "ready"))
        with self.assertRaises(UserError):
            received.line_ids.text = "too late"
        self.allocate(received).action_update_ledgers()
        self.assertEqual(remitted.move_id.payment_state, "paid")

    def test_back_to_correction(self):
        """STM-8, STM-9"""
        self.profile.manual_entry = True
        received = self.enter()
        received.action_ready()
        received.action_correct()
        self.assertEqual(received.state, "entering")

    def test_transfers_of_others_do_not_answer_a_remittance(self):
        """STM-13, REM-13: an invoice in a remittance that is paid by transfer is paid, and still remitted."""
        remitted = self.remit(100)
        received = self.allocate(self.receive(self.entry(100, TRANSFER, text=remitted.move_id.name)))
        self.assertEqual(received.allocation_ids.kind, "open_item")
        received.action_update_ledgers()
        self.assertEqual((remitted.move_id.payment_state, remitted.state), ("paid", "remitted"))
