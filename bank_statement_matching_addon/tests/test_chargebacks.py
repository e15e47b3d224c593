import re
from decimal import Decimal

from odoo.addons.sepa_remittance_addon.formats.pbs import bs_answers
from odoo.addons.sepa_remittance_addon.formats.values import Collection
from odoo.exceptions import UserError
from odoo.tests import tagged

from . import whole_database
from .common import DAY, LS, LsStatementCommon, SepaStatementCommon


class ChargebackMixin:
    """What was paid and is taken back is owed again, once (STM-11)."""

    def assertOpenOnce(self, remitted):
        """The invoice is open, the payment met its return, and the customer owes exactly the invoices."""
        self.env.invalidate_all()
        self.assertEqual(set(remitted.mapped("state")), {"returned"})
        self.assertEqual(set(remitted.move_id.mapped("payment_state")), {"not_paid"})
        self.assertEqual(remitted.move_line_id.mapped("amount_residual"), remitted.mapped("amount"))
        others = self.items_of(remitted) - remitted.move_line_id
        self.assertFalse(others.filtered("amount_residual"), "the payment and what took it back meet")
        self.assertTrue(all(line.to_decide for line in remitted), "they are in the list of refused debits")

    def assertPaid(self, remitted):
        self.env.invalidate_all()
        self.assertEqual(set(remitted.mapped("state")), {"matched"})
        self.assertEqual(set(remitted.move_id.mapped("payment_state")), {"paid"})
        self.assertFalse(self.items_of(remitted).filtered("amount_residual"))

    def items_of(self, remitted):
        return self.env["account.move.line"].search(
            [("account_id.account_type", "=", "asset_receivable"), ("partner_id", "in", remitted.partner_id.ids)]
        )

    def post(self, *statements):
        for statement in statements:
            self.assertEqual(statement.state, "full", statement.line_ids.mapped("state"))
            statement.action_update_ledgers()


@tagged("post_install", "-at_install")
class TestSepaChargebacks(ChargebackMixin, SepaStatementCommon):
    def paid(self, remitted, number="1"):
        return self.allocate(self.receive(self.collected(remitted, number=1), number=number))

    def taken_back(self, remitted, number="2", **more):
        return self.allocate(self.receive(self.returned(remitted, number=9, **more), number=number))

    def test_a_return_after_the_payment_was_posted(self):
        """STM-11, REM-14: and undone, the invoice is paid as before."""
        remitted = self.remit(100)
        self.post(self.paid(remitted))
        self.assertPaid(remitted)
        mandate = remitted.mandate_id.state, remitted.mandate_id.collected_on
        back = self.taken_back(remitted)
        before = whole_database.rows(self.env)
        self.post(back)
        self.assertOpenOnce(remitted)
        self.assertFalse(remitted.mandate_id.collected_on, "a debit that came back proves nothing of the mandate")
        back.action_undo_ledgers()
        self.assertPaid(remitted)
        self.assertEqual((remitted.mandate_id.state, remitted.mandate_id.collected_on), mandate)
        changed = set(whole_database.changes(before, whole_database.rows(self.env)))
        # reconciled anew, so under another number
        self.assertLessEqual(changed, {"account_full_reconcile", "account_partial_reconcile", "account_move_line"})

    def test_a_return_in_the_same_statement_as_the_payment(self):
        """STM-11"""
        remitted = self.remit(100)
        received = self.allocate(self.receive(self.collected(remitted), self.returned(remitted, number=2)))
        before = whole_database.rows(self.env)
        self.post(received)
        self.assertOpenOnce(remitted)
        self.assertFalse(received.unreconciled_count, "nobody removed anything")
        received.action_undo_ledgers()
        self.assertFalse(whole_database.changes(before, whole_database.rows(self.env)))

    def test_a_return_posted_before_the_payment(self):
        """STM-11: the bank's statements come as they come; the invoice is open, and nothing hangs in the air."""
        remitted = self.remit(100)
        paid, back = self.paid(remitted), self.taken_back(remitted)
        self.post(back, paid)
        self.assertOpenOnce(remitted)
        paid.action_undo_ledgers()
        self.assertEqual((remitted.state, remitted.move_id.amount_residual), ("returned", 100))
        self.post(paid)
        back.action_undo_ledgers()
        self.assertPaid(remitted)

    def test_a_second_return_of_the_same_debit_waits_for_people(self):
        """STM-11: taken back once; whatever the bank says a second time is for people to decide."""
        remitted = self.remit(100)
        self.post(self.paid(remitted), self.taken_back(remitted))
        again = self.taken_back(remitted, number="3", reference="BANK-AGAIN")
        self.assertEqual((again.state, len(again.allocation_ids)), ("partial", 0))
        self.assertOpenOnce(remitted)

    def test_a_return_with_charges_of_the_bank(self):
        """STM-11, REM-15: the charges are a cost, the invoice is open with its own amount; billed once."""
        remitted = self.remit(100)
        self.post(self.paid(remitted))
        account = self.company_data["default_account_expense"]
        self.profile.charge_account_id = account
        entry = self.entry(
            -103.5, "PMNT-IDDT-UPDD", 9, end_to_end_id=remitted.end_to_end_id, return_code="MD06", charges=3.5
        )
        back = self.allocate(self.receive(entry, number="2"))
        self.post(back)
        self.assertOpenOnce(remitted)
        cost = back.line_ids.native_line_id.line_ids.filtered(lambda item: item.account_id == account)
        self.assertEqual(cost.balance, 3.5)
        fee = self.env["debit.charger"]._charge(remitted, fee=3.5)
        self.assertEqual(fee.amount_total, 3.5)
        self.assertFalse(self.env["debit.charger"]._charge(remitted, fee=3.5))

    def test_a_debit_presented_again_is_collected_and_taken_back_by_itself(self):
        """STM-11, REM-15"""
        remitted = self.remit(100)
        self.post(self.paid(remitted), self.taken_back(remitted))
        remitted.move_line_id._set_payment_block(False)
        again = self.confirm(self.propose()).line_ids
        self.assertEqual(again.move_line_id, remitted.move_line_id)
        self.post(self.allocate(self.receive(self.collected(again, number=3), number="3")))
        self.assertEqual((again.state, again.move_id.payment_state), ("matched", "paid"))
        self.post(self.allocate(self.receive(self.returned(again, number=4), number="4")))
        self.assertEqual((remitted.state, again.state), ("returned", "returned"))
        self.assertEqual(again.move_id.amount_residual, 100)
        self.assertFalse((self.items_of(again) - again.move_line_id).filtered("amount_residual"))

    def test_the_undo_of_a_return_is_refused_once_the_debit_was_presented_again(self):
        """STM-11, STM-15: in words, before anything is changed."""
        remitted = self.remit(100)
        back = self.taken_back(remitted)
        self.post(self.paid(remitted), back)
        remitted.move_line_id._set_payment_block(False)
        proposal = self.propose()
        before = whole_database.rows(self.env)
        told = f"remitted again.*{re.escape(f'{remitted.move_id.name} ({proposal.name})')}"
        with self.assertRaisesRegex(UserError, told), self.env.cr.savepoint():
            back.action_undo_ledgers()
        self.assertFalse(whole_database.changes(before, whole_database.rows(self.env)))


@tagged("post_install", "-at_install")
class TestDanishChargebacks(ChargebackMixin, LsStatementCommon):
    def test_0555_takes_back_what_an_earlier_delivery_paid(self):
        """STM-11: by customer number and payment date, once; and undone, it is paid as before."""
        remitted = self.remit(100, 50)
        number = remitted[0].customer_number
        self.post(self.allocate(self.receive_ls(("0580", number, 150))))
        self.assertPaid(remitted)
        back = self.allocate(self.receive_ls(("0555", number, 150), task_number="2"))
        self.post(back)
        self.assertOpenOnce(remitted)
        back.action_undo_ledgers()
        self.assertPaid(remitted)

    def test_0555_before_the_delivery_that_paid(self):
        """STM-11"""
        remitted = self.remit(100)
        number = remitted.customer_number
        paid = self.allocate(self.receive_ls(("0580", number, 100)))
        back = self.allocate(self.receive_ls(("0555", number, 100), task_number="2"))
        self.post(back, paid)
        self.assertOpenOnce(remitted)


@tagged("post_install", "-at_install")
class TestBsChargebacks(ChargebackMixin, LsStatementCommon):
    """Betalingsservice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.pbs_creditor_number = cls.journal.pbs_creditor_number = "12345678"
        cls.method = cls.create_payment_type(cls.journal, "pbs_bs")
        cls.company.debit_method_line_id = cls.method
        cls.payer = cls.create_payer("Familien", 3)

    def receive_bs(self, kind, remitted, number):
        told = [(kind, Collection(line.customer_number, DAY, Decimal(str(line.amount)))) for line in remitted]
        content = bs_answers.render_answer(
            told, pbs_number="12345678", debtor_group="00001", supplier_number=LS["supplier_number"],
            delivery_number=number, created=LS["created"],
        )  # fmt: skip
        return self.env["statement.receiver"]._receive([(f"BS{number}.txt", b"".join(content))], self.journal)

    def test_0239_takes_back_what_an_earlier_delivery_paid(self):
        """STM-11"""
        remitted = self.remit(100)
        self.post(self.allocate(self.receive_bs("0236", remitted, "1")))
        self.assertPaid(remitted)
        back = self.allocate(self.receive_bs("0239", remitted, "2"))
        self.post(back)
        self.assertOpenOnce(remitted)
        back.action_undo_ledgers()
        self.assertPaid(remitted)
