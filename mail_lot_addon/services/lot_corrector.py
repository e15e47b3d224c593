from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class MailLotCorrector(models.AbstractModel):
    """Puts right what was keyed wrong: 4.3 cancels a cash-in, 4.7 a regularisation (LOT-16).

    Before the lot is closed nothing is booked: 4.3 takes the item out, and its invoice is pending again. After closing,
    4.3 takes the money out of the deposit and leaves the invoice settled; what is missing stays open on the client's
    account as *to key again*. 4.7 brings the debt back and leaves the money on the client's account. Both together
    leave no trace on the client's balance, whichever comes first.
    """

    _name = "mail.lot.corrector"
    _description = "Corrections of mail items"

    @api.model
    def _cancel_cash_in(self, item, comment=""):
        """4.3. Done twice, also by two people at once, it has the effect of doing it once.

        :return: the ``mail.lot.correction``.
        """
        correction = self._begin(item, "4.3")
        if correction:
            return correction
        if not item.cheque_number:
            raise UserError(self.env._("%s holds no cheque, so there is no cash-in to cancel.", item.display_name))
        if item.state == "keyed":
            item._cancel(comment or self.env._("4.3: cash-in cancelled"))
            return self._record(item, "4.3", item.amount, comment)
        item.sudo()._move_to("reversed")
        correction = self._record(item, "4.3", item.amount, comment)
        self._reverse(item.sudo(), correction.sudo())
        self._tell(correction)
        return correction

    @api.model
    def _cancel_regularisation(self, item, amount, comment):
        """4.7. The debt comes back, the money stays on the client's account.

        :param amount: of the cheque, keyed again to be sure that the right one is meant.
        """
        correction = self._begin(item, "4.7")
        if correction:
            return correction
        self._check_regularisation(item, amount, comment)
        correction = self._record(item, "4.7", item.regularised, comment)
        self._free(item.sudo())
        self._tell(correction)
        return correction

    def _begin(self, item, action):
        """Lock the item, and return what was done to it in the same way already."""
        item.ensure_one()
        self._check_right(item)
        item.lot_id._lock_against_closing()
        self.env.cr.execute(SQL("SELECT id FROM mail_lot_item WHERE id = %s FOR UPDATE", item.id))
        item.invalidate_recordset()
        return self.env["mail.lot.correction"].search([("item_id", "=", item.id), ("action", "=", action)])

    def _check_right(self, item):
        group = "group_mail_lot_close" if item.lot_id.state == "closed" else "group_mail_lot_key"
        if not self.env.user.has_group(f"mail_lot_addon.{group}"):
            raise AccessError(
                self.env._("Correcting needs the right “Key” before a lot is closed for good, and “Close” afterwards.")
            )
        item.lot_id.check_access("write")

    def _check_regularisation(self, item, amount, comment):
        errors = []
        if item.state == "cancelled" or not item.regularised:
            errors.append(self.env._("%s regularises nothing any more.", item.display_name))
        if item.currency_id.compare_amounts(amount, item.amount):
            errors.append(
                self.env._(
                    "Key the amount of the cheque: %(item)s holds %(amount)s.",
                    item=item.display_name,
                    amount=item.currency_id.format(item.amount),
                )
            )
        if not (comment or "").strip():
            errors.append(self.env._("Say in the comment why the regularisation is cancelled."))
        if errors:
            raise UserError("\n".join(errors))

    def _record(self, item, action, amount, comment):
        vals = {
            "action": action,
            "item_id": item.id,
            "company_id": item.company_id.id,
            "currency_id": item.currency_id.id,
            "amount": amount,
            "comment": comment,
        }
        return self.env["mail.lot.correction"].sudo().create(vals).sudo(False)

    # ------------------------------------------------------------ 4.3 in the ledger

    def _reverse(self, item, correction):
        move = self.env["account.move"].sudo().create(self._prepare_reversal_vals(item, correction))
        correction.move_id = move
        move.action_post()
        self._match_deposit(item, move)
        self._match_on_account(item)

    def _prepare_reversal_vals(self, item, correction):
        lot = item.lot_id
        label = self.env._(
            "4.3 %(lot)s, cheque %(number)s, %(client)s",
            lot=lot.name,
            number=item.cheque_number,
            client=item.client_code,
        )
        account = lot.deposit_move_id.line_ids.filtered("debit").account_id
        lines = [{"name": label, "account_id": account.id, "credit": item.amount}]
        lines += [
            {
                "name": label,
                "account_id": credit.account_id.id,
                "partner_id": credit.partner_id.id,
                "debit": credit.credit,
                "mail_lot_correction_id": correction.id,
            }
            for credit in item.deposit_line_ids
        ]
        return {
            "move_type": "entry",
            "company_id": lot.company_id.id,
            "journal_id": lot.journal_id.id,
            "date": fields.Date.context_today(self),
            "ref": label,
            "line_ids": [Command.create(vals) for vals in lines],
        }

    def _match_deposit(self, item, move):
        """What the bank will still credit is what stays open of the deposit."""
        deposit = item.lot_id.deposit_move_id.line_ids.filtered("debit")
        if deposit.account_id.reconcile and not deposit.reconciled:
            (deposit + move.line_ids.filtered(lambda line: line.account_id == deposit.account_id)).reconcile()

    def _match_on_account(self, item):
        """Money that settles nothing goes first; what is left of the reversal waits for the right cheque."""
        free = item.deposit_line_ids.filtered(lambda line: not line.reconciled)
        missing = item.correction_ids.line_ids.filtered(lambda line: not line.reconciled)
        for account, credits in free.grouped("account_id").items():
            debits = missing.filtered(lambda line, account=account: line.account_id == account)
            if debits:
                (credits + debits).reconcile()

    # ------------------------------------------------------------ 4.7 in the ledger

    def _free(self, item):
        item.deposit_line_ids.filtered("mail_lot_operation_id").remove_move_reconcile()
        for operation in item.operation_ids.filtered("amount"):
            operation.write({"cancelled_amount": operation.amount, "amount": 0})
        item._release()
        self._match_on_account(item)

    def _tell(self, correction):
        correction.lot_id.sudo().message_post(
            body=self.env._(
                "%(correction)s, %(amount)s: %(why)s",
                correction=correction.display_name,
                amount=correction.currency_id.format(correction.amount),
                why=correction.comment or "-",
            ),
            author_id=self.env.user.partner_id.id,
        )
