import logging

from odoo import Command, api, fields, models

_logger = logging.getLogger(__name__)


class MailLotCardCharger(models.AbstractModel):
    """Charges the aliases of keyed cards, one by one, and hears what the provider says (LOT-6)."""

    _name = "mail.lot.card.charger"
    _description = "Charging of keyed cards"

    @api.model
    @api.private
    def _plan(self, item):
        """One charge for everything that the item asks of the card; made once, sent by :meth:`_cron_charge`."""
        provider = item.payment_token_id.provider_id
        invoices = item.operation_ids.filtered("amount").move_id
        transactions = self.env["payment.transaction"].sudo()
        transactions.create(
            {
                "provider_id": provider.id,
                "payment_method_id": item.payment_token_id.payment_method_id.id,
                "reference": transactions._compute_reference(provider.code, prefix=item.name.replace("/", "-")),
                "amount": item.amount,
                "currency_id": item.currency_id.id,
                "token_id": item.payment_token_id.id,
                "operation": "offline",
                "partner_id": item.partner_id.id,
                "invoice_ids": [Command.set(invoices.ids)],
                "mail_lot_item_id": item.id,
            }
        )
        if item.company_id.mail_lot_charge_at_once:
            self.env.ref("mail_lot_addon.cron_charge_cards").sudo()._trigger()

    @api.model
    def _cron_charge(self):
        waiting = self.env["payment.transaction"].sudo().search(self._get_waiting_domain(), order="id")
        for number, transaction in enumerate(waiting, 1):
            self._charge(transaction)
            if not self.env["ir.cron"]._commit_progress(processed=1, remaining=len(waiting) - number):
                break

    def _get_waiting_domain(self):
        return [("mail_lot_item_id.charge_state", "=", "waiting"), ("state", "=", "draft")]

    @api.private
    def _charge(self, transaction):
        """Ask the provider once. An answer that is lost leaves the charge pending, for a person to look at: it is never
        sent a second time."""
        if not transaction.try_lock_for_update():
            return
        transaction.invalidate_recordset(["state"])
        if transaction.state != "draft" or not self._fit_to_debt(transaction):
            return
        transaction._set_pending(
            state_message=self.env._("No answer yet: ask the provider whether the card was charged.")
        )
        self.env["ir.cron"]._commit_progress()
        try:
            transaction._charge_with_token()
        except Exception:
            # whether money moved is not known, so the invoices stay taken and nothing is asked again
            _logger.exception("Charge %s got no answer", transaction.reference)
            return
        if transaction.state == "done":
            transaction._post_process()

    def _fit_to_debt(self, transaction):
        """What was settled in the meantime is not asked for; nothing left, nothing asked."""
        item = transaction.mail_lot_item_id
        for operation in item.operation_ids.filtered("amount"):
            owed = max(operation.move_line_id.amount_residual, 0)
            if operation.currency_id.compare_amounts(owed, operation.amount) < 0:
                operation.amount = owed
        total = item.currency_id.round(sum(item.operation_ids.mapped("amount")))
        if total:
            transaction.amount = item.amount = total
            return True
        transaction._set_canceled(state_message=self.env._("Settled in the meantime: nothing was charged."))
        return False

    @api.private
    def _hear(self, items):
        """Success pays the invoices; a failure reopens them and says why."""
        for item in items.filtered(lambda item: item.charge_state == "waiting"):
            last = item.transaction_ids.sorted("id")[-1:]
            if last.state == "done" and last.payment_id:
                item.charge_state = "paid"
            elif last.state in ("error", "cancel"):
                self._reopen(item, last.state_message or self.env._("The card was refused."))

    def _reopen(self, item, why):
        item.write({"charge_state": "failed", "charge_note": why})
        invoices = item.operation_ids.filtered("amount").move_id
        item.operation_ids.amount = 0
        item._release()
        body = self.env._(
            "%(card)s (%(item)s) was not charged, so this invoice is pending again: %(why)s",
            card=item._get_means_label(),
            item=item.name,
            why=why,
        )
        invoices._message_log_batch(bodies=dict.fromkeys(invoices.ids, body))
        item.lot_id.message_post(
            body=self.env._("%(item)s: the card was not charged: %(why)s", item=item.name, why=why)
        )

    @api.private
    def _call_off(self, items):
        """The items are taken out before their card was charged."""
        drafts = items.sudo().transaction_ids.filtered(lambda transaction: transaction.state == "draft")
        items.filtered(lambda item: item.charge_state == "waiting").sudo().charge_state = False
        drafts._set_canceled(state_message=self.env._("Taken out of the lot."))

    @api.autovacuum
    def _gc_unused_aliases(self):
        """Aliases of items that were never saved."""
        old = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        aliases = self.env["payment.token"].with_context(active_test=False)
        unused = aliases.search(
            [
                ("mail_lot_keyed", "=", True),
                ("active", "=", False),
                ("create_date", "<", old),
                ("transaction_ids", "=", False),
            ]
        )
        used = self.env["mail.lot.item"].search([("payment_token_id", "in", unused.ids)]).payment_token_id
        (unused - used).unlink()
