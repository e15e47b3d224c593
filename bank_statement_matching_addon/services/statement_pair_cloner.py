from odoo import api, models
from odoo.tools import SQL, split_every

from . import copied_pairs, dependent_fields, row_copies

# Below that Odoo alone is as fast: copies need an original and some statements of their own.
FROM = 30
AT_ONCE = 2000
# An entry of so many items Odoo reads whole for each pair of it.
FEW_ITEMS = 200


class StatementPairCloner(models.AbstractModel):
    """Reconciles a statement's payments with their invoices set by set: Odoo reconciles one pair, message included, and
    the others become copies of what it wrote (see docs/design.md).

    For each pair ``ledger.eligibility`` says whether that is the same; the others are left to Odoo.
    """

    _name = "statement.pair.cloner"
    _description = "Reconciliation by copies"

    @api.model
    def _reconcile(self, statement, groups):
        """Reconcile what may be copied of ``[[due amount, counterpart, ...]]``; return the groups that are left."""
        journal = statement.journal_id
        if len(groups) < FROM or not self.env["ledger.copy.permission"]._allows(journal):
            return groups
        pairs = [group for group in groups if len(group) == 2]
        originals, done = self._originals_of(statement), set()
        for share in split_every(AT_ONCE, pairs, list):
            for kind, copyable in self.env["ledger.eligibility"]._copyable_pairs(share, journal).items():
                done |= self._copy_kind(kind, copyable, originals)
                self.env["statement.poster"]._release()
            self.env["background.job"]._tell_progress(
                len(groups) + len(done), 2 * len(groups), self.env._("Reconciling")
            )
        return [group for group in groups if group[0] not in done]

    def _copy_kind(self, kind, copyable, originals):
        """Copy the original of this kind, which Odoo makes where there is none yet; return what is reconciled then."""
        done = set()
        if kind not in originals and len(copyable) >= FROM and (made := self._make_original(copyable)):
            originals[kind] = made
            done.add(made[0])
        copies = {owed: item for owed, item in copyable.items() if owed not in done}
        if copies and kind in originals and self._is_plain(originals[kind], kind):
            self._copy(originals[kind], copies)
            done |= copies.keys()
        return done

    # ------------------------------------------------------------ the original

    @api.model
    def _reconcile_original(self, line):
        """Have Odoo reconcile the first counterpart of a statement line, while its entry is still short."""
        rows = self.env.execute_query(SQL(copied_pairs.FIRST_OF_LINE, line=line.id))
        if rows and self.env["ledger.eligibility"]._copyable_pairs(rows, line.journal_id):
            self._by_odoo(*rows[0])

    def _originals_of(self, statement):
        """The pair that was reconciled at once: ``{kind: (due amount, counterpart, last message before)}``."""
        rows = self.env.execute_query(SQL(copied_pairs.RECONCILED, statement=statement.id))
        return {(before, paid): tuple(original) for *original, before, paid in rows if original[2]}

    def _make_original(self, pairs):
        """The first pair of a short entry, reconciled by Odoo; None where all entries are long."""
        rows = self.env.execute_query(SQL(copied_pairs.SHORT, items=list(pairs.values()), few=FEW_ITEMS))
        short = {row[0] for row in rows}
        first = next(((owed, item) for owed, item in pairs.items() if item in short), None)
        return first and self._by_odoo(*first)

    def _by_odoo(self, owed, item):
        last = self.env.execute_query(SQL("SELECT COALESCE(MAX(id), 0) FROM mail_message"))[0][0]
        self.env["statement.reconciler"]._reconcile_all([self.env["account.move.line"].browse((owed, item))])
        self.env["statement.poster"]._release()
        return owed, item, last

    def _is_plain(self, original, kind):
        """Whether Odoo did no more than what is copied: the due amount is paid in full, and messages tell of the status
        of payment only.
        """
        _before, paid = kind
        rows = self.env.execute_query(SQL(copied_pairs.PLAIN, **_known(original), field=self._state_field(), paid=paid))
        return rows == [(True,)]

    def _state_field(self):
        return self.env["ir.model.fields"]._get("account.move", "payment_state").id

    # ------------------------------------------------------------ the copies

    def _copy(self, original, copies):
        self._list(copies)
        known = _known(original)
        cr = self.env.cr
        join = "JOIN settled_pair own ON proto.id = (SELECT full_reconcile_id FROM account_move_line WHERE id = %d)"
        row_copies.copy(cr, "account_full_reconcile", join % known["owed"], {"id": "own.full_id"})
        join = "JOIN settled_pair own ON %d IN (proto.debit_move_id, proto.credit_move_id)"
        row_copies.copy(cr, "account_partial_reconcile", join % known["item"], copied_pairs.PARTIAL)
        cr.execute(SQL(copied_pairs.UPDATE_ITEMS, **known))
        cr.execute(SQL(copied_pairs.UPDATE_INVOICES, **known))
        self._copy_messages(known)
        self.env.invalidate_all(flush=False)
        # of thousands of rows only those columns are read that somebody looks at
        self.with_context(prefetch_fields=False)._tell_odoo(copies)

    def _list(self, copies):
        self.env.flush_all()
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS settled_pair"))
        self.env.cr.execute(SQL(copied_pairs.TABLE))
        self.env.cr.execute(SQL(copied_pairs.FILL, owed=list(copies), items=list(copies.values())))
        self.env.cr.execute(SQL("ANALYZE settled_pair"))

    def _copy_messages(self, known):
        """What Odoo told on the invoice, and to which message it answers."""
        for message, reply_to in self.env.execute_query(SQL(copied_pairs.MESSAGES, **known)):
            self.env.cr.execute(SQL(copied_pairs.NUMBER_MESSAGES))
            source = f"JOIN settled_pair own ON proto.id = {message}"
            row_copies.copy(self.env.cr, "mail_message", source, copied_pairs.MESSAGE)
            if reply_to:
                self._address_replies(message)
            source = f"JOIN settled_pair own ON proto.mail_message_id = {message}"
            row_copies.copy(self.env.cr, "mail_tracking_value", source, {"mail_message_id": "own.message_id"})

    def _address_replies(self, message_id):
        """With a mail domain the address for answers names the invoice."""
        message = self.env["mail.message"].sudo().browse(message_id)
        rows = self.env.execute_query(SQL("SELECT message_id, invoice_id FROM settled_pair"))
        invoices = self.env["account.move"].browse(row[1] for row in rows)
        replies = invoices._notify_get_reply_to(default=message.email_from, author_id=message.author_id.id)
        self.env.cr.execute(
            SQL(copied_pairs.REPLIES, [row[0] for row in rows], [replies[invoice_id] for _message, invoice_id in rows])
        )

    def _tell_odoo(self, copies):
        """What depends on it in any add-on is computed, and who waits for invoices to be paid hears of it."""
        items = self.env["account.move.line"].browse([*copies, *copies.values()])
        invoices = items.browse(copies).move_id
        of_account = dependent_fields.of_account
        protected = [(of_account(items), items), (of_account(invoices), items.move_id)]
        protected.append((of_account(self.env["account.bank.statement.line"]), items.move_id.statement_line_ids))
        with self.env.protecting(protected):
            dependent_fields.tell(items, [*copied_pairs.WRITTEN_ON_ITEMS, "matched_debit_ids", "matched_credit_ids"])
            dependent_fields.tell(invoices, copied_pairs.WRITTEN_ON_INVOICES)
            self.env.flush_all()
        nothing = invoices.browse()
        items._reconcile_post_hook({"not_paid_invoices": invoices, "in_payment_invoices": nothing})


def _known(original):
    return dict(zip(("owed", "item", "last"), original, strict=True))
