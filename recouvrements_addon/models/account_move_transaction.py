from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

READER = "recouvrements_addon.group_contract_reader"


class AccountMove(models.Model):
    """Entries that a transaction of a contract made: they are undone by the transaction, never behind its back."""

    _inherit = "account.move"

    # People without the right read entries as before: a list of transactions would refuse them the whole entry.
    contract_transaction_ids = fields.One2many(
        "contract.transaction", "entry_id", "Transactions of contracts", groups=READER
    )
    counter_transaction_ids = fields.One2many(
        "contract.transaction", "counter_entry_id", "Moves from other branches", groups=READER
    )

    def button_draft(self):
        self._refuse_undoing()
        return super().button_draft()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        self._refuse_undoing()
        return super()._reverse_moves(default_values_list, cancel)

    def _refuse_undoing(self):
        """A transaction that is being reversed may undo its entry; nobody else may, and nothing revives it after."""
        kept = self.sudo().filtered(lambda move: move._is_kept_by_transaction())
        if kept:
            raise UserError(
                self.env._(
                    "These entries belong to transactions of contracts. Reverse the transaction on its contract, or "
                    "key it anew: %s",
                    ", ".join(kept[:20].mapped("display_name")),
                )
            )

    def _is_kept_by_transaction(self):
        if self.reversed_entry_id._made_by_transactions():
            return True
        made_by = self._made_by_transactions()
        undone = self.state == "cancel" or self.reversal_move_ids
        return any(made.state == "recorded" or undone for made in made_by)

    def _made_by_transactions(self):
        return self.contract_transaction_ids | self.counter_transaction_ids

    # ------------------------------------------------------------ how an entry can be undone

    @api.private
    def _is_closed(self):
        """Whether this entry can no longer be cancelled, only reversed by another one."""
        return bool(
            self._is_exported()
            or self.inalterable_hash
            or self.journal_id.restrict_mode_hash_table
            or self._get_violated_lock_dates(self.date, False)
            or self._bank_confirmed_lines()
        )

    def _bank_confirmed_lines(self):
        """The lines of payments that met a bank statement."""
        lines = self.env["account.move.line"]
        for payment in self.origin_payment_id:
            liquidity, _counterpart, _writeoff = payment._seek_for_lines()
            lines |= liquidity.filtered(lambda line: line.matched_debit_ids or line.matched_credit_ids)
        return lines

    def _first_open_day(self):
        """Today, or the first day after it that no lock closes."""
        day = max(fields.Date.context_today(self), self.date)
        locks = self._get_violated_lock_dates(day, False)
        return locks[-1][0] + timedelta(days=1) if locks else day
