from odoo import Command, api, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from ..values.envelope import FACT_CODES, Envelope
from ..values.problem import at

KEYERS = {
    "cheque": "mail.lot.cheque.keyer",
    "card": "mail.lot.card.keyer",
    "iban": "mail.lot.iban.keyer",
    "letter": "mail.lot.letter.keyer",
}


class KeyingError(UserError):
    """Everything that stands against an item; each problem may know its field, see ``values.problem``."""

    def __init__(self, problems):
        super().__init__("\n".join(problems))
        self.problems = problems


class MailLotItemKeyer(models.AbstractModel):
    """Saves what an envelope held, once (LOT-14). Every screen that keys items ends here.

    What a cheque, a card, an IBAN or a mere letter asks for is known by the keyer of that content.
    """

    _name = "mail.lot.item.keyer"
    _description = "Saving of a mail item"

    @api.model
    @api.private
    def _save(self, lot, token, client, envelope):
        """Record what an envelope held and what it does to the client's pending invoices.

        :param token: names this act of keying; saving with the same token again returns the item of the first time.
        :param envelope: :class:`~odoo.addons.mail_lot_addon.values.envelope.Envelope`.
        :raises UserError: with everything that stands against it; then nothing is recorded.
        """
        self._check_right(lot)
        lot._lock_against_closing()
        saved = self.env["mail.lot.item"].search([("token", "=", token)])
        if saved:
            return saved
        pending = self.env["mail.lot.invoice.lister"]._list(lot, client) if lot.with_invoice and client else []
        keyer = self.env[KEYERS[envelope.content]]
        if client:
            envelope = envelope._replace(facts=envelope.facts | keyer._seen(lot, client, envelope))
        judgement = self.env["coupon.judge"]._judge(lot, client, envelope, pending)
        errors = [*self._refuse_lot(lot, client, judgement), *judgement.refusals]
        if judgement.is_keyed:
            errors += keyer._refuse(lot, client, envelope, pending)
            errors += self._refuse_operations(lot, client, envelope, pending)
            errors += self.env["mail.lot.coupon.clerk"]._refuse(lot, client, envelope)
        if errors:
            raise KeyingError(errors)
        item = self._create(lot, token, client, envelope, judgement, pending)
        if judgement.is_keyed:
            keyer._after_saved(item.sudo(), envelope)
            self.env["mail.lot.coupon.clerk"]._follow(item, envelope)
        return item

    @api.model
    @api.private
    def _save_cheque(self, lot, token, client, cheque, operations, is_another=False, forced=()):
        """A cheque whose coupon says nothing else."""
        envelope = Envelope("cheque", operations, frozenset(forced), cheque=cheque, is_another=is_another)
        return self._save(lot, token, client, envelope)

    def _check_right(self, lot):
        if not self.env.user.has_group("mail_lot_addon.group_mail_lot_key"):
            raise AccessError(self.env._("Keying mail items needs the right “Key”."))
        lot.check_access("write")

    def _refuse_lot(self, lot, client, judgement):
        if lot.state != "open":
            yield self.env._("%s is not open, nothing can be keyed in it.", lot.name)
        if not client:
            yield self.env._("Select a client first.")
            return
        refusal = self.env["mail.lot.client.finder"]._refuse(lot, client, even_blocked=not judgement.is_keyed)
        if refusal:
            yield refusal

    def _refuse_operations(self, lot, client, envelope, pending):
        chosen = {line for line, operation in envelope.operations.items() if operation}
        if not lot.with_invoice:
            if chosen:
                yield self.env._("%s is a lot without invoice: it settles none.", lot.name)
            return
        if not client:
            return
        if chosen - {invoice.move_line_id for invoice in pending}:
            yield self.env._(
                "An invoice of %(client)s was settled in the meantime: select the client again.", client=client.name
            )
        elif chosen:
            yield from self._refuse_empty(envelope, pending, chosen)

    def _refuse_empty(self, envelope, pending, chosen):
        """LOT-5: an invoice is left empty by force only, so that none is overlooked."""
        for invoice in pending:
            if invoice.move_line_id not in chosen | envelope.forced:
                sentence = self.env._(
                    "%s has no operation: choose “without payment”, or leave it empty by force.", invoice.invoice
                )
                yield at("paid", sentence)

    # ------------------------------------------------------------ what is recorded

    def _create(self, lot, token, client, envelope, judgement, pending):
        vals = self._prepare_item_vals(lot, token, client, envelope, judgement)
        if judgement.is_keyed:
            keyer = self.env[KEYERS[envelope.content]]
            shares = keyer._share(lot, envelope, pending)
            vals.update(keyer._prepare_vals(lot, client, envelope, shares))
            vals["operation_ids"] = self._prepare_operation_commands(lot, envelope, pending, shares)
        return self._insert(vals).sudo(False)

    def _insert(self, vals):
        """Saved by another request at this very moment: Odoo runs this one again, and it finds the item (LOT-14)."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return self.env["mail.lot.item"].sudo().create(vals)
        except UniqueViolation as taken:
            if taken.diag.constraint_name != "mail_lot_item_token_unique":
                raise
            raise ConcurrencyError(str(taken)) from taken

    def _prepare_item_vals(self, lot, token, client, envelope, judgement):
        return {
            "lot_id": lot.id,
            "company_id": lot.company_id.id,
            "currency_id": lot.currency_id.id,
            "operator_id": self.env.user.id,
            "token": token,
            "partner_id": client.id,
            "client_code": client._get_client_code(),
            "content": envelope.content,
            "option_ticked": envelope.option or False,
            "noted": " ".join(code for fact, code in FACT_CODES.items() if fact in envelope.facts),
            "comment": envelope.comment,
            "destination": judgement.destination,
            "destination_reason": judgement.reason,
            "mark": judgement.mark,
        }

    def _prepare_operation_commands(self, lot, envelope, pending, shares):
        """:param shares: ``{receivable id: amount}`` that is paid, or asked of the card or account."""
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
                    "operation": envelope.operations.get(invoice.move_line_id) or False,
                    "is_forced": invoice.move_line_id in envelope.forced,
                    "amount": shares.get(invoice.move_line_id, 0),
                }
            )
            for invoice in pending
        ]
