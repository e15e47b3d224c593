from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

MOST_SHOWN = 500


class StatementSettler(models.AbstractModel):
    """Settles by hand what the scenarios left open (STM-13, STM-14)."""

    _name = "statement.settler"
    _description = "Settling by hand"

    # ------------------------------------------------------------ what may be added

    @api.model
    def _open_items(self, line):
        """The due amounts of the line's payer that are open and not taken by this line, the oldest first."""
        if not line.partner_id:
            return self.env["account.move.line"]
        return self.env["account.move.line"].search(
            Domain.AND(
                [
                    [("partner_id", "child_of", line.partner_id.commercial_partner_id.id)],
                    [("account_id.account_type", "=", "asset_receivable"), ("reconciled", "=", False)],
                    [("parent_state", "=", "posted"), ("company_id", "=", line.company_id.id)],
                    [("currency_id", "=", line.currency_id.id), ("id", "not in", line.allocation_ids.move_line_id.ids)],
                ]
            ),
            order="date_maturity, id",
            limit=MOST_SHOWN,
        )

    @api.model
    def _add(self, line, receivables):
        """Allocate open due amounts to a line: remitted ones as a whole, others at most what is left of the line.

        A remitted invoice paid another way stays remitted; the warning is on the screen, where it is marked (REM-13).
        """
        self._lock(line.statement_id)
        asked = self.env["debit.remittance.line"].search(
            [
                ("move_line_id", "in", receivables.ids),
                ("state", "=", "remitted"),
                ("remittance_id.state", "=", "confirmed"),
            ]
        )
        free = self._not_taken(asked)
        by_receivable = {remitted.move_line_id: remitted for remitted in free}
        vals_list = [self._prepare_vals(line, item, by_receivable.get(item)) for item in receivables]
        return self.env["received.allocation"].create(vals_list)

    def _not_taken(self, asked):
        taken = self.env["received.allocation"].search(
            [("remittance_line_id", "in", asked.ids), ("kind", "in", ("remitted", "refused"))]
        )
        return asked - taken.remittance_line_id

    def _prepare_vals(self, line, item, remitted):
        values = {"line_id": line.id, "move_line_id": item.id, "partner_id": item.partner_id.id}
        collected = line.effect in ("collection", "disbursement") or (
            remitted and remitted.end_to_end_id == line.end_to_end_id
        )
        if remitted and collected:
            return {**values, "kind": "remitted", "remittance_line_id": remitted.id, "amount": remitted.amount}
        return {**values, "kind": "open_item", "amount": self._part(line, item)}

    def _part(self, line, item):
        """What is left of the line, at most what is left of the invoice; the whole invoice when nothing is left."""
        residual, left = item.amount_residual_currency, line.difference
        if line.currency_id.is_zero(left) or left * residual < 0:
            return residual
        return min(residual, left) if residual > 0 else max(residual, left)

    # ------------------------------------------------------------ what no invoice explains

    @api.model
    def _put_on_account(self, line, partner, amount):
        self._lock(line.statement_id)
        if not partner:
            raise ValidationError(self.env._("Choose the payer."))
        line.partner_id = line.partner_id or partner
        return self._create_other(line, "on_account", amount, partner_id=partner.id)

    @api.model
    def _write_off(self, line, account, amount):
        self._lock(line.statement_id)
        if (
            account.account_type in ("asset_cash", "liability_credit_card")
            and account == line.journal_id.default_account_id
        ):
            raise ValidationError(self.env._("Choose another account than that of the bank itself."))
        return self._create_other(line, "ledger_account", amount, account_id=account.id, partner_id=line.partner_id.id)

    def _create_other(self, line, kind, amount, **values):
        if line.currency_id.is_zero(amount):
            raise UserError(self.env._("The amount is zero."))
        return self.env["received.allocation"].create({"line_id": line.id, "kind": kind, "amount": amount, **values})

    # ------------------------------------------------------------ off and elsewhere

    @api.model
    def _move(self, allocations, target):
        """Take allocations off their line and put them on another one of the same account."""
        self._lock(allocations.statement_id | target.statement_id)
        if not allocations or target in allocations.line_id or target.journal_id != allocations.line_id.journal_id:
            raise UserError(self.env._("Choose invoices, and another line of the same bank account."))
        if allocations.filtered(lambda allocation: allocation.kind not in ("remitted", "open_item", "on_account")):
            raise UserError(self.env._("Only invoices and amounts on account can be moved."))
        before = allocations.statement_id
        allocations.sudo().with_context(allocating_statement=True).write({"line_id": target.id, "origin": "manual"})
        (before | target.statement_id)._follow()

    @api.model
    def _lift_block(self, allocations):
        """The bank did not carry these debits out: reject them, free their invoices, take them off (STM-13)."""
        self._lock(allocations.statement_id)
        wrong = allocations.filtered(lambda allocation: allocation.kind != "remitted")
        if wrong:
            raise UserError(self.env._("Only a remitted invoice has a block to lift: %s", wrong[0].display_name))
        answers = {
            allocation.remittance_line_id.id: (
                "", self.env._("Taken off the statement by hand"), allocation.statement_id.name
            )
            for allocation in allocations
        }  # fmt: skip
        remitted = (
            allocations.remittance_line_id.sudo()
        )  # who settles may read the bank's answer, whatever else is allowed
        allocations.unlink()
        remitted._register_rejection(answers)
        remitted.move_line_id._set_payment_block(False)

    # ------------------------------------------------------------ release (option 23)

    @api.model
    def _release(self, lines, with_manual=False):
        """Take the allocations off: the automatic ones, and the manual ones too when asked for."""
        self._lock(lines.statement_id)
        released = lines.allocation_ids.filtered(lambda allocation: with_manual or allocation.origin == "automatic")
        self._take_back_refusals(released)
        touched = lines.browse(released.line_id.ids)
        released.sudo().with_context(allocating_statement=True).unlink()
        bare = touched.filtered(lambda line: not line.allocation_ids)
        bare.write({"scenario_id": False, "evidence": False})
        bare.statement_id._set_lines("to_allocate", bare)
        lines.statement_id._follow()

    @api.model
    def _take_back_refusals(self, allocations):
        """A refusal that is released was read by mistake: the debits wait for the bank again."""
        refused = allocations.filtered(lambda allocation: allocation.kind == "refused").remittance_line_id.sudo()
        refused = refused.filtered(lambda line: line.state == "rejected")
        again = (
            self.env["debit.remittance.line"]
            .sudo()
            .search(
                [
                    ("move_line_id", "in", refused.move_line_id.ids),
                    ("state", "in", ("proposed", "held", "remitted", "matched")),
                ]
            )
        )
        if again:
            raise UserError(
                self.env._(
                    "These invoices were remitted again since the bank refused them; the refusal stays: %s",
                    ", ".join(again.mapped("display_name")[:10]),
                )
            )
        refused._undo_answer()

    def _lock(self, statements):
        statements.check_access("write")
        statements.lock_for_update()
        statements._require("to_allocate", "partial", "full")
