from odoo import api, models
from odoo.fields import Command
from odoo.tools import SQL, split_every

AT_ONCE = 200
COPIED = ("account_id", "name", "partner_id", "currency_id", "tax_repartition_line_id", "group_tax_id")


class StatementReverser(models.AbstractModel):
    """Takes back what a ledger update posted: removed without a trace, or, where something of it must stay, reversed.

    An entry must stay when its period is closed or a hash seals it. Then the whole statement stays, and every line of
    it gets its opposite on the first open day.
    """

    _name = "statement.reverser"
    _description = "Undo of the ledger update"

    @api.model
    def _remove(self, statement):
        self.env.flush_all()
        native = [row[0] for row in self.env.execute_query(SQL(POSTED, statement=statement.id))]
        stays = self._must_stay(native)
        restored = self._restored_payments(statement)
        if not stays:
            # Odoo keeps the lines of a valid statement
            statement.sudo().native_statement_id.unlink()
        for number, share in enumerate(split_every(AT_ONCE, native, list)):
            self._remove_share(self.env["account.bank.statement.line"].browse(share), stays)
            self.env["statement.poster"]._release()
            self.env["background.job"]._tell_progress(number * AT_ONCE, len(native), self.env._("Removing entries"))
        self._unlink_from(statement)
        self.env["statement.reconciler"]._reconcile_shares(restored)

    def _remove_share(self, native, stays):
        self._remove_reconciliations(native.move_id.line_ids)
        if stays:
            self._post_opposite(native)
            return
        # what is told of the invoices is told now; of an entry that goes nobody reads which items it had
        self.env.flush_all()
        native.with_context(
            removing_statement=True, tracking_disable=not native.company_id.restrictive_audit_trail
        ).unlink()

    def _unlink_from(self, statement):
        """Nothing of the statement points at what was posted; nor does a return that had met a payment of it."""
        self.env.cr.execute(SQL(FORGET_REOPENED, statement=statement.id))
        self.env.cr.execute(SQL(FORGET_COUNTERPARTS, statement=statement.id))
        self.env.cr.execute(SQL(FORGET_LINES, statement=statement.id))
        statement.sudo().native_statement_id = False
        self.env.invalidate_all()

    def _restored_payments(self, statement):
        """Payments that were taken back here pay their invoices again, unless something else did since."""
        rows = self.env.execute_query(SQL(RESTORED, statement=statement.id))
        return [list(row) for row in rows]

    # ------------------------------------------------------------ what came with the reconciliations

    def _remove_reconciliations(self, items):
        """Odoo reverses exchange differences and taxes due on payment; where nothing must stay, they go as if they had
        never been.
        """
        partials = items.matched_debit_ids | items.matched_credit_ids
        beside = self._moves_beside(partials)
        free = beside.filtered(lambda move: not self._stays(move) and not move._is_protected_by_audit_trail())
        partials_of_free = free.line_ids.matched_debit_ids | free.line_ids.matched_credit_ids
        # read at once what Odoo would read pair by pair
        (partials.debit_move_id | partials.credit_move_id).move_id.matched_payment_ids.fetch(["state"])
        # what is not linked any more, Odoo does not reverse
        (partials | partials_of_free).filtered(lambda one: one.exchange_move_id in free).exchange_move_id = False
        free.tax_cash_basis_rec_id = False
        (partials | partials_of_free).unlink()
        free.with_context(force_delete=True).unlink()

    def _moves_beside(self, partials):
        """The entries Odoo made with these reconciliations, and with theirs."""
        found = self.env["account.move"]
        while partials:
            made = partials.exchange_move_id | self.env["account.move"].search(
                [("tax_cash_basis_rec_id", "in", partials.ids)]
            )
            found, new = found | made, made - found
            items = new.line_ids
            partials = (items.matched_debit_ids | items.matched_credit_ids) - partials
        return found

    # ------------------------------------------------------------ what must stay

    def _must_stay(self, native_ids):
        for share in split_every(1000, native_ids):
            native = self.env["account.bank.statement.line"].browse(share)
            native.fetch(["move_id"])
            native.move_id.fetch(["date", "journal_id", "company_id", "inalterable_hash"])
            if any(self._stays(move) for move in native.move_id):
                return True
            self.env.invalidate_all()
        return False

    def _stays(self, move):
        if move.inalterable_hash or move.journal_id.restrict_mode_hash_table:
            return True
        # the period of taxes concerns entries with taxes only
        return bool(
            move._get_violated_lock_dates(move.date, True)
            and move._get_violated_lock_dates(move.date, move._affect_tax_report())
        )

    def _post_opposite(self, kept):
        """The same lines the other way round; Odoo chooses the first open day where theirs is closed."""
        opposite = (
            self.env["account.bank.statement.line"]
            .with_context(skip_invoice_sync=True)
            .create([self._prepare_opposite_vals(line) for line in kept])
            .with_env(self.env)
        )
        pairs = []
        for line, mirror in zip(kept, opposite, strict=True):
            items, mirrored = line.move_id.line_ids.sorted("id"), mirror.move_id.line_ids.sorted("id")
            pairs += [item | other for item, other in zip(items, mirrored, strict=True) if item.account_id.reconcile]
        self.env["statement.reconciler"]._reconcile_all(pairs)

    def _prepare_opposite_vals(self, line):
        return {
            "journal_id": line.journal_id.id,
            "date": line.date,
            "amount": -line.amount,
            "payment_ref": self.env._("Reversal: %s", line.payment_ref),
            "partner_id": line.partner_id.id,
            "line_ids": [
                Command.create(self._prepare_opposite_item(item)) for item in line.move_id.line_ids.sorted("id")
            ],
        }

    def _prepare_opposite_item(self, item):
        return {
            **{name: item[name].id if item._fields[name].relational else item[name] for name in COPIED},
            "amount_currency": -item.amount_currency,
            "balance": -item.balance,
            "tax_ids": [Command.set(item.tax_ids.ids)],
            "tax_tag_ids": [Command.set(item.tax_tag_ids.ids)],
            "analytic_distribution": item.analytic_distribution,
        }


POSTED = """
SELECT native_line_id FROM received_statement_line
 WHERE statement_id = %(statement)s AND native_line_id IS NOT NULL
 ORDER BY native_line_id
"""
RESTORED = """
SELECT back.reopened_id, back.move_line_id
  FROM received_allocation back
  JOIN received_allocation paid ON paid.counterpart_id = back.reopened_id
  JOIN account_move_line owed ON owed.id = back.move_line_id AND owed.reconciled IS NOT TRUE
 WHERE back.statement_id = %(statement)s AND paid.statement_id <> back.statement_id AND back.kind = 'returned'
 ORDER BY back.id
"""
FORGET_REOPENED = """
UPDATE received_allocation back SET reopened_id = NULL
  FROM received_allocation paid
 WHERE back.reopened_id = paid.counterpart_id AND %(statement)s IN (back.statement_id, paid.statement_id)
"""
FORGET_COUNTERPARTS = "UPDATE received_allocation SET counterpart_id = NULL WHERE statement_id = %(statement)s"
FORGET_LINES = "UPDATE received_statement_line SET native_line_id = NULL WHERE statement_id = %(statement)s"
