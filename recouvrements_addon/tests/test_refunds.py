from odoo.exceptions import AccessError, UserError

from .contract_case import IBAN, OTHER_IBAN, ContractCase


class TestRefunds(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.overview = cls.env.ref("recouvrements_addon.action_refund")

    def _overpaid(self, amount=50):
        contract = self._contract()
        self._invoice(contract, 100)
        self._key(contract, "payment", 100 + amount)
        self.assertEqual((contract.balance, contract.payment_status), (-amount, "overpaid"))
        return contract

    def test_a_refund_at_once_pays_back_what_was_paid_too_much(self):
        """CTR-4"""
        contract = self._overpaid()
        refund = self._key(contract, "refund", 50, method="cash")
        self.assertEqual((contract.balance, contract.paid_amount, contract.payment_status), (0, 100, "paid"))
        receivable = refund.entry_id.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        self.assertTrue(receivable.reconciled)

    def test_a_refund_is_not_offered_where_nothing_is_owed_back(self):
        """CTR-4: absent, not refused after saving"""
        contract = self._contract()
        self._invoice(contract, 100)
        self.assertEqual(self._dialog(contract).available_kinds, "payment")

    def test_a_refund_can_answer_a_credit_note(self):
        """CTR-4, CTR-9"""
        contract = self._contract()
        invoice = self._invoice(contract, 100)
        self._key(contract, "payment", 100)
        credit_note = invoice._reverse_moves([{"invoice_date": invoice.invoice_date}])
        credit_note.action_post()
        contract.invalidate_recordset()
        refund = self._key(contract, "refund", 100, invoice_id=credit_note)
        self.assertEqual(refund.payment_id.reconciled_invoice_ids, credit_note)
        self.assertEqual((credit_note.amount_residual, contract.balance), (0, 0))

    def test_a_request_moves_no_balance_until_carried_out(self):
        """CTR-4, REF-1"""
        contract = self._overpaid()
        request = self._key(contract, "refund_request", 50)
        self.assertEqual(contract.balance, -50)
        self.assertEqual((request.state, request.payment_id.ids), ("requested", []))
        self.assertIn(request, contract.transaction_ids)
        self.assertIn(request, self._in_overview("requested"))
        self.assertEqual(contract.refundable_amount, 0, "what a request asks for is nobody else's")
        self.assertEqual(self._dialog(contract).available_kinds, "payment")

    def test_the_overview_shows_processed_refunds_only_when_asked(self):
        """REF-1: hidden until the filter is ticked, told by the last column"""
        self.assertIn("search_default_to_process", self.overview.context)
        refunds = self.env.ref("recouvrements_addon.view_refund_list")
        wanted = [(refunds.id, "list"), (self.overview.search_view_id.id, "search")]
        views = self.env["contract.transaction"].with_user(self.processor).get_views(wanted)["views"]
        self.assertIn('name="show_processed"', views["search"]["arch"])
        columns = [line for line in views["list"]["arch"].splitlines() if "<field" in line]
        self.assertIn('name="state"', columns[-1])
        for name in ("date", "partner_id", "contract_id", "amount", "refund_iban", "comment"):
            self.assertIn(f'name="{name}"', views["list"]["arch"])

    def test_the_iban_of_the_request_comes_first_then_the_contract_then_the_customer(self):
        """REF-1"""
        contract = self._overpaid()
        request = self._key(contract, "refund_request", 50, iban=False)
        self.assertFalse(request.refund_iban)
        self.env["res.partner.bank"].create({"acc_number": OTHER_IBAN, "partner_id": self.customer.id})
        request.invalidate_recordset()
        self.assertEqual(request.refund_iban, OTHER_IBAN)
        contract.deposit_iban = IBAN
        self.assertEqual(request.refund_iban, IBAN)
        request.sudo().iban = OTHER_IBAN
        self.assertEqual(request.refund_iban, OTHER_IBAN)

    def test_marked_as_processed_the_refund_is_recorded_once(self):
        """REF-2"""
        one, two = self._overpaid(50), self._overpaid(30)
        requests = self._key(one, "refund_request", 50) | self._key(two, "refund_request", 30)
        requests.with_user(self.processor).action_mark_processed()
        requests.with_user(self.processor).action_mark_processed()
        (one | two).invalidate_recordset()
        self.assertEqual(requests.mapped("state"), ["processed"] * 2)
        self.assertEqual((one.balance, two.balance), (0, 0))
        refunds = (one | two).transaction_ids.filtered(lambda made: made.kind == "refund")
        self.assertEqual(refunds.request_id, requests)
        self.assertEqual(len(refunds), 2)
        self.assertEqual(refunds.payment_id.journal_id, self.bank)
        self.assertEqual(requests.processed_by_id, self.processor)
        self.assertFalse(self._in_overview("requested") & requests)

    def test_very_many_are_recorded_by_a_worker_all_or_none(self):
        """REF-2: the screen does not wait for them; a click in between finds them waiting or processed, once."""
        one, two = self._overpaid(50), self._overpaid(30)
        requests = self._key(one, "refund_request", 50) | self._key(two, "refund_request", 30)
        self.env["ir.config_parameter"].set_param("sepa_remittance_addon.background_from", "2")
        wizards = self.env["refund.processing"].with_user(self.processor)
        told = wizards.create({"request_ids": requests.ids}).action_process()
        self.assertIn("2 refunds", told["params"]["message"])
        self.assertEqual(set(requests.mapped("state")), {"requested"})
        job = self.env["background.job"].sudo().search([("res_model", "=", "refund.processing")], limit=1)
        requests[0].with_user(self.processor).action_mark_processed()
        job._work()
        self.env.invalidate_all()
        self.assertEqual(requests.mapped("state"), ["processed"] * 2)
        self.assertEqual((len(requests.carried_out_ids), one.balance, two.balance), (2, 0, 0))

    def test_marking_needs_the_right_in_the_dialog_too(self):
        """CTR-2, REF-2"""
        request = self._key(self._overpaid(), "refund_request", 50)
        wizard = self.env["refund.processing"].sudo().create({"request_ids": request.ids})
        for user in (self.reader, self.cashier):
            with self.assertRaises(AccessError):
                wizard.with_user(user).action_process()

    def test_the_form_of_a_transaction_asks_before_it_marks(self):
        """REF-2, REF-7: how many and how much is shown everywhere; what waits for approval is not offered."""
        arch = self.env["contract.transaction"].with_user(self.processor).get_view(view_type="form")["arch"]
        self.assertNotIn("action_mark_processed", arch)
        self.assertIn("action_ask_processed", arch)

    def test_a_deposit_request_goes_through_the_overview(self):
        """CTR-5, REF-2"""
        contract = self._contract(deposit_expected=300)
        self._key(contract, "deposit_payment", 300, iban=IBAN)
        request = self._key(contract, "deposit_refund_request", 300)
        self.assertEqual((contract.deposit_held, request.refund_iban), (300, IBAN))
        request.with_user(self.processor).action_mark_processed()
        contract.invalidate_recordset()
        self.assertEqual((contract.deposit_held, contract.deposit_returned), (0, 300))
        contract.deposit_iban = OTHER_IBAN
        self.assertEqual(request.refund_iban, IBAN, "it was paid to that account, whatever is chosen later")

    def test_a_request_that_is_not_owed_any_more_is_refused_by_name(self):
        """REF-2: all or none"""
        good, bad = self._overpaid(50), self._overpaid(30)
        requests = self._key(good, "refund_request", 50) | self._key(bad, "refund_request", 30)
        self._invoice(bad, 500)
        credit = self.env["account.move.line"].search(
            [("move_id.contract_id", "=", bad.id), ("amount_residual", "<", 0), ("parent_state", "=", "posted")]
        )
        self.assertTrue(credit)
        with self.assertRaisesRegex(UserError, bad.number), self.env.cr.savepoint():
            requests.with_user(self.processor).action_mark_processed()
        requests.invalidate_recordset()
        self.assertEqual(requests.mapped("state"), ["requested"] * 2)

    def test_a_cancelled_request_frees_its_amount(self):
        contract = self._overpaid()
        request = self._key(contract, "refund_request", 50)
        request.with_user(self.cashier).action_cancel_request()
        contract.invalidate_recordset()
        self.assertEqual((request.state, contract.refundable_amount), ("cancelled", 50))
        with self.assertRaisesRegex(UserError, contract.number):
            request.with_user(self.processor).action_mark_processed()

    def test_a_payment_is_no_request(self):
        """REF-2"""
        contract = self._overpaid()
        with self.assertRaisesRegex(UserError, contract.number):
            contract.transaction_ids.with_user(self.processor).action_mark_processed()

    def test_keying_and_processing_are_separate_rights(self):
        """CTR-2"""
        contract = self._overpaid()
        request = self._key(contract, "refund_request", 50)
        for user in (self.reader, self.cashier):
            with self.assertRaises(AccessError):
                request.with_user(user).action_mark_processed()
        for user in (self.reader, self.processor):
            with self.assertRaises(AccessError):
                request.with_user(user).action_cancel_request()
            with self.assertRaises(AccessError):
                self._dialog(contract, user=user)
