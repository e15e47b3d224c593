from dataclasses import dataclass
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odoo.tests import tagged

from ..formats.calendar import add_bank_days, is_target_day
from .amendments import AmendmentCommon
from .common import iban_of

START = date(2026, 10, 14)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.integers(0, 2)),
        st.tuples(st.just("debit"), st.just(0)),
        st.tuples(st.sampled_from(("collect", "reject", "give_back", "cancel", "undo")), st.integers(0, 3)),
        st.tuples(st.just("wait"), st.integers(1, 9)),
    ),
    min_size=4,
    max_size=14,
)


@dataclass
class Asked:
    """One debit as somebody who knows only the rule would note it on paper."""

    day: date
    account: int
    fate: str = "open"  # then collected, refused, back, void


class Paper:
    """MAN-11 in a few words: the last debit that was collected counts; what differs from it is told."""

    def __init__(self):
        self.account = 0
        self.debits = []

    def told(self, today):
        """The account that the next debit names as the old one, or None."""
        good = [debit for debit in self.debits if self._counts(debit, today)]
        last = max(good, key=lambda debit: (debit.day, self.debits.index(debit)), default=None)
        return last.account if last and last.account != self.account else None

    def _counts(self, debit, today):
        silence = debit.fate == "open" and add_bank_days(debit.day, 5, is_target_day) < today
        return debit.fate == "collected" or silence


@tagged("post_install", "-at_install")
class TestAmendmentRule(AmendmentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = 0

    @settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(STEPS)
    def test_whatever_happens_the_next_debit_tells_what_the_rule_says(self, steps):
        """MAN-11: any order of account changes, collections, refusals, returns, cancellations and undone updates."""
        type(self).made += 10
        self.later((START - self.day).days)
        self.payer = self.create_payer(f"P{self.made}", self.made)
        self.paper, self.lines = Paper(), []
        for name, number in [*steps, ("debit", 0)]:
            getattr(self, f"_{name}")(number)

    def _iban(self, account):
        return iban_of(self.made + account)

    def _change(self, account):
        if account != self.paper.account:
            self.paper.account = account
            self.replace_account(self.made + account, self.payer.mandate_ids)

    def _wait(self, days):
        self.later(days)

    def _debit(self, _number):
        expected = self.paper.told(self.day)
        line = self.debit(self.payer)
        self.assertEqual(line.sudo().debited_iban, self._iban(self.paper.account))
        self.assertEqual(line.sudo().old_account or None, self._iban(expected) if expected is not None else None)
        self.assertEqual(line.amended, expected is not None)
        self.lines.append(line)
        self.paper.debits.append(Asked(line.payment_date, self.paper.account))

    def _of_fate(self, number, *fates):
        """A debit that ended so, counted from the last."""
        those = [place for place, debit in enumerate(self.paper.debits) if debit.fate in fates]
        return (those[-1 - number],) if number < len(those) else ()

    def _end(self, place, fate, act):
        act(self.lines[place])
        self.paper.debits[place].fate = fate
        if fate in ("refused", "back", "void"):
            self.lines[place].move_line_id._set_payment_block("2")  # every debit here has an invoice of its own

    def _collect(self, number):
        for place in self._of_fate(number, "open"):
            self._end(place, "collected", self.collect)

    def _reject(self, number):
        for place in self._of_fate(number, "open"):
            self._end(place, "refused", self.reject)

    def _give_back(self, number):
        for place in self._of_fate(number, "open", "collected"):
            self._end(place, "back", lambda line: line._register_return({line.id: ("AM04", "Returned", "test")}))

    def _cancel(self, number):
        for place in self._of_fate(number, "open"):
            self._end(place, "void", lambda line: line.remittance_id._cancel("not sent"))

    def _undo(self, number):
        for place in self._of_fate(number, "collected"):
            self._end(place, "open", lambda line: line._undo_collection())
