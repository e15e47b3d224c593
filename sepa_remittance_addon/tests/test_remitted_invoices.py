from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from .common import DebitCommon


@tagged("post_install", "-at_install")
class TestRemittedInvoices(DebitCommon):
    """What Odoo's own buttons may do with an invoice that a bank was asked for (REM-8, REM-13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payer = cls.create_payer("Anna", 1)
        cls.invoices = cls.env["account.move"].concat(*(cls.create_due(cls.payer, amount) for amount in (100, 200)))
        cls.remittance = cls.propose()

    def test_an_invoice_that_waits_for_the_bank_is_neither_reset_nor_cancelled(self):
        """REM-8: by no door; the sentence names invoice and remittance"""
        self.confirm(self.remittance)
        biller = new_test_user(self.env, "biller", "account.group_account_invoice", company_id=self.company.id)
        for act in (
            self.invoices.button_draft,
            self.invoices.button_cancel,
            self.invoices.with_user(biller).button_draft,
            lambda: self.invoices.write({"state": "draft"}),
        ):
            with self.assertRaisesRegex(UserError, f"{self.invoices[0].name}: {self.remittance.name}"):
                act()
        self.assertEqual(set(self.invoices.mapped("state")), {"posted"})
        self.assertEqual(set(self.remittance.line_ids.mapped("state")), {"remitted"})

    def test_an_invoice_in_a_proposal_leaves_it_when_it_is_reset(self):
        """REM-2: with the reason, kept in the history"""
        self.invoices[0].button_draft()
        gone, kept = self.remittance.line_ids.sorted("amount")
        self.assertEqual((gone.state, kept.state), ("removed", "proposed"))
        self.assertIn("reset", gone.hold_reason)
        self.assertEqual(gone.change_ids.action, "remove")
        self.confirm(self.remittance)
        self.assertEqual(self.remittance.line_ids.mapped("state").count("remitted"), 1)

    def test_an_invoice_that_was_remitted_once_is_not_deleted(self):
        """REM-8: what the bank was asked for stays on record; what never left a proposal may go"""
        lines = self.confirm(self.remittance).line_ids
        lines._register_rejection({line.id: ("AM04", "", "pain.002") for line in lines})
        self.invoices.button_draft()
        with self.assertRaisesRegex(UserError, f"on record.*{self.invoices[0].name}"):
            self.invoices.unlink()
        draft = self.create_due(self.payer, 5)
        proposal = self.propose()
        draft.button_draft()
        draft.posted_before = False
        draft.name = False
        draft.unlink()
        self.assertFalse(proposal.line_ids.filtered(lambda line: line.amount == 5))

    def test_resetting_many_invoices_asks_once(self):
        """REM-17: one query for all of them"""
        others = self.env["account.move"].concat(*(self.create_due(self.payer, 1) for _number in range(6)))
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.assertFalse(others._leave_remittances())

    # ------------------------------------------------------------ paid another way (REM-13)

    def test_who_pays_by_hand_is_told_and_may_go_on(self):
        """REM-13: registering one or several payments, typing a payment, making a credit note"""
        self.confirm(self.remittance)
        for moves in (self.invoices[0], self.invoices):
            wizard = Form.from_action(self.env, moves.action_register_payment())
            self.assertEqual(wizard.remitted_warning, self.remittance.name)
        payment = Form(self.env["account.payment"].with_context(default_payment_type="inbound"))
        self.assertFalse(payment.remitted_warning)
        payment.partner_id = self.payer
        self.assertEqual(payment.remitted_warning, self.remittance.name)
        payment.amount = 10
        payment.save().action_post()
        reversal = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=self.invoices[0].ids
        )
        note = reversal.create({"journal_id": self.invoices[0].journal_id.id})
        self.assertEqual(note.remitted_warning, self.remittance.name)
        note.refund_moves()

    def settle(self, move):
        """Paid without the bank, here by a credit note."""
        note = self.create_due(self.payer, move.amount_total, move_type="out_refund")
        (self.receivable_of(move) | self.receivable_of(note)).reconcile()
        self.assertTrue(self.receivable_of(move).reconciled)

    def test_a_proposal_does_not_collect_what_was_paid_meanwhile(self):
        """REM-13: at confirmation it is told by name; after refreshing it is left out"""
        self.settle(self.invoices[0])
        with self.assertRaisesRegex(UserError, self.invoices[0].name):
            self.confirm(self.remittance)
        self.remittance.action_refresh()
        lines = self.confirm(self.remittance).line_ids.filtered(lambda line: line.state == "remitted")
        self.assertEqual(lines.move_id, self.invoices[1])

    def test_a_refusal_of_what_was_paid_another_way_leaves_the_payment_alone(self):
        """REM-13, REM-14: at answer time; nobody has to decide anything"""
        line = self.confirm(self.remittance).line_ids.sorted("amount")[0]
        self.settle(line.move_id)
        line._register_rejection({line.id: ("MS03", "", "pain.002")})
        self.assertEqual((line.state, line.next_step, line.to_decide), ("rejected", "paid", False))
        self.assertEqual(line.move_id.amount_residual, 0)
        self.assertFalse(self.env["debit.remittance.line"].search([("to_decide", "=", True)]))
