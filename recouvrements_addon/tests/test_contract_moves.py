from odoo.exceptions import UserError
from odoo.fields import Command

from .contract_case import IBAN, ContractCase


class TestContractMoves(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receivable = cls.company_data["default_account_receivable"]

    def _ended(self, deposit=300, move=None, **values):
        """A contract whose deposit waits to be moved."""
        contract = self._contract(deposit_expected=deposit, **values)
        self._key(contract, "deposit_payment", deposit, iban=IBAN)
        return self._key(contract, "deposit_move_request", move or deposit)

    def _take_over(self, contract, amount, request=None, **values):
        if request:
            values["moved_from_id"] = request
        return self._key(contract, "deposit_payment", amount, method="contract", **values)

    def _liability(self):
        lines = self.env["account.move.line"].search(
            [("account_id", "=", self.deposit_account.id), ("parent_state", "=", "posted")]
        )
        return self.company.currency_id.round(-sum(lines.mapped("balance")))

    def test_a_moved_deposit_pays_the_deposit_of_the_next_contract(self):
        """CTR-5, CTR-11: one entry, no money; both contracts show where it came from and went."""
        request = self._ended(300)
        old, new = request.contract_id, self._contract(deposit_expected=300)
        self.assertEqual((old.deposit_held, old.deposit_refundable), (300, 0), "asked for, not carried out yet")
        taken = self._take_over(new, 300)
        old.invalidate_recordset()
        self.assertEqual((old.deposit_held, old.deposit_returned, new.deposit_held), (0, 300, 300))
        self.assertEqual((new.deposit_status, request.state), ("paid", "processed"))
        self.assertEqual((taken.moved_from_id, taken.payment_id.ids), (request, []))
        self.assertFalse(request.sent_iban, "nothing went to the bank")
        self.assertIn(old.number, taken.trace)
        self.assertIn(new.number, request.trace)
        self.assertEqual(self._liability(), 300)
        self.assertEqual(sum(taken.entry_id.line_ids.mapped("balance")), 0)
        old_lines = self.env["account.move.line"].search(
            [("contract_id", "=", old.id), ("account_id", "=", self.deposit_account.id)]
        )
        self.assertTrue(all(old_lines.mapped("reconciled")), "nothing of the old deposit is left open")

    def test_what_was_paid_too_much_pays_a_deposit_elsewhere(self):
        """CTR-11, source 001: the amount to give back, from the payment side"""
        old, new = self._contract(), self._contract(deposit_expected=50)
        self._invoice(old, 100)
        self._key(old, "payment", 150)
        self._key(old, "move_request", 50)
        self._take_over(new, 50)
        old.invalidate_recordset()
        self.assertEqual((old.balance, old.payment_status, new.deposit_held), (0, "paid", 50))
        open_items = self.env["account.move.line"].search(
            [("contract_id", "=", old.id), ("account_id", "=", self.receivable.id), ("reconciled", "=", False)]
        )
        self.assertFalse(open_items)

    def test_a_move_can_be_taken_over_in_parts(self):
        """CTR-5: up to what is left of it"""
        request = self._ended(300)
        first, second = self._contract(deposit_expected=120), self._contract(deposit_expected=500)
        form = self._dialog(first, "deposit")
        form.kind = "deposit_payment"
        form.method = "contract"
        self.assertEqual((form.moved_from_id, form.amount, form.left_to_move), (request, 120, 300))
        form.save().action_save()
        self.assertEqual((request.state, request.open_amount), ("requested", 180))
        form = self._dialog(second, "deposit")
        form.kind = "deposit_payment"
        form.method = "contract"
        self.assertEqual(form.amount, 180, "what is left of the move, not what is expected")
        form.amount = 180.01
        self.assertIn("left", form.obstacle)
        with self.assertRaisesRegex(UserError, second.number):
            form.save().action_save()
        self._take_over(second, 180)
        self.assertEqual((request.state, request.open_amount), ("processed", 0))

    def test_nothing_is_offered_where_nothing_waits(self):
        """CTR-5: absent, not refused after saving"""
        form = self._dialog(self._contract(deposit_expected=300), "deposit")
        form.kind = "deposit_payment"
        self.assertNotIn("contract", form.available_methods.split(","))

    def test_only_moves_of_the_same_customer_are_offered(self):
        """CTR-11: its contacts are the same customer, other people and other companies are not."""
        request = self._ended(300)
        contact = self.env["res.partner"].create({"name": "Rita's driver", "parent_id": self.customer.id})
        stranger = self.env["res.partner"].create({"name": "Somebody else"})
        mover = self.env["contract.mover"]
        self.assertIn(request, mover._moves_for(self._contract(partner_id=contact.id)))
        self.assertNotIn(request, mover._moves_for(self._contract(partner_id=stranger.id)))
        self.assertNotIn(request, mover._moves_for(request.contract_id), "not to itself")
        other = self.setup_other_company()["company"]
        self.assertNotIn(request, mover._moves_for(self._contract(company_id=other.id)))
        values = {"kind": "deposit_payment", "method": "contract", "amount": 10, "moved_from_id": request.id}
        with self.assertRaisesRegex(UserError, "cannot be taken over"):
            self.env["contract.cashier"]._record(
                [{"contract_id": self._contract(partner_id=stranger.id, deposit_expected=10).id, **values}]
            )

    def test_refund_requests_and_moves_together_never_exceed_what_is_owed_back(self):
        """CTR-11"""
        contract = self._contract(deposit_expected=300)
        self._key(contract, "deposit_payment", 300)
        self._key(contract, "deposit_refund_request", 200)
        form = self._dialog(contract, "deposit")
        form.kind = "deposit_move_request"
        self.assertEqual(form.owed_back, 100)
        form.amount = 100.01
        with self.assertRaisesRegex(UserError, contract.number):
            form.save().action_save()
        asked = {"contract_id": contract.id, "kind": "deposit_move_request", "method": "contract", "amount": 60}
        with self.assertRaisesRegex(UserError, contract.number):
            self.env["contract.cashier"]._record([asked, asked])

    def test_a_move_is_cancelled_until_it_is_used(self):
        """CTR-11: cancelled, its amount is owed back again; what was used stays with the new contract."""
        request = self._ended(300)
        request.with_user(self.cashier).action_cancel_request()
        request.contract_id.invalidate_recordset()
        self.assertEqual((request.state, request.contract_id.deposit_refundable), ("cancelled", 300))
        used = self._ended(300)
        new = self._contract(deposit_expected=100)
        self._take_over(new, 100, used)
        used.with_user(self.cashier).action_cancel_request()
        used.contract_id.invalidate_recordset()
        self.assertEqual((used.state, used.contract_id.deposit_refundable, new.deposit_held), ("processed", 200, 100))

    def test_a_reversed_takeover_is_owed_back_on_the_old_contract_again(self):
        """CTR-11, CTR-9"""
        request = self._ended(300)
        new = self._contract(deposit_expected=300)
        taken = self._take_over(new, 300)
        self.env["contract.cashier"]._reverse(taken, "Wrong contract")
        (request.contract_id | new).invalidate_recordset()
        self.assertEqual((request.contract_id.deposit_held, new.deposit_held), (300, 0))
        self.assertEqual(request.contract_id.deposit_refundable, 300, "it can be asked for anew")
        self.assertFalse(request.trace)

    def test_what_the_new_contract_gave_back_cannot_be_reversed_from_under_it(self):
        """CTR-11"""
        self._ended(300)
        new = self._contract(deposit_expected=300)
        taken = self._take_over(new, 300)
        self._key(new, "deposit_refund", 200)
        with self.assertRaisesRegex(UserError, new.number):
            self.env["contract.cashier"]._reverse(taken, "Too late")

    def test_a_move_does_not_go_to_the_refund_overview(self):
        """REF-1, CTR-11: nobody pays it to an account."""
        request = self._ended(300)
        self.assertNotIn(request, self._in_overview("requested"))
        with self.assertRaisesRegex(UserError, request.contract_id.number):
            request.with_user(self.processor).action_mark_processed()

    def test_between_two_branches_each_has_an_entry(self):
        """CTR-11: over the account of internal transfers, which is even again."""
        branch = self.env["res.company"].create({"name": "Harbour", "parent_id": self.company.id})
        both = self._user("both", "group_contract_cashier", self.company)
        both.company_ids = [Command.link(branch.id)]
        request = self._ended(300)
        new = self._contract(company_id=branch.id, deposit_expected=300)
        taken = self._take_in_branch(new, both)
        self.assertEqual((taken.counter_entry_id.company_id, taken.entry_id.company_id), (self.company, branch))
        transfer = (taken.entry_id | taken.counter_entry_id).line_ids.filtered(
            lambda line: line.account_id == self.company.transfer_account_id
        )
        self.assertEqual((len(transfer), sum(transfer.mapped("balance"))), (2, 0))
        (request.contract_id | new).invalidate_recordset()
        self.assertEqual((request.contract_id.deposit_held, new.deposit_held), (0, 300))
        self.env["contract.cashier"]._reverse(taken, "Wrong branch")
        (request.contract_id | new).invalidate_recordset()
        self.assertEqual((request.contract_id.deposit_held, new.deposit_held), (300, 0))

    def _take_in_branch(self, contract, user):
        form = self._dialog(contract, "deposit", user)
        form.kind = "deposit_payment"
        form.method = "contract"
        form.amount = 300
        form.save().action_save()
        return contract.transaction_ids.filtered("moved_from_id")

    def test_a_cashier_of_the_new_branch_alone_takes_over_too(self):
        """CTR-2, CTR-11: the move was asked for in the old branch; what waits there else stays unseen."""
        branch = self.env["res.company"].create({"name": "Harbour", "parent_id": self.company.id})
        local = self._user("local", "group_contract_cashier", branch)
        request = self._ended(300)
        new = self._contract(company_id=branch.id, deposit_expected=300)
        self.assertFalse(self.env["contract.transaction"].with_user(local).search([("id", "=", request.id)]))
        self.assertEqual(self._take_in_branch(new, local).amount, 300)

    def test_without_an_account_of_internal_transfers_the_dialog_says_where_to_choose_one(self):
        """CTR-11"""
        branch = self.env["res.company"].create({"name": "Harbour", "parent_id": self.company.id})
        request = self._ended(300)
        self.company.transfer_account_id = False
        values = {"kind": "deposit_payment", "method": "contract", "amount": 10, "moved_from_id": request.id}
        new = self._contract(company_id=branch.id, deposit_expected=300)
        form = self._dialog(new, "deposit", self._user("local", "group_contract_cashier", branch))
        form.method = "contract"
        self.assertIn("internal transfers", form.obstacle)
        with self.assertRaisesRegex(UserError, "internal transfers"):
            self.env["contract.cashier"]._record([{"contract_id": new.id, **values}])
