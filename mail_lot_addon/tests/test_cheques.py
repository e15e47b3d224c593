from dateutil.relativedelta import relativedelta
from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.exceptions import UserError

from .common import MailLotCommon


class TestCheques(MailLotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_j = cls.client_of()

    def test_a_cheque_of_the_debt_regularises_it(self):
        """LOT-4: mode 15, the cheque's number and amount."""
        invoice = self.invoice_of(self.client_j, 17.15)
        item = self.key(self.lot_of(), self.client_j, self.cheque(17.15, number="42"), regularise=invoice)
        self.assertEqual((item.payment_mode, item.cheque_number, item.amount), ("15", "0000042", 17.15))
        self.assertEqual((item.regularised, item.on_account), (17.15, 0.0))
        self.assertEqual(item.operator_id, self.keyer)

    def test_a_lower_cheque_regularises_its_own_amount(self):
        """LOT-4: the lower of cheque and invoice."""
        invoice = self.invoice_of(self.client_j, 58.95)
        item = self.key(self.lot_of(), self.client_j, self.cheque(58), regularise=invoice)
        self.assertEqual((item.regularised, item.on_account), (58.0, 0.0))

    def test_a_higher_cheque_leaves_its_surplus_on_account(self):
        """LOT-4: the means of payment carries the cheque's own amount, the surplus stays on the client's account."""
        invoice = self.invoice_of(self.client_j, 22.45)
        item = self.key(self.lot_of(), self.client_j, self.cheque(22.46), regularise=invoice)
        self.assertEqual((item.amount, item.regularised, item.on_account), (22.46, 22.45, 0.01))

    def test_several_invoices_take_from_the_cheque_oldest_first(self):
        """LOT-3, LOT-4: an operation per invoice."""
        older, newer = self.invoice_of(self.client_j, 30, days_ago=60), self.invoice_of(self.client_j, 50)
        left = self.invoice_of(self.client_j, 5, days_ago=90)
        item = self.key(self.lot_of(), self.client_j, self.cheque(70), regularise=older | newer, without_payment=left)
        amounts = {operation.move_id: operation.amount for operation in item.operation_ids}
        self.assertEqual(amounts, {older: 30.0, newer: 40.0, left: 0.0})
        self.assertEqual(
            item.operation_ids.filtered(lambda operation: operation.move_id == left).operation, "without_payment"
        )

    def test_an_invoice_left_empty_is_recorded_as_seen(self):
        """LOT-3: or left empty."""
        paid, empty = self.invoice_of(self.client_j, 10), self.invoice_of(self.client_j, 20)
        item = self.key(self.lot_of(), self.client_j, self.cheque(10), regularise=paid)
        seen = item.operation_ids.filtered(lambda operation: operation.move_id == empty)
        self.assertEqual((seen.operation, seen.amount, seen.circular), (False, 0.0, "AP11"))

    def test_words_prevail_over_figures_and_the_difference_is_noted(self):
        """LOT-4: art. L131-10."""
        invoice = self.invoice_of(self.client_j, 100)
        item = self.key(self.lot_of(), self.client_j, self.cheque(58, amount_in_words=58.95), regularise=invoice)
        self.assertEqual((item.amount, item.regularised, item.amount_in_figures), (58.95, 58.95, 58.0))
        self.assertTrue(item.amounts_differ)
        same = self.key(self.lot_of(), self.client_j, self.cheque(5, "2", amount_in_words=5), regularise=invoice)
        self.assertFalse(same.amounts_differ)

    def test_a_cheque_older_than_a_year_and_eight_days_is_refused(self):
        """LOT-4: on the last day it is still taken, the day after it is not."""
        invoice = self.invoice_of(self.client_j, 10)
        last = self.today - relativedelta(years=1) - relativedelta(days=8)
        self.key(self.lot_of(), self.client_j, self.cheque(1, "1", date=last), regularise=invoice)
        with self.assertRaisesRegex(UserError, "0000002|older than a year and eight days"):
            self.key(
                self.lot_of(), self.client_j, self.cheque(1, "2", date=last - relativedelta(days=1)), regularise=invoice
            )

    def test_an_unsigned_cheque_is_refused(self):
        """LOT-4."""
        invoice = self.invoice_of(self.client_j, 10)
        with self.assertRaisesRegex(UserError, "1234567 is not signed"):
            self.key(self.lot_of(), self.client_j, self.cheque(10, signed=False), regularise=invoice)

    def test_all_that_is_wrong_is_said_at_once(self):
        """LOT-4: and nothing is recorded."""
        lot = self.lot_of()
        self.invoice_of(self.client_j, 10)
        with self.assertRaises(UserError) as refused:
            self.key(lot, self.client_j, self.cheque(0, "12X", date=False, signed=False))
        message = refused.exception.args[0]
        for part in ("12X: the number", "above zero", "not signed", "key its date", "Say which invoice"):
            self.assertIn(part, message)
        self.assertFalse(lot.item_ids)

    def test_a_cheque_without_pending_invoice_is_set_aside(self):
        """LOT-4: for a lot without invoice, where the whole cheque stays on account."""
        with self.assertRaisesRegex(UserError, "lot without invoice"):
            self.key(self.lot_of(), self.client_j, self.cheque(10))
        item = self.key(self.lot_of(with_invoice=False), self.client_j, self.cheque(10))
        self.assertEqual((item.regularised, item.on_account), (0.0, 10.0))

    def test_a_lot_without_invoice_settles_none(self):
        """LOT-1."""
        invoice = self.invoice_of(self.client_j, 10)
        with self.assertRaisesRegex(UserError, "lot without invoice"):
            self.key(self.lot_of(with_invoice=False), self.client_j, self.cheque(10), regularise=invoice)

    def test_somebody_elses_invoice_is_refused(self):
        """LOT-3: only the client's own pending invoices take an operation."""
        self.invoice_of(self.client_j, 10)
        foreign = self.invoice_of(self.client_of("2"), 10)
        with self.assertRaisesRegex(UserError, "select the client again"):
            self.key(self.lot_of(), self.client_j, self.cheque(10), regularise=foreign)

    @settings(max_examples=200, deadline=None)
    @given(amount=st.integers(1, 10**7), debts=st.lists(st.integers(1, 10**6), max_size=8))
    def test_every_cent_of_a_cheque_is_shared_out(self, amount, debts):
        """LOT-4: what invoices get and what stays on account make the cheque, and no invoice gets more than it owes."""
        currency = self.company.currency_id
        allocator = self.env["mail.lot.cheque.allocator"]
        shares, surplus = allocator._share(currency, amount / 100, [debt / 100 for debt in debts])
        cents = [round(share * 100) for share in shares]
        self.assertEqual(sum(cents) + round(surplus * 100), amount)
        self.assertTrue(all(0 <= cent <= debt for cent, debt in zip(cents, debts, strict=True)))
        self.assertTrue(surplus == 0 or cents == debts)

    def propose(self, amount, *debts):
        return self.env["mail.lot.cheque.allocator"]._propose(self.company.currency_id, amount, list(debts))

    def test_operations_are_proposed_only_where_they_need_no_thought(self):
        """LOT-4: one invoice, an exact amount (the oldest of equals), or a cheque that pays everything."""
        a, b, c = ("AP11", 13.1), ("AP12", 20.3), ("AP13", 20.3)
        self.assertEqual(self.propose(5, ("AP11", 10)), ["regularise"])
        self.assertEqual(self.propose(20.3, a, b, c), ["without_payment", "regularise", "without_payment"])
        self.assertEqual(self.propose(33.4, a, b), ["regularise", "regularise"])
        self.assertEqual(self.propose(15, a, b), [False, False])
        self.assertEqual(self.propose(0, a), [False])
        self.assertEqual(self.propose(10), [])

    def test_the_four_cases_of_several_letters_are_proposed(self):
        """LOT-5: the source's own examples."""
        higher = self.propose(20.3, ("AP11", 13.1), ("AP11", 20.3))
        self.assertEqual(higher, ["without_payment", "regularise"], "same letter, the higher one paid")
        grown = self.propose(13.1, ("AP11", 20.3), ("AP12", 20.3))
        self.assertEqual(grown, ["regularise", "empty"], "different letters, same amount, a lower one paid")
        lower = self.propose(13.1, ("AP11", 13.1), ("AP11", 20.3))
        self.assertEqual(lower, ["regularise", "empty"], "same letter, the lower one paid")
        twice = self.propose(20.3, ("AP11", 20.3), ("AP11", 20.3))
        self.assertEqual(twice, ["regularise", "without_payment"], "the same twice")

    def test_an_invoice_is_left_empty_by_force_only_and_that_is_recorded(self):
        """LOT-5: forcing is explicit."""
        paid, left = self.invoice_of(self.client_j, 13.1), self.invoice_of(self.client_j, 20.3)
        lot = self.lot_of()
        keyer = lot.env["mail.lot.item.keyer"]
        operations = {self.receivable(paid).id: "regularise"}
        with self.assertRaisesRegex(UserError, f"{left.name} has no operation"):
            keyer._save_cheque(lot, "a", self.client_j, self.cheque(13.1), operations)
        item = keyer._save_cheque(
            lot, "a", self.client_j, self.cheque(13.1), operations, forced=self.receivable(left).ids
        )
        forced = {operation.move_id: operation.is_forced for operation in item.operation_ids}
        self.assertEqual(forced, {paid: False, left: True})

    def test_what_a_cheque_pays_is_not_debited_meanwhile(self):
        """LOT-4: the invoice is kept out of remittances until the lot is closed or the cheque is taken out."""
        invoice = self.invoice_of(self.client_j, 100)
        receivable = self.receivable(invoice)
        lot = self.lot_of()
        item = self.key(lot, self.client_j, self.cheque(60), regularise=invoice)
        other = self.key(lot, self.client_j, self.cheque(40, "2"), regularise=invoice)
        self.assertEqual(receivable.payment_block, "8")
        other._cancel("keyed twice")
        self.assertEqual(receivable.payment_block, "8", "the other cheque still pays it")
        self.close(item.lot_id)
        self.assertFalse(receivable.payment_block)
        self.assertEqual(receivable.amount_residual, 40)
