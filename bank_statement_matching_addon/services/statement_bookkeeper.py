from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL

from . import statement_entry

LEDGER_GROUP = "bank_statement_matching_addon.group_statement_ledger"


class StatementBookkeeper(models.AbstractModel):
    """Posts a fully allocated statement in one transaction, and takes it back (STM-15, option 9 of the source)."""

    _name = "statement.bookkeeper"
    _description = "Ledger update"

    @api.model
    def _is_allowed(self):
        return self.env.su or self.env.user.has_group(LEDGER_GROUP)

    def _refuse_others(self):
        if not self._is_allowed():
            raise AccessError(self.env._("Only the group “Ledger update” of statement matching updates ledgers."))

    @api.model
    def _update(self, statement):
        """Post every line with its counterparts, reconcile them, and give the remittance lines their final status.

        Lines without money (refusals), dropped duplicates and notifications post nothing. Doing it twice does it once.
        """
        self._refuse_others()
        statement.ensure_one()
        statement.lock_for_update()
        if statement.state == "done":
            return
        self._refuse_unfinished(statement)
        posted = statement.line_ids.filtered(lambda line: line.amount and not line.dropped) if statement.posts else []
        if posted:
            self._post(statement, posted)
            self._reconcile(posted)
        self._answer_remittances(statement)
        statement._set_lines("done")
        statement.sudo()._move_to("done")

    def _refuse_unfinished(self, statement):
        statement._follow()
        statement._require("full")
        open_lines = statement.line_ids.filtered(lambda line: line.state != "full")
        if open_lines:
            raise UserError(self.env._("%s lines are not fully allocated yet.", len(open_lines)))

    # ------------------------------------------------------------ post

    def _post(self, statement, lines):
        """Odoo's own statement and its lines; each line balanced by one counterpart per allocation."""
        allocations = statement_entry.allocations_of(lines)
        fixed = statement_entry.prepare_fixed_vals(self.env)
        native = self.env["account.bank.statement.line"].create(
            [statement_entry.prepare_native_line_vals(line, allocations[line], fixed) for line in lines]
        )
        header = self.env["account.bank.statement"].create(
            {**statement_entry.prepare_native_statement_vals(statement), "line_ids": [Command.set(native.ids)]}
        )
        statement.sudo().native_statement_id = header
        counterparts = []
        for line, posted in zip(lines, native, strict=True):
            items = posted.move_id.line_ids.sorted("id")[1:]
            counterparts += zip(allocations[line], items, strict=True)
        self._link(lines, native, counterparts)

    def _link(self, lines, native, counterparts):
        """What was posted for what, in two statements however many there are."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """UPDATE received_statement_line line SET native_line_id = made.native
                     FROM unnest(%s::int[], %s::int[]) AS made(id, native) WHERE line.id = made.id""",
                list(lines.ids), list(native.ids),
            )
        )  # fmt: skip
        self.env.cr.execute(
            SQL(
                """UPDATE received_allocation allocation SET counterpart_id = made.item
                     FROM unnest(%s::int[], %s::int[]) AS made(id, item) WHERE allocation.id = made.id""",
                [allocation.id for allocation, _item in counterparts], [item.id for _allocation, item in counterparts],
            )
        )  # fmt: skip
        lines.invalidate_recordset(["native_line_id"])
        lines.allocation_ids.invalidate_recordset(["counterpart_id"])

    # ------------------------------------------------------------ reconcile

    def _reconcile(self, lines):
        """One plan for all pairs. A payment taken back leaves its invoice first, so that the invoice is open again."""
        allocations = lines.allocation_ids
        returned = allocations.filtered(lambda allocation: allocation.kind == "returned")
        payments = self._payments_taken_back(returned)
        earlier = {payment for payment in payments.values() if payment not in allocations.counterpart_id}
        self.env["account.move.line"].browse([payment.id for payment in earlier]).remove_move_reconcile()
        pairs = [payment | allocation.counterpart_id for allocation, payment in payments.items()]
        away = {payment.id for payment in payments.values()}
        pairs += self._invoice_pairs(allocations, away)
        pairs += self._carried_pairs(allocations)
        self.env["statement.reconciler"]._reconcile_all(pairs)

    def _payments_taken_back(self, returned):
        """``{allocation: the posted credit it takes back}``; what has none, the customer simply owes again."""
        collected = self.env["received.allocation"].search(
            [("remittance_line_id", "in", returned.remittance_line_id.ids), ("kind", "=", "remitted")]
        )
        credit = {allocation.remittance_line_id: allocation.counterpart_id for allocation in collected}
        payments = {}
        for allocation in returned:
            payment = credit.get(allocation.remittance_line_id)
            if payment and payment.parent_state == "posted":
                payments[allocation] = payment
                allocation.sudo().reopened_id = payment
        return payments

    def _invoice_pairs(self, allocations, away):
        pairs = {}
        for allocation in allocations:
            if allocation.kind in ("remitted", "open_item") and allocation.counterpart_id.id not in away:
                pairs.setdefault(allocation.move_line_id, []).append(allocation.counterpart_id.id)
        return [
            receivable | self.env["account.move.line"].browse(counterparts)
            for receivable, counterparts in pairs.items()
            if not receivable.reconciled
        ]

    def _carried_pairs(self, allocations):
        carried = allocations.filtered(lambda allocation: allocation.kind == "carried")
        groups = carried.grouped(lambda allocation: (allocation.partner_id, allocation.line_id.payment_date))
        return [group.counterpart_id for group in groups.values()]

    def _answer_remittances(self, statement):
        allocations = statement.allocation_ids
        # who may update ledgers settles the remittances with them, whatever else is allowed there
        self._of_kind(allocations, "remitted").remittance_line_id.sudo()._register_collection()
        answers = {}
        for allocation in self._of_kind(allocations, "returned"):
            line = allocation.line_id
            code = line.return_code or line.transaction_type_id.code or ""
            answers[allocation.remittance_line_id.id] = (code, line.return_text or "", statement.name)
        self._of_kind(allocations, "returned").remittance_line_id.sudo()._register_return(answers)

    def _of_kind(self, allocations, kind):
        return allocations.filtered(lambda allocation: allocation.kind == kind)

    # ------------------------------------------------------------ undo

    @api.model
    def _undo(self, statement):
        """Back to 6, as if the ledgers had not been updated: entries, reconciliations, remittance lines."""
        self._refuse_others()
        statement.ensure_one()
        statement.lock_for_update()
        statement._require("done")
        self._refuse_undo_of_taken_back(statement)
        reopened = self._of_kind(statement.allocation_ids, "returned").filtered("reopened_id")
        own = statement.allocation_ids.counterpart_id
        payments = [
            (allocation.reopened_id, allocation.move_line_id)
            for allocation in reopened
            if allocation.reopened_id not in own
        ]
        self._remove_entries(statement)
        self.env["statement.reconciler"]._reconcile_all([payment | receivable for payment, receivable in payments])
        self._take_back_answers(statement)
        statement.sudo()._move_to("full")
        statement._set_lines("full")
        statement.message_post(body=self.env._("The ledger update was undone."))

    def _refuse_undo_of_taken_back(self, statement):
        later = self.env["received.allocation"].search(
            [("reopened_id", "in", statement.allocation_ids.counterpart_id.ids), ("statement_id", "!=", statement.id)],
            limit=1,
        )
        if later:
            raise UserError(
                self.env._(
                    "%(later)s took back money of this statement; undo the ledger update of %(later)s first.",
                    later=later.statement_id.name,
                )
            )

    def _remove_entries(self, statement):
        """Remove what was posted; what the law or a closed period keeps is reversed by opposite lines."""
        native = statement.line_ids.native_line_id
        kept = native.filtered(lambda line: statement_entry.must_stay(line.move_id))
        native.move_id.line_ids.remove_move_reconcile()
        if kept:
            self._reverse(kept)
        statement.sudo().native_statement_id.filtered(lambda header: not header.line_ids & kept).unlink()
        (native - kept).unlink()
        links = {"native_line_id": False}
        statement.line_ids.sudo().write(links)
        statement.sudo().native_statement_id = False
        statement.allocation_ids.with_context(allocating_statement=True).sudo().write(
            {"counterpart_id": False, "reopened_id": False}
        )

    def _reverse(self, kept):
        opposite = self.env["account.bank.statement.line"].create(
            [statement_entry.prepare_opposite_vals(line) for line in kept]
        )
        pairs = []
        for line, mirror in zip(kept, opposite, strict=True):
            items, mirrored = line.move_id.line_ids.sorted("id")[1:], mirror.move_id.line_ids.sorted("id")[1:]
            pairs += [item | other for item, other in zip(items, mirrored, strict=True) if item.account_id.reconcile]
        self.env["statement.reconciler"]._reconcile_all(pairs)

    def _take_back_answers(self, statement):
        returned = self._of_kind(statement.allocation_ids, "returned").remittance_line_id.sudo()
        returned.filtered(lambda line: line.state == "returned")._undo_answer()
        collected_here = self._of_kind(statement.allocation_ids, "remitted").remittance_line_id.sudo()
        self._collected_before(returned - collected_here)._register_collection()
        collected_here.filtered(lambda line: line.state == "matched")._undo_collection()

    def _collected_before(self, remitted):
        before = self.env["received.allocation"].search(
            [("remittance_line_id", "in", remitted.ids), ("kind", "=", "remitted"), ("line_id.state", "=", "done")]
        )
        return before.remittance_line_id.sudo()
