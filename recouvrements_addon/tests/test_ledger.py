from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..models.transaction_kind import KEYED
from .contract_case import ContractCase

CENTS = st.integers(min_value=1, max_value=50_000)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["invoice", "process", *KEYED]),
        CENTS,
    ),
    min_size=1,
    max_size=8,
)


class Book:
    """What a person with pencil and paper would know: independent of the ledger and of the module."""

    def __init__(self):
        self.invoiced = self.paid = self.received = self.returned = Decimal(0)
        self.requests = []

    def reserved(self, kind):
        return sum((amount for asked, amount in self.requests if asked == kind), Decimal(0))

    def owed(self, part):
        if part == "deposit":
            return self.received - self.returned - self.reserved("deposit_refund_request")
        return max(self.paid - self.invoiced, Decimal(0)) - self.reserved("refund_request")


class TestLedger(ContractCase):
    def _step(self, book, contract, name, amount):
        """Do one step in the book and on the contract; what is not possible is not done."""
        if name == "invoice":
            self._invoice(contract, float(amount))
            book.invoiced += amount
        elif name == "process":
            self._process(book, contract)
        elif name in ("payment", "deposit_payment"):
            self._record(contract, name, amount)
            book.paid += amount if name == "payment" else 0
            book.received += amount if name == "deposit_payment" else 0
        else:
            self._give_back(book, contract, name, amount)

    def _give_back(self, book, contract, name, amount):
        part = "deposit" if name.startswith("deposit") else "payment"
        amount = min(amount, book.owed(part))
        if amount <= 0:
            return
        self._record(contract, name, amount)
        if name.endswith("request"):
            book.requests.append((name, amount))
        elif part == "deposit":
            book.returned += amount
        else:
            book.paid -= amount

    def _process(self, book, contract):
        if book.owed("payment") < 0:
            return
        requests = contract.transaction_ids.filtered(lambda made: made.state == "requested")
        requests.with_user(self.processor).action_mark_processed()
        book.paid -= book.reserved("refund_request")
        book.returned += book.reserved("deposit_refund_request")
        book.requests = []

    def _record(self, contract, kind, amount):
        self.env["contract.cashier"]._record([{**self._transfer(contract, kind), "amount": float(amount)}])

    def _transfer(self, contract, kind):
        return {"contract_id": contract.id, "kind": kind, "method": "transfer", "journal_id": self.bank.id}

    @settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.differing_executors])
    @given(STEPS)
    def test_balances_equal_the_ledger_after_any_sequence(self, steps):
        """CTR-3, CTR-9: tile, ledger and a book kept by hand always agree, to the cent."""
        contract, book = self._contract(), Book()
        for name, cents in steps:
            self._step(book, contract, name, Decimal(cents) / 100)
            contract.invalidate_recordset()
        self.assertAlmostEqual(contract.balance, float(book.invoiced - book.paid), places=2)
        self.assertAlmostEqual(contract.deposit_held, float(book.received - book.returned), places=2)
        self.assertAlmostEqual(contract.deposit_received, float(book.received), places=2)
        self.assertAlmostEqual(contract.refundable_amount, max(0, float(book.owed("payment"))), places=2)
        receivable = self.env["account.account"].search([("account_type", "=", "asset_receivable")])
        self.assertAlmostEqual(contract.balance, self._balance_of(receivable, contract), places=2)
        self.assertAlmostEqual(contract.deposit_held, -self._balance_of(self.deposit_account, contract), places=2)

    def _queries_to_read(self, records, names):
        records[:1].read(names)  # rules and rights are read once per user
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        records.read(names)
        return self.env.cr.sql_log_count - before

    def _contracts_with_money(self, number):
        contracts = self.env["customer.contract"].create(
            [{"partner_id": self.customer.id, "deposit_expected": 100} for _ in range(number)]
        )
        self.env["contract.cashier"]._record(
            [
                {**self._transfer(contract, kind), "amount": 50}
                for contract in contracts
                for kind in ("payment", "deposit_payment")
            ]
        )
        return contracts

    def test_the_tile_costs_the_same_for_2_and_20_contracts(self):
        """CTR-3"""
        names = ["invoiced_amount", "paid_amount", "balance", "payment_status", "deposit_held", "deposit_status"]
        few, many = self._contracts_with_money(2), self._contracts_with_money(20)
        few.read(names)
        costs = [self._queries_to_read(contracts.with_user(self.reader), names) for contracts in (few, many)]
        self.assertEqual(costs[0], costs[1])

    def test_the_overview_costs_the_same_for_2_and_20_requests(self):
        """REF-1"""
        groups = []
        for contracts in (self._contracts_with_money(2), self._contracts_with_money(20)):
            groups.append(
                self.env["contract.cashier"]._record(
                    [{**self._transfer(contract, "deposit_refund_request"), "amount": 50} for contract in contracts]
                )
            )
        names = ["date", "partner_id", "contract_id", "amount", "refund_iban", "comment", "state"]
        groups[0].read(names)
        costs = [self._queries_to_read(requests.with_user(self.processor), names) for requests in groups]
        self.assertEqual(costs[0], costs[1])
