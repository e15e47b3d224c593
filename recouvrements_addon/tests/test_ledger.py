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

    def _contracts_with_money(self, number, customer=None):
        customer = customer or self.customer
        contracts = self.env["customer.contract"].create(
            [{"partner_id": customer.id, "deposit_expected": 100} for _ in range(number)]
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
        names += ["deposit_refundable", "authorised_amount", "authorised_until"]
        few, many = self._contracts_with_money(2), self._contracts_with_money(20)
        few.read(names)
        costs = [self._queries_to_read(contracts.with_user(self.reader), names) for contracts in (few, many)]
        self.assertEqual(costs[0], costs[1])

    def test_the_list_of_transactions_costs_the_same_for_2_and_20(self):
        """CTR-3: with what each came from, where it went and whether it was exported"""
        few, many = self._contracts_with_money(2), self._contracts_with_money(20)
        for contracts in (few, many):
            for contract in contracts:
                request = {**self._transfer(contract, "deposit_move_request"), "method": "contract", "amount": 50}
                self.env["contract.cashier"]._record([request])
        names = ["kind", "trace", "open_amount", "can_change_invoice", "accounting_export_id", "refund_iban", "state"]
        few.transaction_ids.read(names)
        transactions = self.env["contract.transaction"].with_user(self.reader)
        costs = [
            {name: self._queries_to_read(transactions.browse(contracts.transaction_ids.ids), [name]) for name in names}
            for contracts in (few, many)
        ]
        self.assertEqual(costs[0], costs[1])

    def test_offering_moves_costs_the_same_for_2_and_20_of_them(self):
        """CTR-5, CTR-11"""
        costs = []
        for number in (2, 20):
            customer = self.env["res.partner"].create({"name": f"{number} contracts"})
            contracts = self._contracts_with_money(number, customer)
            self.env["contract.cashier"]._record(
                [
                    {**self._transfer(contract, "deposit_move_request"), "method": "contract", "amount": 50}
                    for contract in contracts
                ]
            )
            new = self._contract(partner_id=customer.id, deposit_expected=500)
            entry = {"contract_id": new.id, "part": "deposit", "kind": "deposit_payment", "method": "contract"}
            entry = self.env["contract.transaction.entry"].create(entry)
            costs.append(self._queries_to_read(entry, ["available_move_ids", "left_to_move"]))
            self.assertEqual(len(entry.available_move_ids), number)
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
