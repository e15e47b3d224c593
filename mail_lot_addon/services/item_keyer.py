from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..values.cheque import clean_bank, clean_number, last_day, may_be_same_bank


class MailLotItemKeyer(models.AbstractModel):
    """Saves what an envelope held, once (LOT-4, LOT-14). Every screen that keys items ends here."""

    _name = "mail.lot.item.keyer"
    _description = "Saving of a mail item"

    @api.model
    def _save_cheque(self, lot, token, client, cheque, operations, is_another=False):
        """Record a cheque and what it does to the client's pending invoices.

        :param token: names this act of keying; saving with the same token again returns the item of the first time.
        :param cheque: :class:`~odoo.addons.mail_lot_addon.values.cheque.Cheque`.
        :param operations: ``{receivable id: operation}``; invoices that are not named are left empty.
        :param is_another: the operator has confirmed that this is not the cheque of the same number keyed before.
        :raises UserError: with everything that stands against it; then nothing is recorded.
        """
        self._check_right(lot)
        lot._lock_against_closing()
        saved = self.env["mail.lot.item"].search([("token", "=", token)])
        if saved:
            return saved
        pending = self.env["mail.lot.invoice.lister"]._list(lot, client) if lot.with_invoice else []
        errors = [
            *self._refuse_lot(lot, client),
            *self._refuse_cheque(lot, cheque),
            *self._refuse_operations(lot, client, pending, operations),
            *([] if is_another else self._refuse_second(client, cheque)),
        ]
        if errors:
            raise UserError("\n".join(errors))
        vals = self._prepare_item_vals(lot, token, client, cheque)
        vals["operation_ids"] = self._prepare_operation_commands(lot, cheque, pending, operations)
        return self.env["mail.lot.item"].sudo().create(vals).sudo(False)

    def _check_right(self, lot):
        if not self.env.user.has_group("mail_lot_addon.group_mail_lot_key"):
            raise AccessError(self.env._("Keying mail items needs the right “Key”."))
        lot.check_access("write")

    def _refuse_lot(self, lot, client):
        if lot.state != "open":
            yield self.env._("%s is not open, nothing can be keyed in it.", lot.name)
        if not client:
            yield self.env._("Select a client first.")
            return
        refusal = self.env["mail.lot.client.finder"]._refuse(lot, client)
        if refusal:
            yield refusal

    def _refuse_cheque(self, lot, cheque):
        name = cheque.number or self.env._("without number")
        if not clean_number(cheque.number):
            yield self.env._("Cheque %s: the number is made of digits, at most ten.", name)
        if lot.currency_id.compare_amounts(min(cheque.amount_in_figures, cheque.amount), 0) <= 0:
            yield self.env._("Cheque %s: key the amount in figures, above zero.", name)
        elif cheque.amount_in_words < 0:
            yield self.env._("Cheque %s: the amount in words cannot be below zero.", name)
        if not cheque.signed:
            yield self.env._("Cheque %s is not signed: it cannot be cashed.", name)
        yield from self._refuse_cheque_date(name, cheque.date)

    def _refuse_cheque_date(self, name, date):
        if not date:
            yield self.env._("Cheque %s: key its date, day first, such as 050126.", name)
        elif last_day(date) < fields.Date.context_today(self):
            yield self.env._(
                "Cheque %(cheque)s of %(date)s is older than a year and eight days: it lapsed after %(last)s.",
                cheque=name,
                date=self._format(date),
                last=self._format(last_day(date)),
            )

    def _format(self, date):
        return self.env["ir.qweb.field.date"].value_to_html(date, {})

    def _refuse_operations(self, lot, client, pending, operations):
        chosen = {line for line, operation in operations.items() if operation}
        if not lot.with_invoice:
            if chosen:
                yield self.env._("%s is a lot without invoice: it settles none.", lot.name)
            return
        if not client:
            return
        if not pending:
            yield self.env._(
                "%(client)s has no pending invoice: set the cheque aside for a lot without invoice.", client=client.name
            )
        elif chosen - {invoice.move_line_id for invoice in pending}:
            yield self.env._(
                "An invoice of %(client)s was settled in the meantime: select the client again.", client=client.name
            )
        elif "regularise" not in operations.values():
            yield self.env._("Say which invoice of %(client)s the cheque regularises.", client=client.name)

    def _refuse_second(self, client, cheque):
        """LOT-14: the same cheque keyed again asks before it is taken."""
        for item in self._find_same_cheque(client, cheque):
            yield self.env._(
                "Cheque %(number)s of %(client)s was keyed already: %(item)s in %(lot)s, %(amount)s. "
                "If this is another cheque, tick “It is another cheque”.",
                number=item.cheque_number,
                client=client.name,
                item=item.name,
                lot=item.lot_id.name,
                amount=item.currency_id.format(item.amount),
            )

    @api.model
    def _find_same_cheque(self, client, cheque):
        """Items of this client that may be the same cheque: same number, and a bank that is not known to differ."""
        number, bank = clean_number(cheque.number), clean_bank(cheque.bank)
        if not client or not number:
            return self.env["mail.lot.item"]
        items = self.env["mail.lot.item"].search(
            [("partner_id", "=", client.id), ("cheque_number", "=", number), ("state", "!=", "cancelled")]
        )
        return items.filtered(lambda item: may_be_same_bank(item.cheque_bank, bank))

    def _prepare_item_vals(self, lot, token, client, cheque):
        return {
            "lot_id": lot.id,
            "company_id": lot.company_id.id,
            "currency_id": lot.currency_id.id,
            "operator_id": self.env.user.id,
            "token": token,
            "partner_id": client.id,
            "client_code": client._get_client_code(),
            "content": "cheque",
            "payment_mode": "15",
            "amount_in_figures": cheque.amount_in_figures,
            "amount_in_words": cheque.amount_in_words,
            "amount": cheque.amount,
            "cheque_number": clean_number(cheque.number),
            "cheque_bank": clean_bank(cheque.bank),
            "cheque_account": cheque.account,
            "cheque_date": cheque.date,
            "drawer": cheque.drawer or client.name,
        }

    def _prepare_operation_commands(self, lot, cheque, pending, operations):
        paid = [invoice for invoice in pending if operations.get(invoice.move_line_id) == "regularise"]
        shares, _surplus = self.env["mail.lot.cheque.allocator"]._share(
            lot.currency_id, cheque.amount, [invoice.open_amount for invoice in paid]
        )
        share_of = {invoice.move_line_id: share for invoice, share in zip(paid, shares, strict=True)}
        return [
            Command.create(
                {
                    "company_id": lot.company_id.id,
                    "currency_id": lot.currency_id.id,
                    "move_line_id": invoice.move_line_id,
                    "circular": invoice.circular,
                    "pending_since": invoice.pending_since,
                    "title": invoice.title,
                    "open_amount": invoice.open_amount,
                    "operation": operations.get(invoice.move_line_id) or False,
                    "amount": share_of.get(invoice.move_line_id, 0),
                }
            )
            for invoice in pending
        ]
