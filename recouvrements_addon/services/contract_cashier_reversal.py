from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.transaction_kind import KINDS


class ContractCashier(models.AbstractModel):
    """Takes recorded transactions back: the ledger as if they had not been, the record of them kept."""

    _inherit = "contract.cashier"

    @api.model
    def _reverse(self, transactions, reason):
        """Reverse these recorded transactions, all or none.

        Their entries are cancelled where that is still open, otherwise reversed in the first open day; what they paid
        is open again. Those that are reversed already stay as they are, so two clicks, or two users, reverse once.

        :return: the transactions reversed now.
        :raises UserError: naming each contract and what stands in the way; then nothing is reversed.
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why these transactions are reversed."))
        transactions = transactions.sudo()
        transactions.contract_id._hold()
        if errors := self._spent_by(transactions):
            raise UserError("\n".join(errors))
        done = transactions._move_to(
            "reversed", reversed_date=fields.Datetime.now(), reversed_by_id=self.env.uid, reverse_reason=reason.strip()
        )
        self._undo_entries(done._ledger_entries(), reason)
        for contract, reversed_now in done.grouped("contract_id").items():
            names = ", ".join(reversed_now.mapped("display_name"))
            contract.message_post(body=self.env._("Reversed: %(names)s. %(reason)s", names=names, reason=reason))
        return done

    # ------------------------------------------------------------ what was spent stays

    @api.model
    def _spent_by(self, transactions):
        """Money that went back already, or is promised, cannot be taken out from under it; the dialog says so too.

        :return: a sentence for each contract of which these transactions cannot be reversed.
        """
        transactions = transactions.sudo().filtered(lambda made: made.state == "recorded")
        contracts = transactions.contract_id
        free = self.env["contract.ledger"]._free(contracts)
        given = defaultdict(float)
        for made in transactions:
            given[made.contract_id, made.part] += made.amount * {"inbound": 1, "outbound": -1}.get(
                KINDS[made.kind].direction, -1 if made.kind == "deposit_settlement" else 1
            )
        return [
            self._spent(contract, part, missing)
            for (contract, part), amount in given.items()
            if (contract.id, part) in free
            and amount > 0
            and (missing := contract.currency_id.round(amount - free[contract.id, part])) > 0
        ]

    def _spent(self, contract, part, missing):
        amount = contract.currency_id.format(missing)
        if part == "deposit":
            return self.env._(
                "Contract %(number)s: %(amount)s of this deposit went back, was settled or is asked for. Reverse or "
                "cancel that first.",
                number=contract.number,
                amount=amount,
            )
        return self.env._(
            "Contract %(number)s: open refund or move requests need %(amount)s of this payment. Cancel them first.",
            number=contract.number,
            amount=amount,
        )

    # ------------------------------------------------------------ the ledger

    def _undo_entries(self, entries, reason):
        entries = entries.filtered(lambda entry: entry.state == "posted")
        closed = entries.filtered(lambda entry: entry._is_closed())
        self._cancel_entries(entries - closed)
        self._counter_entries(closed, reason)

    def _cancel_entries(self, entries):
        payments = entries.origin_payment_id
        payments.action_cancel()
        (entries - payments.move_id).button_cancel()

    def _counter_entries(self, entries, reason):
        """Reversing entries in the first open day, which Odoo reconciles with what they reverse.

        What the bank confirmed stays so; the money's way back is awaited on the outstanding account.
        """
        (entries.line_ids - entries._bank_confirmed_lines()).remove_move_reconcile()
        entries._reverse_moves(
            [{"date": entry._first_open_day(), "ref": f"{entry.ref or entry.name}: {reason}"} for entry in entries]
        )._post(soft=False)
        entries.origin_payment_id.write({"state": "canceled"})
