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
    def _open_items_of_company(self, line):
        """The open due amounts of all customers of the line's company, in whatever currency."""
        return (
            Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("reconciled", "=", False)
            & Domain("parent_state", "=", "posted")
            & Domain("company_id", "=", line.company_id.id)
        )

    @api.model
    def _open_items_domain(self, line):
        """The due amounts of the line's payer that are open and not taken by this line; none without a payer."""
        if not line.partner_id:
            return Domain.FALSE
        payer = Domain("partner_id", "child_of", line.partner_id.commercial_partner_id.id)
        return payer & self._open_items_of_company(line) & Domain("id", "not in", line.allocation_ids.move_line_id.ids)

    @api.model
    def _open_items(self, line):
        """What may be added to the line, the oldest first."""
        return self.env["account.move.line"].search(
            self._open_items_domain(line), order="date_maturity, id", limit=MOST_SHOWN
        )

    @api.model
    def _add(self, line, receivables, whole=False, amounts=None):
        """Allocate open due amounts to a line: remitted ones as a whole, others at most what is left of the line.

        A remitted invoice paid another way stays remitted; the warning is on the screen, where it is marked (REM-13).

        :param whole: take each of them whole, even if it is more than what is left.
        :param amounts: ``{due amount's id: amount}`` for those of which people say how much.
        """
        self._lock(line.statement_id)
        asked = self.env["debit.remittance.line"].search(
            [
                ("move_line_id", "in", receivables.ids),
                ("state", "=", "remitted"),
                ("remittance_id.state", "=", "confirmed"),
            ]
        )
        remitted = {asked.move_line_id: asked for asked in self._not_taken(asked) if self._is_collected(line, asked)}
        return self.env["received.allocation"].create(
            self._prepare_vals_list(line, receivables, remitted, whole, amounts or {})
        )

    def _not_taken(self, asked):
        taken = self.env["received.allocation"].search(
            [("remittance_line_id", "in", asked.ids), ("kind", "in", ("remitted", "refused"))]
        )
        return asked - taken.remittance_line_id

    def _is_collected(self, line, asked):
        return line.effect in ("collection", "disbursement") or asked.end_to_end_id == line.end_to_end_id

    def _prepare_vals_list(self, line, receivables, remitted, whole, amounts):
        """What works against the gap comes first (a credit note), so that the rest can take all of it."""
        start = left = line.difference
        elsewhere = self.env["settling.items"]._elsewhere(line, receivables)
        vals_list = []
        for item in receivables.sorted(lambda item: item.amount_residual_currency * start > 0):
            values = {"line_id": line.id, "move_line_id": item.id, "partner_id": item.partner_id.id}
            if item.id in amounts:
                values |= {"kind": "open_item", "amount": amounts[item.id]}
            elif item in remitted:
                asked = remitted[item]
                values |= {"kind": "remitted", "remittance_line_id": asked.id, "amount": asked.amount}
            else:
                self._refuse_nothing_left(line, item, start, left, whole)
                values |= {"kind": "open_item", "amount": self._part(item, left, whole, elsewhere.get(item.id))}
            left = line.currency_id.round(left - values["amount"])
            vals_list.append(values)
        return vals_list

    def _refuse_nothing_left(self, line, item, start, left, whole):
        """Of several invoices, one for which the others leave nothing was not meant to be over-allocated."""
        if whole or start == left or left * start > 0:
            return
        if item.amount_residual_currency * start > 0:
            raise UserError(
                self.env._(
                    "Together these are more than what is left of the line: nothing remains for %s. Leave it out, or "
                    "add them whole.",
                    item.move_name,
                )
            )

    def _part(self, item, left, whole, elsewhere):
        """What is left of the line, at most what other lines leave of the invoice; all of that when nothing is left."""
        residual = item.amount_residual_currency
        free = item.currency_id.round(residual - sum(one._of_invoice() for one in elsewhere or ()))
        if free * residual > 0:
            residual = free
        if whole or left * residual <= 0:
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
    def _write_off(self, line, account, amount, label=""):
        self._lock(line.statement_id)
        if (
            account.account_type in ("asset_cash", "liability_credit_card")
            and account == line.journal_id.default_account_id
        ):
            raise ValidationError(self.env._("Choose another account than that of the bank itself."))
        return self._create_other(
            line, "ledger_account", amount, account_id=account.id, partner_id=line.partner_id.id, label=label
        )

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
        target._refuse_unposted()
        lines = allocations.line_id | target
        allocations.sudo().with_context(allocating_statement=True).write({"line_id": target.id, "origin": "manual"})
        lines.statement_id._follow(lines=lines)

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
        lines.statement_id._follow(lines=lines)

    @api.model
    def _take_back_refusals(self, allocations):
        """A refusal that is released was read by mistake: the debits wait for the bank again."""
        refused = allocations.filtered(lambda allocation: allocation.kind == "refused").remittance_line_id.sudo()
        refused = refused.filtered(lambda line: line.state == "rejected")
        self._refuse_asked_again(refused)
        refused._undo_answer()

    @api.model
    def _refuse_asked_again(self, refused):
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
            raise UserError(again._tell_remitted_again())

    def _lock(self, statements):
        statements.check_access("write")
        statements._lock_or_tell()
        statements._require("to_allocate", "partial", "full")
