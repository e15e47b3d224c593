from odoo import api, fields, models

from ..values.cheque import clean_bank, clean_number, last_day, may_be_same_bank
from ..values.problem import at


class MailLotChequeKeyer(models.AbstractModel):
    """Keys a cheque (LOT-4): mode 15, its own amount, and what it regularises."""

    _name = "mail.lot.cheque.keyer"
    _description = "Keying of a cheque"
    _inherit = ["mail.lot.base.keyer"]

    _paying = ("regularise",)

    def _refuse(self, lot, client, envelope, pending):
        cheque = envelope.cheque
        yield from super()._refuse(lot, client, envelope, pending)
        yield from self._refuse_cheque(lot, cheque)
        if lot.with_invoice and client:
            yield from self._refuse_nothing_paid(client, envelope, pending)
        if not envelope.is_another:
            yield from self._refuse_second(client, cheque)

    def _refuse_nothing_paid(self, client, envelope, pending):
        if not pending:
            yield self.env._(
                "%(client)s has no pending invoice: set the cheque aside for a lot without invoice.", client=client.name
            )
        elif "regularise" not in envelope.operations.values():
            yield at("paid", self.env._("Say which invoice of %(client)s the cheque regularises.", client=client.name))

    def _refuse_cheque(self, lot, cheque):
        name = cheque.number or self.env._("without number")
        if not clean_number(cheque.number):
            yield at("number", self.env._("Cheque %s: the number is made of digits, at most ten.", name))
        if lot.currency_id.compare_amounts(min(cheque.amount_in_figures, cheque.amount), 0) <= 0:
            yield at("amount", self.env._("Cheque %s: key the amount in figures, above zero.", name))
        elif cheque.amount_in_words < 0:
            yield at("words", self.env._("Cheque %s: the amount in words cannot be below zero.", name))
        if not cheque.signed:
            yield at("unsigned", self.env._("Cheque %s is not signed: it cannot be cashed.", name))
        yield from self._refuse_cheque_date(name, cheque.date)

    def _refuse_cheque_date(self, name, date):
        if not date:
            yield at("date", self.env._("Cheque %s: key its date, day first, such as 050126.", name))
        elif last_day(date) < fields.Date.context_today(self):
            sentence = self.env._(
                "Cheque %(cheque)s of %(date)s is older than a year and eight days: it lapsed after %(last)s.",
                cheque=name,
                date=self._format(date),
                last=self._format(last_day(date)),
            )
            yield at("date", sentence)

    def _format(self, date):
        return self.env["ir.qweb.field.date"].value_to_html(date, {})

    def _refuse_second(self, client, cheque):
        """LOT-14: the same cheque keyed again asks before it is taken."""
        for item in self._find_same_cheque(client, cheque):
            sentence = self.env._(
                "Cheque %(number)s of %(client)s was keyed already: %(item)s in %(lot)s, %(amount)s. "
                "If this is another cheque, tick “It is another cheque”.",
                number=item.cheque_number,
                client=client.name,
                item=item.name,
                lot=item.lot_id.name,
                amount=item.currency_id.format(item.amount),
            )
            yield at("another", sentence)

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

    def _share(self, lot, envelope, pending):
        paid = [invoice for invoice in pending if envelope.operations.get(invoice.move_line_id) == "regularise"]
        shares, _surplus = self.env["mail.lot.cheque.allocator"]._share(
            lot.currency_id, envelope.amount, [invoice.open_amount for invoice in paid]
        )
        return {invoice.move_line_id: share for invoice, share in zip(paid, shares, strict=True)}

    def _prepare_vals(self, lot, client, envelope, shares):
        cheque = envelope.cheque
        return {
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
