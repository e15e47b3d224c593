from decimal import Decimal

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from odoo.exceptions import UserError

from .contract_case import IBAN
from .ledger_book import PART, Page
from .refund_case import RefundCase

KEYED = list(PART)
FILES = ["file", "file", "cancel_file", "refuse"]
# after a move was taken over: its payment is taken back, then the rest of the request is given up
REVERSED = [("reverse", 1, 1), ("take_over", 1, 5000), ("deposit_refund_request", 1, 2000), ("process", 1, 1)]
# a file for the bank is cancelled, the next one goes out and is refused, and the refund is paid by hand
ASKED = [("deposit_payment", 0, 9000), ("deposit_refund_request", 0, 5000), ("file", 0, 1), ("cancel_file", 0, 1)]
REFUSED = [("invoice", 0, 100), ("file", 0, 1), ("refuse", 0, 1), ("process", 0, 1), ("cancel_file", 0, 1)]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("invoice", "cancel", "reverse", "reverse", "take_over", "take_over", "process", "export"),
                *FILES,
                *KEYED,
            ]
        ),
        st.integers(min_value=0, max_value=1),
        st.integers(min_value=1, max_value=50_000),
    ),
    min_size=3,
    max_size=10,
)


class TestLedgerSequences(RefundCase):
    """Whatever people do on two contracts of a customer, in any order: nothing is lost, nothing counts twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("recouvrements_addon.group_accounting_exporter")

    # no shrinking: a failing sequence is short already, and each step posts entries
    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @example([("payment", 0, 9000), ("move_request", 0, 5000), ("export", 0, 1), ("take_over", 1, 3000), *REVERSED])
    @example([("deposit_payment", 0, 9000), ("deposit_move_request", 0, 5000), ("take_over", 1, 3000), *REVERSED])
    @example([*ASKED, *REFUSED])
    @given(STEPS)
    def test_tile_ledger_and_a_book_kept_by_hand_agree_after_any_sequence(self, steps):
        """CTR-3, CTR-9, CTR-10, CTR-11, REF-2, REF-5, REF-6"""
        # of a customer of its own: what earlier sequences left to move is not offered here
        customer = self.env["res.partner"].create({"name": "Rita Renter"})
        values = {"partner_id": customer.id, "deposit_expected": 200, "deposit_iban": IBAN}
        self.contracts = [self._contract(**values) for _number in range(2)]
        self.files = {contract: [] for contract in self.contracts}  # what each file asks of the bank
        self.liability_before = self._liability()
        self.last_export = self.env["accounting.export"].search([], limit=1)
        self.pages = {contract: Page() for contract in self.contracts}
        for name, which, cents in steps:
            contract, amount = self.contracts[which], Decimal(cents) / 100
            step = getattr(self, f"_do_{name}", None)
            if step:
                step(contract, amount)
            else:
                self._do_key(contract, name, amount)
            self.env.invalidate_all()
        for contract in self.contracts:
            self._assert_agree(contract, self.pages[contract])
        self._assert_liability()
        self._assert_each_refund_in_one_file()
        self._assert_each_entry_out_once()

    # ------------------------------------------------------------ what people do, in the book and on the contract

    def _do_invoice(self, contract, amount):
        self._invoice(contract, float(amount))
        self.pages[contract].invoiced += amount

    def _do_key(self, contract, kind, amount):
        page, part = self.pages[contract], PART[kind]
        comes = kind in ("payment", "deposit_payment")
        if not comes:
            amount = min(amount, page.owed(part))
        if amount <= 0:
            return
        made = self._record(contract, kind, amount, method="contract" if "move" in kind else "transfer")
        if comes:
            page.came[part] += amount
        elif kind.endswith("request"):
            page.requests[made] = [kind, amount]
        else:
            page.went[part] += amount

    def _do_take_over(self, contract, amount):
        """The oldest move of the other contract pays a deposit here, as far as both allow."""
        source = next(other for other in self.contracts if other != contract)
        page = self.pages[source]
        moves = [request for request, (kind, _amount) in page.requests.items() if "move" in kind]
        if not moves:
            return
        kind, open_amount = page.requests[moves[0]]
        amount = min(amount, open_amount, page.owed(PART[kind]) + open_amount)
        if amount <= 0:
            return
        self._record(contract, "deposit_payment", amount, method="contract", moved_from_id=moves[0].id)
        page.went[PART[kind]] += amount
        self.pages[contract].came["deposit"] += amount
        page.requests[moves[0]][1] -= amount
        if not page.requests[moves[0]][1]:
            del page.requests[moves[0]]

    def _do_cancel(self, contract, _amount):
        for request in list(self.pages[contract].requests)[:1]:
            request.with_user(self.cashier).action_cancel_request()
            del self.pages[contract].requests[request]

    def _do_process(self, contract, _amount):
        page = self.pages[contract]
        asked = page.asked_back()
        short = any(page.owed(PART[kind]) < 0 for kind, _amount in asked.values())
        requests = self.env["contract.transaction"].union(*asked)
        if short:
            with self.assertRaises(UserError), self.env.cr.savepoint():
                requests.with_user(self.processor).action_mark_processed()
            return
        requests.with_user(self.processor).action_mark_processed()
        page.give_back(asked)

    def _do_file(self, contract, _amount):
        """What waits goes out; what is not owed any more is left out."""
        page = self.pages[contract]
        asked = page.asked_back()
        going = {request: told for request, told in asked.items() if page.owed(PART[told[0]]) >= 0}
        requests = self.env["contract.transaction"].union(*asked)
        if not going:
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self._export(requests)
            return
        export = self._export(requests)
        self.assertEqual(export.line_ids.request_id, requests.union(*going).sorted("id"))
        page.give_back(going)
        self.files[contract].append((export, going))

    def _do_cancel_file(self, contract, _amount):
        """The last file was not sent: its refunds wait again; one of which the bank told something stays."""
        if not self.files[contract]:
            return
        export, going = self.files[contract][-1]
        if "rejected" in export.line_ids.mapped("state"):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                export.with_user(self.exporter)._cancel("Not sent")
            return
        export.with_user(self.exporter)._cancel("Not sent")
        self.pages[contract].take_back(going)
        self.files[contract].pop()

    def _do_refuse(self, contract, _amount):
        """The bank refuses the first refund of the last file, and says so twice."""
        if not self.files[contract]:
            return
        export, going = self.files[contract][-1]
        line = export.line_ids[:1]
        refused = {line.request_id: going.pop(line.request_id)} if line.request_id in going else {}
        for source in ("answer.xml", "again.xml"):
            self.env["refund.answer.registrar"]._reject({line.id: ("MS03", "", source)})
        self.pages[contract].take_back(refused)

    def _do_reverse(self, contract, _amount):
        """The latest transaction that a person may take back; it is refused exactly when the money went on."""
        made = contract.transaction_ids.filtered(lambda one: one.state == "recorded" and not one.request_id)
        made = made.sorted("id")[-1:]
        if not made:
            return
        page, part, amount = self.pages[contract], made.part, Decimal(str(made.amount))
        comes = made.kind in ("payment", "deposit_payment")
        if comes and not page.may_take_back(part, amount):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.env["contract.cashier"]._reverse(made, "Keyed wrongly")
            return
        self.env["contract.cashier"]._reverse(made, "Keyed wrongly")
        (page.came if comes else page.went)[part] -= amount
        if made.moved_from_id:
            self._give_back_to_source(made.moved_from_id, amount)

    def _give_back_to_source(self, request, amount):
        page = self.pages[request.contract_id]
        page.went[request.part] -= amount
        if request in page.requests:
            page.requests[request][1] += amount

    def _do_export(self, _contract, _amount):
        exporter = self.env["accounting.exporter"]
        scope = (self.company, None, "2999-12-31", True)
        if exporter._count(*scope):
            values = {"company_id": self.company.id, "date_to": "2999-12-31", "with_invoices": True}
            name = self.env["ir.sequence"].next_by_code("accounting.export")
            exporter._write(self.env["accounting.export"].sudo().create({"name": name, "file_format": "csv", **values}))

    def _record(self, contract, kind, amount, method="transfer", **values):
        journal = {"journal_id": self.bank.id} if method == "transfer" else {}
        vals = {"contract_id": contract.id, "kind": kind, "amount": float(amount), "method": method}
        return self.env["contract.cashier"]._record([{**vals, **journal, **values}]).sudo(False)

    # ------------------------------------------------------------ what must be true then

    def _assert_agree(self, contract, page):
        held = page.came["deposit"] - page.went["deposit"]
        expected = {
            "invoiced_amount": page.invoiced,
            "balance": -page.kept("payment"),
            "paid_amount": page.came["payment"] - page.went["payment"],
            "refundable_amount": max(Decimal(0), page.owed("payment")),
            "deposit_received": page.came["deposit"],
            "deposit_returned": page.went["deposit"],
            "deposit_held": held,
            "deposit_refundable": max(Decimal(0), page.owed("deposit")),
        }
        self.assertEqual({name: self._cents(contract[name]) for name in expected}, expected)
        self.assertEqual(self._cents(self._ledger(contract, "asset_receivable")), expected["balance"])
        self.assertEqual(self._cents(-self._ledger(contract, "liability_current")), held)
        overview = self.env["contract.balance"].browse(contract.id)
        for name in ("invoiced_amount", "paid_amount", "balance", "deposit_held", "deposit_refundable"):
            self.assertEqual(self._cents(overview[name]), expected[name], name)
        self.assertEqual(overview.payment_status, contract.payment_status)
        self.assertEqual(overview.deposit_status, contract.deposit_status)

    def _assert_liability(self):
        """The liability account holds what the contracts hold, and not a cent more."""
        held = sum(self._cents(contract.deposit_held) for contract in self.contracts)
        self.assertEqual(self._liability() - self.liability_before, held)

    def _assert_each_refund_in_one_file(self):
        """What the bank is asked for, all live files together, is what the book says."""
        for contract in self.contracts:
            asked = sum(
                (amount for _export, going in self.files[contract] for _kind, amount in going.values()), Decimal(0)
            )
            lines = self.env["refund.export.line"].search([("request_id.contract_id", "=", contract.id)])
            live = lines.filtered(lambda line: line.state == "exported")
            self.assertEqual(sum((self._cents(line.amount) for line in live), Decimal(0)), asked)

    def _liability(self):
        lines = self.env["account.move.line"].search(
            [("account_id", "=", self.deposit_account.id), ("parent_state", "=", "posted")]
        )
        return self._cents(-sum(lines.mapped("balance")))

    def _assert_each_entry_out_once(self):
        self._do_export(None, None)
        lines = self.env["account.move.line"].search([("contract_id", "in", [one.id for one in self.contracts])])
        posted = lines.move_id.filtered(lambda move: move.state == "posted")
        exports = self.env["accounting.export"].search([("id", ">", self.last_export.id or 0)])
        self.assertEqual(sum(exports.mapped("entry_count")), len(posted))
        debit = sum(self._cents(line.debit) for line in posted.line_ids)
        self.assertEqual(sum((self._cents(export.debit_total) for export in exports), Decimal(0)), debit)

    def _ledger(self, contract, account_type):
        lines = self.env["account.move.line"].search(
            [
                ("contract_id", "=", contract.id),
                ("parent_state", "=", "posted"),
                ("account_id.account_type", "=", account_type),
            ]
        )
        return sum(lines.mapped("balance"))

    @staticmethod
    def _cents(amount):
        return Decimal(f"{amount:.2f}") + Decimal(0)
