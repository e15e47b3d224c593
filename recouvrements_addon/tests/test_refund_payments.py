from odoo import fields

from .refund_case import RefundCase

# What differs from record to record, and what says only when and in which row something was stored.
OWN = {
    "id", "name", "display_name", "sequence_number", "ref", "memo", "contract_id", "move_id", "move_name",
    "origin_payment_id", "payment_id", "full_reconcile_id", "matching_number", "access_token", "create_date",
    "write_date", "message_main_attachment_id", "message_ids", "line_ids", "reconcile_model_id",
}  # fmt: skip
# Taxes are mapped by it, and payments have none.
NOT_LOOKED_FOR = {"fiscal_position_id"}


class TestRefundPayments(RefundCase):
    def _contracts(self, count):
        """Contracts of one customer, so that payments on them are alike."""
        contracts = self.env["customer.contract"].create([{"partner_id": self.customer.id} for _number in range(count)])
        self._pay_deposits(contracts, alone=True)
        return contracts

    def _pay_deposits(self, contracts, alone, kind="deposit_payment"):
        vals_list = [self._prepare(contract, kind) for contract in contracts]
        cashier = self.env["contract.cashier"]
        if alone:
            return self.env["contract.transaction"].union(*[cashier._record([vals]) for vals in vals_list])
        return cashier._record(vals_list)

    def _prepare(self, contract, kind):
        return {
            "contract_id": contract.id,
            "kind": kind,
            "method": "transfer",
            "journal_id": self.bank.id,
            "date": fields.Date.today(),
            "amount": 50,
        }

    def _stored(self, records):
        names = [
            name
            for name, field in records._fields.items()
            if field.store
            and field.type not in ("one2many", "many2many", "binary")
            and name not in OWN | NOT_LOOKED_FOR
        ]
        return [
            {name: record[name].ids if record._fields[name].relational else record[name] for name in names}
            for record in records
        ]

    def test_refunds_made_together_are_numbered_as_those_made_one_by_one(self):
        """REF-3, CTR-9: without gaps, whatever was in the journal before, on each day and in each journal"""
        contracts = self._contracts(6)
        day = fields.Date.today().replace(month=1, day=5)
        self._pay_deposits(contracts[:1], alone=True, kind="deposit_refund")
        vals_list = [
            {**self._prepare(contract, "deposit_refund"), "date": date, "journal_id": journal.id, "method": method}
            for contract, date, journal, method in zip(
                contracts[1:],
                (day, fields.Date.today(), day.replace(year=day.year - 1), day, fields.Date.today()),
                (self.bank, self.bank, self.bank, self.register, self.bank),
                ("transfer", "transfer", "transfer", "cash", "transfer"),
                strict=True,
            )
        ]
        made = self.env["contract.cashier"]._record(vals_list)
        names = made.entry_id.sorted("id").mapped("name")
        self.assertEqual(len(set(names)), 5)
        for journal, year in ((self.bank, day.year), (self.bank, day.year - 1), (self.register, day.year)):
            moves = self.env["account.move"].search(
                [("journal_id", "=", journal.id), ("name", "like", f"/{year}/"), ("origin_payment_id", "!=", False)]
            )
            numbers = sorted(moves.mapped("sequence_number"))
            self.assertTrue(numbers)
            self.assertEqual(numbers, list(range(1, len(numbers) + 1)), f"{journal.name} {year}")

    def test_refunds_made_together_ask_once_how_their_numbers_look(self):
        """REF-3: so that a file of many refunds costs the same for each"""
        asked = []
        mixin = self.registry["account.move"]
        original = mixin._get_last_sequence

        def count(moves, *args, **kwargs):
            asked.append(moves)
            return original(moves, *args, **kwargs)

        contracts = self._contracts(5)
        self.patch(mixin, "_get_last_sequence", count)
        self._pay_deposits(contracts, alone=False, kind="deposit_refund")
        self.assertEqual(len(asked), 1)

    def test_refunds_made_together_are_stored_as_those_made_one_by_one(self):
        """REF-3, CTR-9: payment, entry, items and reconciliation; only the fiscal position is not looked for."""
        contracts = self._contracts(4)
        one_by_one = self._pay_deposits(contracts[:2], alone=True, kind="deposit_refund")
        together = self._pay_deposits(contracts[2:], alone=False, kind="deposit_refund")
        self.env.flush_all()
        self.env.invalidate_all()
        for path in ("payment_id", "entry_id", "entry_id.line_ids"):
            expected, found = self._stored(one_by_one.mapped(path)), self._stored(together.mapped(path))
            self.assertTrue(expected)
            self.assertEqual(found, expected, path)
        for refunds in (one_by_one, together):
            self.assertEqual(refunds.payment_id.move_id, refunds.entry_id)
            self.assertEqual(refunds.entry_id.origin_payment_id, refunds.payment_id)
            self.assertEqual(refunds.contract_id.mapped("deposit_held"), [0, 0])
            held = refunds.entry_id.line_ids.filtered(lambda line: line.account_id == self.deposit_account)
            self.assertEqual(held.mapped("reconciled"), [True, True])
