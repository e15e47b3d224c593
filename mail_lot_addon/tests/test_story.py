"""A day in the mail room, told as the procedure of the source tells it."""

from uuid import uuid4

from odoo.exceptions import UserError

from ..values.envelope import Envelope
from .common import MailLotCommon


class TestStory(MailLotCommon):
    def save(self, lot, client, content="cheque", **envelope):
        facts = frozenset(envelope.pop("facts", ()))
        envelope = Envelope(content, facts=facts, **envelope)
        return lot.env["mail.lot.item.keyer"]._save(lot, uuid4().hex, client, envelope)

    def pending(self, lot, client):
        return lot.env["mail.lot.invoice.lister"]._list(lot, client)

    def owed(self, client):
        """What the client's file says is open: invoices less money on account."""
        lines = self.env["account.move.line"].search(
            [("partner_id", "=", client.id), ("account_type", "=", "asset_receivable"), ("parent_state", "=", "posted")]
        )
        return self.company.currency_id.round(sum(lines.mapped("amount_residual")))

    def pay(self, client, amount, invoices, others=(), number="1", **envelope):
        """A cheque into the lot of the day."""
        operations = {self.receivable(invoice).id: "regularise" for invoice in invoices}
        operations |= {self.receivable(invoice).id: "without_payment" for invoice in others}
        cheque = self.cheque(amount, number)
        return self.save(self.lot, client, cheque=cheque, operations=operations, **envelope)

    def test_a_day_of_the_post(self):
        """LOT-1, LOT-2, LOT-4, LOT-12, LOT-15, LOT-16, LOT-17: from the opened lot to the slips and the corrections."""
        self.the_lot_is_opened()
        self.cheques_are_keyed()
        self.a_client_has_died()
        self.the_lot_is_checked_and_closed()
        self.a_cent_too_much_was_keyed()
        self.the_right_cheque_goes_into_a_lot_without_invoice()
        self.a_cheque_was_cashed_twice()
        self.coupons_are_handed_over()

    def the_lot_is_opened(self):
        """Partnership and FA apart: a client above 310 is told to wait for an FA lot."""
        self.lot = self.lot_of()
        self.client_j = self.client_of()
        finder = self.lot.env["mail.lot.client.finder"]
        self.assertEqual(finder._find(self.lot, "J 121 52134466")[0], self.client_j)
        self.client_of("77", code=311)
        nobody, refusal = finder._find(self.lot, "J 311 77")
        self.assertFalse(nobody)
        self.assertIn("FA lot", refusal)

    def cheques_are_keyed(self):
        """Equal, higher and lower than the debt; one of four cheques is cashed, the rest go to recovery."""
        self.invoice = self.invoice_of(self.client_j, 22.45)
        self.wrong = self.pay(self.client_j, 22.46, [self.invoice])
        self.twice = self.client_of("2")
        self.debt = self.invoice_of(self.twice, 17.15)
        self.cashed = self.pay(self.twice, 17.15, [self.debt], number="2")
        in_parts = self.client_of("3")
        large = self.invoice_of(in_parts, 232.95)
        self.part = self.pay(in_parts, 58, [large], number="3", facts=["several_cheques"])
        self.assertEqual((self.part.regularised, self.part.destination), (58.0, "recovery"))
        self.assertEqual(self.wrong.on_account, 0.01)

    def a_client_has_died(self):
        """With a cheque: it is cashed, promo and reminders stop, the comment says DCD."""
        client = self.client_of("4")
        item = self.pay(client, 31.5, [self.invoice_of(client, 31.5)], number="4", facts=["deceased"])
        self.assertTrue(client.client_stop_promo and client.client_stop_reminders)
        events = self.env["mail.lot.client.event"].sudo().search([("item_id", "=", item.id), ("code", "=", "2.6")])
        self.assertEqual(events.comment, "DCD")

    def the_lot_is_checked_and_closed(self):
        """Pre-closed, against the tape, printed, closed for good: the deposit is what the bank will credit."""
        self.lot.action_pre_close()
        self.lot.write({"tape_count": 4, "tape_total": 129.10})
        with self.assertRaisesRegex(UserError, "tape"):
            self.lot.with_user(self.closer).action_close()
        self.lot.tape_total = 129.11
        self.lot.action_print_slip()
        self.lot.with_user(self.closer).action_close()
        self.assertEqual(self.lot.sudo().deposit_move_id.line_ids.filtered("debit").debit, 129.11)
        self.assertEqual(self.invoice.payment_state, "paid")

    def a_cent_too_much_was_keyed(self):
        """22.46 for 22.45, seen after closing: 4.3; the invoice stays settled and is to be keyed again."""
        self.correction = self.corrector._cancel_cash_in(self.wrong.with_user(self.closer))
        self.assertEqual((self.invoice.payment_state, self.correction.to_key_again), ("paid", 22.45))

    @property
    def corrector(self):
        return self.env["mail.lot.corrector"].with_user(self.closer)

    def the_right_cheque_goes_into_a_lot_without_invoice(self):
        """It settles what 4.3 left open, to the cent."""
        lot = self.lot_of(with_invoice=False)
        self.save(lot, self.client_j, cheque=self.cheque(22.45, "1"), is_another=True)
        self.close(lot)
        self.assertEqual((self.correction.to_key_again, self.owed(self.client_j)), (0.0, 0.0))

    def a_cheque_was_cashed_twice(self):
        """4.7 brings the debt back to 17.15, then 4.3 takes the money out."""
        item = self.cashed.with_user(self.closer)
        self.corrector._cancel_regularisation(item, 17.15, "cashed twice")
        self.assertEqual((self.debt.amount_residual, self.owed(self.twice)), (17.15, 0.0))
        self.corrector._cancel_cash_in(item)
        self.assertEqual(self.owed(self.twice), 17.15)
        self.assertEqual([row.open_amount for row in self.pending(self.lot_of(), self.twice)], [17.15])

    def coupons_are_handed_over(self):
        """The coupon with the three other cheques leaves on the slip of the recovery service."""
        gatherer = self.env["mail.lot.transfer.gatherer"].with_user(self.keyer)
        slip = gatherer._gather(self.part.with_user(self.keyer))
        self.assertEqual((slip.destination, slip.item_count), ("recovery", 1))
        slip.action_print()
        slip.action_hand_over()
        slip.action_acknowledge()
        self.assertEqual(slip.state, "acknowledged")
