from .contract_case import ContractCase


class TestLedger(ContractCase):
    def _transfer(self, contract, kind):
        return {"contract_id": contract.id, "kind": kind, "method": "transfer", "journal_id": self.bank.id}

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
