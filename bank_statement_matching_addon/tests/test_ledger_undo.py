from odoo.exceptions import UserError
from odoo.tests import tagged

from . import ledger_cases, whole_database
from .common import TRANSFER
from .test_ledger_as_odoo import ALWAYS, NEVER, LedgerCommon, copies_from

# every second one by copies
SEEDS = [(seed, ALWAYS if seed % 2 else NEVER) for seed in range(100, 106)]


@tagged("post_install", "-at_install")
class TestLedgerUndo(LedgerCommon):
    """After an undo everything is as if the ledgers had never been updated (STM-15)."""

    def assertUndone(self, before):
        self.assertFalse(whole_database.changes(before, whole_database.rows(self.env)))

    def posted(self, case):
        self.set_up_account(case)
        invoices = self.invoices_of(case)
        return invoices, self.post_ours(self.plan_of(case, invoices), case.account)

    def test_random_cases_leave_no_row(self):
        """STM-15: every row of the ledger, of invoices and of statements, exchange differences and taxes included."""
        for seed, copies in SEEDS:
            with self.subTest(seed=seed), self.taken_back(), copies_from(copies):
                invoices, received = self.posted(ledger_cases.draw(seed)._replace(lock=()))
                before = whole_database.rows(self.env)
                received.action_update_ledgers()
                first = self.look(invoices, received.line_ids.sorted("id").native_line_id.move_id)
                received.action_undo_ledgers()
                self.assertUndone(before)
                received.action_update_ledgers()
                again = self.look(invoices, received.line_ids.sorted("id").native_line_id.move_id)
                self.assertFalse(ledger_cases.differences(first, again))

    def test_random_ways_to_and_fro(self):
        """STM-15, STM-11: debits paid and taken back in three statements, updated and undone in any order: what counts
        in the end is which are updated, not how it came to that; with none, no row differs from before.
        """
        for seed, copies in SEEDS:
            with self.subTest(seed=seed), self.taken_back(), copies_from(copies):
                self.walk(ledger_cases.Random(seed))

    def walk(self, chance):
        remitted = self.remit(100, 50.5, 70, -20)
        remitted |= self.remit(33, 44, payer=self.other_payer)
        statements = self.answers_to(remitted, chance)
        before = whole_database.rows(self.env)
        known = {}
        for _step in range(8):
            self.step(chance.choice(statements))
            updated = tuple(statement.state == "done" for statement in statements)
            seen = self.seen(remitted, statements)
            self.assertEqual(known.setdefault(updated, seen), seen, updated)
        for statement in reversed(statements):
            self.undo(statement)
        while "done" in statements.mapped("state"):
            for statement in statements.filtered(lambda one: one.state == "done"):
                self.undo(statement)
        self.assertUndone(before)

    def answers_to(self, remitted, chance):
        """Three statements: money, and money taken back, shuffled over them."""
        told = {line: chance.randrange(3) for line in remitted}
        entries = {0: [], 1: [], 2: []}
        for number, (line, place) in enumerate(told.items(), 1):
            entries[place].append(self.collected(line, number=number))
        for number, line in enumerate(remitted.filtered(lambda line: line.amount > 0), 20):
            if chance.random() < 0.6:
                entries[chance.randrange(3)].append(self.returned(line, number=number))
        statements = self.env["received.statement"]
        for number, those in entries.items():
            other = self.entry(1, TRANSFER, 90 + number, text="nobody knows")
            statements |= self.receive(*(those or [other]), number=str(number + 1))
        for statement in statements:
            self.allocate(statement)
            for line in statement.line_ids.filtered(lambda line: line.state != "full"):
                self.env["statement.settler"]._put_on_account(line, self.payer, line.difference)
        self.assertEqual(set(statements.mapped("state")), {"full"})
        return statements

    def step(self, statement):
        if statement.state == "full":
            statement.action_update_ledgers()
        else:
            self.undo(statement)

    def undo(self, statement):
        """Undone, or refused in words without a trace."""
        if statement.state != "done":
            return
        before = whole_database.rows(self.env)
        try:
            with self.env.cr.savepoint():
                statement.action_undo_ledgers()
                self.env.flush_all()
        except UserError as refusal:
            self.assertRegex(str(refusal), "first")
            self.assertUndone(before)

    def seen(self, remitted, statements):
        """What people see, and what is owed."""
        self.env.invalidate_all()
        receivables = remitted.move_line_id
        return {
            "lines": remitted.mapped("state"),
            "blocks": remitted.mapped("payment_block"),
            "open": receivables.mapped("amount_residual"),
            "paid": remitted.move_id.mapped("payment_state"),
            "mandates": remitted.mandate_id.mapped(lambda one: (one.state, one.suspended, one.collected_on)),
            "owed": sum(self.items_of_customers().mapped("balance")),
            "left": sorted(self.items_of_customers().filtered("amount_residual").mapped("amount_residual")),
            "wrong": statements.allocation_ids.filtered("unreconciled").ids,
        }

    def items_of_customers(self):
        return self.env["account.move.line"].search(
            [("account_id.account_type", "=", "asset_receivable"), ("partner_id", "in", self.payers.ids)]
        )
