from odoo import Command, api, fields, models


class MailLotDepositor(models.AbstractModel):
    """Books the cheques of closed lots: one entry per lot, whose debit is the amount the bank will credit (LOT-15)."""

    _name = "mail.lot.depositor"
    _description = "Deposit of cheques"

    @api.model
    def _deposit(self, lots):
        """Post the deposits of these lots and pay the invoices that their cheques regularise.

        Every cent of a cheque ends on an invoice or open on the client's account. What an invoice no longer owes,
        because it was settled elsewhere since the cheque was keyed, goes to the client's account.
        """
        keyed = lots.item_ids.filtered(lambda item: item.state == "keyed").sudo().sorted("id")
        items = keyed.filtered(lambda item: item.payment_mode == "15")
        self._fit_to_debt(items)
        by_lot = items.grouped("lot_id")
        moves = (
            self.env["account.move"]
            .sudo()
            .create([self._prepare_move_vals(lot, of_lot) for lot, of_lot in by_lot.items()])
        )
        for lot, move in zip(by_lot, moves, strict=True):
            lot.deposit_move_id = move
        if moves:
            moves.action_post()
        keyed._move_to("booked")
        self._settle(moves)
        self._settle_again(moves)
        return moves

    def _fit_to_debt(self, items):
        """Take back from regularisations what their invoice does not owe any more, and note it on the lot."""
        operations = items.operation_ids.filtered("amount").sorted("id")
        left = {line: line.amount_residual if line.parent_state == "posted" else 0 for line in operations.move_line_id}
        for operation in operations:
            currency = operation.currency_id
            share = min(operation.amount, max(currency.round(left[operation.move_line_id]), 0))
            left[operation.move_line_id] -= share
            if currency.compare_amounts(share, operation.amount):
                self._note_lower(operation, share)
                operation.amount = share

    def _note_lower(self, operation, share):
        currency = operation.currency_id
        operation.lot_id.message_post(
            body=self.env._(
                "%(item)s: %(invoice)s owes only %(share)s of %(keyed)s; the rest is on the account of %(client)s.",
                item=operation.item_id.name,
                invoice=operation.move_id.name,
                share=currency.format(share),
                keyed=currency.format(operation.amount),
                client=operation.partner_id.name,
            )
        )

    def _prepare_move_vals(self, lot, items):
        account = lot.company_id._get_mail_lot_deposit_account(lot.journal_id)
        total = lot.currency_id.round(sum(items.mapped("amount")))
        label = self.env._("Cheque deposit %s", lot.name)
        lines = [{"name": label, "account_id": account.id, "debit": total}]
        for item in items:
            lines += self._prepare_item_line_vals(item)
        return {
            "move_type": "entry",
            "company_id": lot.company_id.id,
            "journal_id": lot.journal_id.id,
            "date": fields.Date.context_today(self),
            "ref": label,
            "line_ids": [Command.create(vals) for vals in lines],
        }

    def _prepare_item_line_vals(self, item):
        """One credit per regularised invoice, and one for what stays on the client's account."""
        client = item.partner_id.commercial_partner_id
        common = {
            "name": self.env._("Cheque %(number)s, %(client)s", number=item.cheque_number, client=item.client_code),
            "partner_id": client.id,
            "mail_lot_item_id": item.id,
        }
        for operation in item.operation_ids.filtered("amount"):
            yield {
                **common,
                "account_id": operation.move_line_id.account_id.id,
                "credit": operation.amount,
                "mail_lot_operation_id": operation.id,
            }
        if item.on_account:
            account = client.with_company(item.company_id).property_account_receivable_id
            yield {**common, "account_id": account.id, "credit": item.on_account}

    def _settle(self, moves):
        credits = moves.line_ids.filtered("mail_lot_operation_id")
        by_receivable = credits.grouped(lambda line: line.mail_lot_operation_id.move_line_id)
        self.env["debit.reconciler"].sudo()._reconcile_all([line + paying for line, paying in by_receivable.items()])

    def _settle_again(self, moves):
        """What 4.3 left without money takes that of cheques keyed without invoice, the oldest first (LOT-16)."""
        credits = moves.line_ids.filtered(
            lambda line: line.mail_lot_item_id and not line.mail_lot_item_id.lot_id.with_invoice and line.credit
        )
        missing = (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("mail_lot_correction_id", "!=", False),
                    ("reconciled", "=", False),
                    ("parent_state", "=", "posted"),
                    ("partner_id", "in", credits.partner_id.ids),
                    ("company_id", "in", moves.company_id.ids),
                ]
            )
        )
        waiting = missing.grouped(lambda line: (line.company_id, line.partner_id, line.account_id))
        paying = credits.grouped(lambda line: (line.company_id, line.partner_id, line.account_id))
        self.env["debit.reconciler"].sudo()._reconcile_all(
            [lines + paying[key] for key, lines in waiting.items() if key in paying]
        )
