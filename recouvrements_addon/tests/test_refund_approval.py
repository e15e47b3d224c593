from odoo.addons.sepa_remittance_addon.tests.common import iban_of
from odoo.exceptions import AccessError, UserError

from .refund_case import RefundCase


class TestRefundApproval(RefundCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.refund_approval_from = 100
        cls.approver = cls._user("approver", "group_refund_approver")
        cls.second = cls._user("second", "group_refund_approver")

    def _activities(self, request):
        kind = self.env.ref("recouvrements_addon.mail_activity_refund_approval")
        return request.contract_id.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    def test_below_the_amount_nothing_is_to_be_done(self):
        """REF-7"""
        request = self._request(99.99)
        self.assertEqual((request.approval, self._activities(request).ids), ("none", []))
        self._export(request)
        self.assertEqual(request.state, "processed")

    def test_from_the_amount_on_a_second_person_approves(self):
        """REF-7: until then it is left out, or refused by name when it is marked by hand."""
        request, small = self._request(100), self._request(10)
        self.assertEqual(request.approval, "to_approve")
        self.assertEqual(self._activities(request).user_id, self.approver | self.second)
        with self.assertRaisesRegex(UserError, f"not approved: {request.contract_id.number}"):
            request.with_user(self.processor).action_mark_processed()
        export = self._export(request | small)
        self.assertEqual((export.left_out_ids.request_id, export.left_out_ids.reason), (request, "to_approve"))
        request.with_user(self.approver).action_approve()
        self.assertEqual((request.approval, request.decided_by_id), ("approved", self.approver))
        self.assertFalse(self._activities(request))
        self._export(request)
        self.assertEqual(request.state, "processed")
        self.assertEqual(request.approval, "approved", "kept on record")

    def test_who_asked_cannot_approve(self):
        """REF-7: whatever rights that person has."""
        self.cashier.group_ids |= self.env.ref("recouvrements_addon.group_refund_approver")
        request = self._request(100)
        self.assertNotIn(self.cashier, self._activities(request).user_id)
        self.assertFalse(request.with_user(self.cashier).may_decide)
        with self.assertRaisesRegex(UserError, "you asked for it yourself"):
            request.with_user(self.cashier).action_approve()
        self.assertTrue(request.with_user(self.approver).may_decide)

    def test_who_entered_the_account_cannot_approve(self):
        """REF-7: four eyes on the account, wherever it was entered."""
        keyer = self._user("keyer", "group_contract_cashier")
        keyer.group_ids |= self.env.ref("recouvrements_addon.group_refund_approver")
        on_request, on_contract, on_customer = self._request(100), self._request(100, False), self._request(100, False)
        on_request.with_user(keyer)._enter_iban(iban_of(801))
        on_contract.contract_id.with_user(keyer).deposit_iban = iban_of(802)
        on_customer.partner_id.with_user(keyer)._prefer_for_refunds(iban_of(803))
        for request in (on_request, on_contract, on_customer):
            request.invalidate_recordset()
            self.assertTrue(request.refund_iban)
            with self.assertRaisesRegex(UserError, "you entered its account"):
                request.with_user(keyer).action_approve()
            request.with_user(self.approver).action_approve()

    def test_changing_the_account_drops_the_approval_wherever_it_is_changed(self):
        """REF-7"""
        request = self._request(100, iban=False)
        request.contract_id.deposit_iban = iban_of(811)
        request.invalidate_recordset()
        request.with_user(self.approver).action_approve()
        request.contract_id.with_user(self.cashier).deposit_iban = iban_of(812)
        request.invalidate_recordset()
        self.assertEqual(request.approval, "to_approve")
        request.with_user(self.approver).action_approve()
        request.with_user(self.processor)._enter_iban(iban_of(813))
        self.assertEqual(request.approval, "to_approve")
        self.assertEqual(self._activities(request).user_id, self.approver | self.second, "they are asked anew")
        with self.assertRaisesRegex(UserError, "not approved"):
            request.with_user(self.processor).action_mark_processed()

    def test_changing_the_amount_drops_the_approval(self):
        """REF-7"""
        request = self._request(100)
        request.with_user(self.approver).action_approve()
        request.sudo().amount = 101
        self.assertEqual(request.approval, "to_approve")

    def test_a_refused_refund_stays_with_its_reason_and_may_be_approved_later(self):
        """REF-7"""
        request = self._request(100)
        wizard = self.env["refund.refusal"].with_user(self.approver)
        wizard.create({"request_ids": request.ids, "reason": "Ask the branch first"}).action_refuse()
        self.assertEqual((request.approval, request.decision_reason), ("refused", "Ask the branch first"))
        export = self._export(request | self._request(5))
        self.assertEqual(export.left_out_ids.reason, "refused")
        request.with_user(self.second).action_approve()
        self.assertEqual(request.approval, "approved")

    def test_the_overview_filters_by_approval(self):
        """REF-7"""
        waiting, approved, small = self._request(100), self._request(100), self._request(10)
        approved.with_user(self.approver).action_approve()
        search = self.env["contract.transaction"].with_user(self.reader).search
        self.assertEqual(search([("approval", "=", "to_approve")]), waiting.with_user(self.reader))
        self.assertEqual(search([("approval", "=", "approved")]), approved.with_user(self.reader))
        self.assertIn(small, search([("approval", "=", "none")]))
        self.assertNotIn(waiting, search([("approval", "!=", "to_approve")]))

    def test_approving_is_a_right_of_its_own(self):
        """CTR-2, REF-7"""
        request = self._request(100)
        for user in (self.reader, self.cashier, self.processor, self.exporter):
            with self.assertRaises(AccessError):
                request.with_user(user).action_approve()
            with self.assertRaises(AccessError):
                request.with_user(user)._refuse_approval("no")
        for name, value in (("decision", "approved"), ("decided_iban", "x")):
            with self.assertRaises(AccessError):
                request.with_user(self.approver).write({name: value})

    def test_of_two_who_approve_at_once_nothing_is_decided_twice(self):
        """REF-7: what is approved is not to be approved any more."""
        request = self._request(100)
        request.with_user(self.approver).action_approve()
        with self.assertRaisesRegex(UserError, "nothing is to be approved"):
            request.with_user(self.second).action_approve()

    def test_a_branch_follows_its_company(self):
        """REF-7"""
        branch = self.env["res.company"].create({"name": "Harbour branch", "parent_id": self.company.id})
        self.assertEqual(branch._get_refund_approval_from(), 100)
        branch.refund_approval_from = 20
        self.assertEqual((branch._get_refund_approval_from(), self.company._get_refund_approval_from()), (20, 100))

    def test_nobody_goes_round_the_approval_by_refunding_at_once(self):
        """REF-7, CTR-4: the dialog says to ask, before anything is saved; below the amount it is as before."""
        contract = self._request(100).contract_id
        contract.transaction_ids.filtered(lambda made: made.state == "requested").with_user(
            self.cashier
        ).action_cancel_request()
        dialog = self._dialog(contract, "deposit")
        dialog.kind = "deposit_refund"
        self.assertIn("second person", dialog.obstacle)
        vals = {
            "contract_id": contract.id,
            "kind": "deposit_refund",
            "method": "transfer",
            "journal_id": self.bank.id,
            "amount": 100,
        }
        with self.assertRaisesRegex(UserError, "second person"):
            self.env["contract.cashier"]._record([vals])
        dialog.amount = 99
        self.assertFalse(dialog.obstacle)
        dialog.kind = "deposit_refund_request"
        dialog.amount = 100
        self.assertFalse(dialog.obstacle)
