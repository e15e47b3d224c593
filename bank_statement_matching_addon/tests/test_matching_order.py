from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.tests import tagged

from .common import LsStatementCommon, iban_of
from .test_matching_numbers import MatchingCommon

LINES = 9


class Shuffling:
    """What was allocated to what, told by the contents of the lines, whatever their places in the file."""

    def outcome(self, order, receive):
        """Allocate the lines in one order, look, and forget everything."""
        with self.env.cr.savepoint() as savepoint:
            received = receive(order)
            found = Counter(
                (self.content(one.line_id), one.kind, one.move_line_id.id, one.amount)
                for one in received.allocation_ids
            )
            reasons = Counter((self.content(line), line.evidence) for line in received.line_ids)
            savepoint.rollback()
        self.env.invalidate_all()
        return found, reasons

    def content(self, line):
        return line.bank_code, line.amount, line.rejected_amount, line.text, line.customer_number


@tagged("post_install", "-at_install")
class TestMatchingOrder(Shuffling, MatchingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        dues = [cls.create_due(cls.payer, amount) for amount in (120, 120, 30, 45)]
        others = [cls.create_due(cls.other_payer, amount) for amount in (120, 60, 60)]
        # rivals, parts of one invoice, twins, what one line leaves for another one, a number of somebody else
        cls.said = [
            (120, dues[0].name, 1), (120, "", 1), (30, dues[3].name, 1), (15, dues[3].name, 1), (30, "", 1),
            (120, others[0].name, 2), (120, others[0].name, 2), (60, "", 2), (60, others[0].name, 1),
        ]  # fmt: skip
        assert len(cls.said) == LINES
        cls.expected = None

    def receive_in(self, order):
        entries = [
            self.transfer(amount, text, iban_of(account), number=place)
            for place, (amount, text, account) in enumerate(self.said)
        ]
        return self.allocate(self.receive(*[entries[place] for place in order], number="O"))

    @settings(max_examples=12)
    @given(st.permutations(range(LINES)))
    def test_the_order_of_the_file_changes_nothing(self, order):
        """STM-10: deterministic, transfers."""
        cls = type(self)
        cls.expected = cls.expected or self.outcome(range(LINES), self.receive_in)
        self.assertTrue(cls.expected[0], "something is allocated")
        self.assertEqual(self.outcome(order, self.receive_in), cls.expected)


@tagged("post_install", "-at_install")
class TestLsMatchingOrder(Shuffling, LsStatementCommon):
    """Several lines of one payer and date are compared as a group."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for amount in (100, 50, 25):
            cls.create_due(cls.payer, amount)
        for amount in (80, 80, 10):
            cls.create_due(cls.other_payer, amount)
        cls.confirm(cls.propose())
        one, two = cls.payer.ref, cls.other_payer.ref
        cls.answers = [
            ("0530", two, 80), ("0580", one, 100), ("0580", one, 40), ("0580", one, 35), ("0555", one, 25),
            ("0580", two, 80), ("0580", two, 90), ("0540", two, 10), ("0555", two, 170),
        ]  # fmt: skip
        assert len(cls.answers) == LINES
        cls.expected = None

    def receive_in(self, order):
        received = self.receive_ls(*[self.answers[place] for place in order])
        received.action_validate()
        received.action_allocate()
        return received

    @settings(max_examples=12)
    @given(st.permutations(range(LINES)))
    def test_the_order_of_the_file_changes_nothing(self, order):
        """STM-10: deterministic, groups of payer and date."""
        cls = type(self)
        cls.expected = cls.expected or self.outcome(range(LINES), self.receive_in)
        self.assertTrue(cls.expected[0], "something is allocated")
        self.assertEqual(self.outcome(order, self.receive_in), cls.expected)
