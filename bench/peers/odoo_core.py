"""Odoo's own bookkeeping of a statement, in the fewest calls it offers.

The lines are created with the customer account as their counterpart, and all pairs reconciled by one plan; what Odoo's
own screens do takes several times as long.
"""

from odoo.fields import Command

from .statement import Receiving

OPEN = [("move_type", "=", "out_invoice"), ("partner_id.ref", "!=", "K0000000")]


class Core(Receiving):
    STEPS = POSTING = ("ledger",)

    def owed(self, env):
        """The receivable lines of all invoices, in the order of the invoices."""
        lines = env["account.move"].search(OPEN, order="id").line_ids
        return lines.filtered(lambda line: line.account_id.account_type == "asset_receivable").sorted("move_id")

    def check_ledger(self, env):
        assert set(self.owed(env).move_id.mapped("payment_state")) <= {"paid", "in_payment"}


class Lines(Core):
    """One statement line per invoice."""

    def take_ledger(self, env):
        owed = self.owed(env)
        native = env["account.bank.statement.line"].create([self.line_values(line) for line in owed])
        items = native.move_id.line_ids.filtered(lambda item: item.account_id == owed.account_id)
        by_move = {item.move_id: item for item in items}
        pairs = [line | by_move[paid.move_id] for line, paid in zip(owed, native, strict=True)]
        env["account.move.line"]._reconcile_plan(pairs)

    def line_values(self, line):
        return {
            "journal_id": self.known["journal"],
            "payment_ref": line.move_id.name,
            "partner_id": line.partner_id.id,
            "amount": line.amount_residual,
            "counterpart_account_id": line.account_id.id,
        }


class Receipt(Core):
    """One statement line for all invoices, with a counterpart for each."""

    def take_ledger(self, env):
        owed = self.owed(env)
        journal = self.journal(env)
        counterparts = [Command.create(self.counterpart_values(line)) for line in owed]
        total = sum(owed.mapped("amount_residual"))
        liquidity = Command.create(
            {"name": "One receipt", "account_id": journal.default_account_id.id, "balance": total,
             "amount_currency": total}
        )  # fmt: skip
        native = env["account.bank.statement.line"].create(
            {"journal_id": journal.id, "payment_ref": "One receipt", "amount": total,
             "line_ids": [liquidity, *counterparts]}
        )  # fmt: skip
        items = native.move_id.line_ids.filtered(lambda item: item.account_id == owed.account_id).sorted("id")
        env["account.move.line"]._reconcile_plan([line | item for line, item in zip(owed, items, strict=True)])

    def counterpart_values(self, line):
        return {
            "name": line.move_id.name,
            "partner_id": line.partner_id.id,
            "account_id": line.account_id.id,
            "balance": -line.amount_residual,
            "amount_currency": -line.amount_residual,
        }
