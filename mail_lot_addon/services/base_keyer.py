from odoo import models

from ..values.problem import at


class MailLotBaseKeyer(models.AbstractModel):
    """What the keyers of cheques, cards, IBANs and letters have in common."""

    _name = "mail.lot.base.keyer"
    _description = "Keying of one kind of content"

    # operations that ask something of the means of payment
    _paying = ()

    def _seen(self, lot, client, envelope):
        """:return: facts that this means of payment shows by itself, see ``values.envelope``."""
        return frozenset()

    def _refuse(self, lot, client, envelope, pending):
        """Everything that stands against keying it, as sentences."""
        allowed = {*self._paying, "without_payment", False, None, ""}
        if set(envelope.operations.values()) - allowed:
            yield self.env._("An operation does not go with what is in the envelope: choose another one.")

    def _refuse_under_way(self, envelope, pending):
        """An invoice that the bank is being asked to debit is never asked for a second time."""
        for invoice in pending:
            if invoice.debit_under_way and envelope.operations.get(invoice.move_line_id) in self._paying:
                sentence = self.env._(
                    "The bank is being asked to debit %s: leave it without payment until it has answered.",
                    invoice.invoice,
                )
                yield at("paid", sentence)

    def _share(self, lot, envelope, pending):
        """:return: ``{receivable id: amount}``; cards and accounts are asked for all that an invoice leaves open."""
        return {
            invoice.move_line_id: invoice.open_amount
            for invoice in pending
            if envelope.operations.get(invoice.move_line_id) in self._paying
        }

    def _prepare_vals(self, lot, client, envelope, shares):
        """The item's values that belong to this means of payment."""
        return {"amount": lot.currency_id.round(sum(shares.values()))}

    def _after_saved(self, item, envelope):
        """Called with the new item as superuser; the invoices it pays are not debited meanwhile."""
        item._hold()
