"""A month of bank lines whose truth is known: nothing is allocated wrongly, and most of what can be known is found.

The month comes from the builders of ``bench/``; ``scripts/suite bench --cases month`` looks at larger ones.
"""

from collections import Counter
from unittest.mock import patch

from odoo.addons.bank_statement_matching_addon.scenarios import SCENARIOS, paying, reading
from odoo.tests import TransactionCase, tagged

TRANSFERS, DEBITS = 172, 30  # every way to pay comes once or more
LEAST_FOUND = 0.75  # of what somebody could know who sees all that is on file
SEEDS = (3, 11)


@tagged("post_install", "-at_install")
class TestMatchingMonth(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")

    def run_month(self, seed, transfers=TRANSFERS, debits=DEBITS):
        import matching

        return matching.run_month(self.env(su=False), seed, transfers, debits)[0]

    def assertTrusted(self, outcomes):
        wrong = [(outcome.sort, *outcome.line) for outcome in outcomes if outcome.wrong]
        self.assertFalse(wrong)
        expected = [outcome for outcome in outcomes if outcome.expected]
        found = sum(outcome.right for outcome in expected) / len(expected)
        self.assertGreater(found, LEAST_FOUND, Counter(one.sort for one in expected if not one.right))

    def test_a_month_of_a_company_that_collects_and_receives(self):
        """STM-10, STM-11: every line against its truth."""
        outcomes = self.run_month(SEEDS[0])
        self.assertTrusted(outcomes)
        self.assertGreater(len(outcomes), TRANSFERS + DEBITS)
        left = {outcome.sort for outcome in outcomes if outcome.expected and not outcome.matched}
        self.assertFalse(left & {"right_number", "structured", "debit_lines", "debit_block", "debit_merged"})

    def test_another_month(self):
        """STM-10, STM-11"""
        self.assertTrusted(self.run_month(SEEDS[1]))

    def test_a_month_of_payers_and_dates(self):
        """STM-10, STM-11: Leverandørservice names no invoice."""
        import matching

        outcomes = matching.run_danish(self.env(su=False), SEEDS[0], 120)
        self.assertFalse([outcome.line for outcome in outcomes if outcome.wrong])
        self.assertTrue(all(outcome.right for outcome in outcomes), [one.line for one in outcomes if not one.right])

    def test_the_month_is_hard(self):
        """STM-10: a scenario that takes the first amount that fits is wrong about many of its lines."""

        class Greedy:
            """Whoever the account, the name or a number points to: the first open amount like it."""

            evidence = staticmethod(lambda _line: "greedy")

            @staticmethod
            def judge(env, lines):
                return {
                    line: paying.pay(read, items[:1], "greedy")
                    for line, read in reading.read(env, lines).items()
                    if (items := [item for item in read.of(read.items) if read.residual(item) == read.amount])
                }

        with patch.dict(SCENARIOS, {"invoice_number": Greedy, "iban_and_amount": Greedy}):
            outcomes = self.run_month(SEEDS[0])
        wrong = Counter(outcome.sort for outcome in outcomes if outcome.wrong)
        self.assertGreater(sum(wrong.values()), 5, wrong)
        self.assertGreater(len(wrong), 3, wrong)
