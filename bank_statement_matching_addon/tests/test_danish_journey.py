from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import LsStatementCommon


@tagged("post_install", "-at_install")
class TestDanishJourney(LsStatementCommon):
    """The source's steps 4 to 9 on real bytes: Leverandørservice answers with customer number, date and amount only."""

    def test_a_receipt_takes_all_invoices_of_payer_and_date_and_pays_them(self):
        """STM-10, STM-15, REM-16"""
        remitted = self.remit(100.10, 50.25)
        received = self.receive_ls(("0580", "C00001", 150.35))
        self.assertEqual(received.state, "ready")
        self.allocate(received)
        line = received.line_ids
        self.assertEqual((received.state, line.state), ("full", "full"))
        self.assertEqual(line.allocation_ids.remittance_line_id, remitted)
        self.assertIn("C00001", line.evidence)
        self.assertEqual(line.scenario_id, self.env.ref("bank_statement_matching_addon.scenario_type_6"))
        self.assertEqual(set(remitted.move_id.mapped("payment_state")), {"not_paid"}, "nothing is posted yet")
        received.action_update_ledgers()
        self.assertStates(received.line_ids, "done")
        self.assertStates(remitted, "matched", "matched")
        self.assertEqual(set(remitted.move_id.mapped("payment_state")), {"paid"})
        self.assertFalse(any(remitted.move_line_id.mapped("payment_block")))
        self.assertEqual(remitted.remittance_id.state, "confirmed", "a remittance stays 11")
        self.assertEqual(remitted.remittance_id.received_statement_count, 1)

    def test_zero_padded_customer_numbers_are_the_same(self):
        """STM-10: PBS pads customer numbers with zeros."""
        self.remit(100)
        received = self.allocate(self.receive_ls(("0580", "000000000C00001", 100)))
        self.assertEqual(received.state, "full")

    def test_a_rejection_frees_its_invoices_and_takes_none(self):
        """STM-3, STM-11, REM-14"""
        remitted = self.remit(100, 50)
        received = self.allocate(self.receive_ls(("0530", "C00001", 150)))
        line = received.line_ids
        self.assertEqual((line.amount, line.rejected_amount, line.state), (0, 150, "full"))
        self.assertEqual(line.user_field_1, "0530")
        self.assertEqual(float(line.user_field_2), 150)
        self.assertFalse(line.scenario_id.executed)
        self.assertStates(remitted, "rejected", "rejected")
        self.assertEqual(set(remitted.move_id.mapped("payment_state")), {"not_paid"})
        received.action_update_ledgers()
        self.assertFalse(received.native_statement_id, "no money moved: nothing is posted")
        self.assertEqual(received.state, "done")

    def test_a_rejection_is_read_before_the_receipts_of_the_same_file(self):
        """STM-10, STM-11: the receipt does not take what was rejected, wherever it stands in the file."""
        first = self.remit(100)
        second = self.remit(40, payer=self.other_payer)
        received = self.allocate(self.receive_ls(("0580", "C00001", 100), ("0530", "C00002", 40)))
        self.assertEqual(received.state, "full")
        self.assertStates(first + second, "remitted", "rejected")
        received.action_update_ledgers()
        self.assertStates(first + second, "matched", "rejected")

    def test_over_allocation_waits_for_a_person(self):
        """STM-10, STM-11: the bank collected less than was asked, without saying which invoice."""
        remitted = self.remit(100, 50)
        received = self.allocate(self.receive_ls(("0580", "C00001", 100)))
        self.assertEqual((received.state, received.line_ids.state), ("partial", "partial"))
        self.assertEqual(received.line_ids.difference, -50)
        with self.assertRaisesRegex(UserError, "status"):
            received.action_update_ledgers()
        received.line_ids.allocation_ids.filtered(lambda one: one.amount == 50).action_lift_block()
        self.assertEqual((received.state, received.line_ids.difference), ("full", 0))
        self.assertStates(remitted, "remitted", "rejected")
        self.assertEqual(remitted.mapped("payment_block"), ["9", False])
        received.action_update_ledgers()
        self.assertEqual(remitted.move_id.mapped("payment_state"), ["paid", "not_paid"])

    def test_invoices_of_earlier_remittances_are_found(self):
        """STM-10: by payer and date across remittances, not by remittance."""
        self.method.debit_lead_days = 1
        first = self.remit(100)
        second = self.remit(30)  # the same payer: PBS takes one collection a day, so it goes out a day later
        second.sudo().payment_date = first.payment_date
        received = self.allocate(self.receive_ls(("0580", "C00001", 130)))
        self.assertEqual(received.state, "full")
        self.assertEqual(len(received.allocation_ids.remittance_id), 2)

    def test_several_lines_of_a_payer_and_date_are_compared_as_a_group(self):
        """STM-10: each invoice goes to one line only; the difference inside the group is carried."""
        remitted = self.remit(100, 200)
        received = self.allocate(self.receive_ls(("0580", "C00001", 150), ("0580", "C00001", 150)))
        self.assertEqual(received.line_ids.mapped("state"), ["full", "full"])
        collected = received.allocation_ids.filtered(lambda one: one.kind == "remitted")
        self.assertEqual(sorted(collected.mapped("amount")), [100, 200])
        self.assertEqual(sum(received.allocation_ids.filtered(lambda one: one.kind == "carried").mapped("amount")), 0)
        received.action_update_ledgers()
        self.assertEqual(set(remitted.move_id.mapped("payment_state")), {"paid"})
        carried = received.allocation_ids.filtered(lambda one: one.kind == "carried").counterpart_id
        self.assertTrue(all(carried.mapped("reconciled")), "what was carried meets inside the customer account")

    def test_a_charge_back_reopens_a_paid_invoice_once(self):
        """STM-11, STM-15: 0555 takes back money already booked."""
        remitted = self.remit(100)
        paid = self.allocate(self.receive_ls(("0580", "C00001", 100)))
        paid.action_update_ledgers()
        back = self.allocate(self.receive_ls(("0555", "C00001", 100), task_number="2"))
        self.assertEqual((back.state, back.line_ids.amount), ("full", -100))
        self.assertEqual(back.allocation_ids.kind, "returned")
        self.assertEqual(remitted.move_id.payment_state, "paid", "only the ledger update reopens it")
        back.action_update_ledgers()
        self.assertStates(remitted, "returned")
        self.assertEqual((remitted.move_id.payment_state, remitted.move_id.amount_residual), ("not_paid", 100))
        owed = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.payer.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
            ]
        )
        self.assertEqual(owed, remitted.move_line_id, "the customer owes the invoice, and it alone")

    def test_a_receipt_and_its_charge_back_in_one_file(self):
        """STM-11: the money came and went; the invoice stays open."""
        remitted = self.remit(100)
        received = self.allocate(self.receive_ls(("0580", "C00001", 100), ("0555", "C00001", 100)))
        self.assertEqual(received.state, "full")
        received.action_update_ledgers()
        self.assertStates(remitted, "returned")
        self.assertEqual(remitted.move_id.amount_residual, 100)
        received.action_undo_ledgers()
        self.assertStates(remitted, "remitted")
        self.assertEqual(remitted.move_id.amount_residual, 100)

    def test_a_disbursement_takes_the_credit_notes(self):
        """STM-2, STM-10: 0585, money out."""
        self.method.debit_disburse = True
        remitted = self.remit(-30)
        received = self.allocate(self.receive_ls(("0585", "C00001", 30)))
        self.assertEqual((received.state, received.line_ids.amount), ("full", -30))
        received.action_update_ledgers()
        self.assertEqual(remitted.move_id.payment_state, "paid")

    def test_unknown_customer_number_is_5(self):
        """STM-10: nothing found is 5."""
        received = self.allocate(self.receive_ls(("0580", "NOBODY", 10)))
        self.assertEqual((received.state, received.line_ids.state), ("partial", "partial"))
