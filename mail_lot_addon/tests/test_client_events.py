from odoo.exceptions import AccessError, UserError

from .common import MailLotCommon


class TestClientEvents(MailLotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_j = cls.client_of()
        cls.clerk = cls.env["mail.lot.client.clerk"].with_user(cls.keyer)

    def told(self):
        events = self.env["mail.lot.client.event"].sudo().search([("partner_id", "=", self.client_j.id)], order="id")
        return [(event.code, event.letter or event.comment) for event in events]

    def test_deceased_without_payment(self):
        """LOT-12: 2.6 CLT DCD of type other reason, 2.7, 2.8, closing letter XXXX; no deed is needed."""
        events = self.clerk._deceased(self.client_j)
        self.assertEqual(
            self.told(), [("2.6", "CLT DCD"), ("2.7", "1 - not to be canvassed"), ("2.8", False), ("closing", "XXXX")]
        )
        self.assertEqual(events[0].comment_type, "other")
        client = self.client_j
        self.assertTrue(client.client_deceased and client.client_stop_promo and client.client_stop_reminders)
        self.assertEqual(client.client_letter_closing, "XXXX")

    def test_a_notary_is_forwarded_and_nothing_is_keyed(self):
        """LOT-12"""
        with self.assertRaisesRegex(UserError, "notary.*forward"):
            self.clerk._deceased(self.client_j, notary=True)
        self.assertFalse(self.told())
        self.assertFalse(self.client_j.client_stop_promo)

    def test_deceased_with_a_cheque(self):
        """LOT-12: stop promo, stop reminders, comment DCD; no closing letter."""
        self.clerk._deceased_paid(self.client_j)
        self.assertEqual([code for code, _text in self.told()], ["2.7", "2.8", "2.6"])
        self.assertEqual(self.told()[-1], ("2.6", "DCD"))
        self.assertFalse(self.client_j.client_letter_closing)

    def test_a_refusal_is_traced_and_closed(self):
        """LOT-12: action 3.3 / 13, closing letter RPSI."""
        self.clerk._refuse(self.client_j)
        self.assertEqual(self.told(), [("3.3", "13"), ("closing", "RPSI")])

    def test_guardianship_stops_promo_only(self):
        """LOT-12: what is owed is collected as usual."""
        self.clerk._guardianship(self.client_j)
        self.assertEqual(self.told(), [("2.7", "Guardianship")])
        self.assertFalse(self.client_j.client_stop_reminders)

    def test_stopping_reminders_excludes_from_odoos_follow_up(self):
        """LOT-12: what is open now, and what falls due later."""
        before = self.invoice_of(self.client_j, 10)
        stranger = self.invoice_of(self.client_of("2"), 10)
        self.clerk._stop_reminders(self.client_j)
        after = self.invoice_of(self.client_j, 20)
        self.assertTrue(self.receivable(before).no_followup and self.receivable(after).no_followup)
        self.assertFalse(self.receivable(stranger).no_followup)

    def test_a_stop_is_set_once_and_lifted_with_a_reason(self):
        """LOT-12: each leaves a trace, on the client's page too."""
        invoice = self.invoice_of(self.client_j, 10)
        self.clerk._stop_reminders(self.client_j)
        self.clerk._stop_reminders(self.client_j)
        self.assertEqual(self.told(), [("2.8", False)])
        with self.assertRaisesRegex(UserError, "why"):
            self.clerk._lift(self.client_j, "")
        self.clerk._lift(self.client_j, "wrong client")
        self.assertFalse(self.client_j.client_stop_reminders or self.receivable(invoice).no_followup)
        self.assertIn("2.8", " ".join(self.client_j.message_ids.mapped("body")))

    def test_an_empty_comment_is_refused(self):
        """LOT-12: 2.6"""
        with self.assertRaisesRegex(UserError, "2.6"):
            self.clerk._comment(self.client_j, " ")
        event = self.clerk._comment(self.client_j, "Moved to Lyon", "address")
        self.assertEqual((event.comment, event.comment_type), ("Moved to Lyon", "address"))

    def test_a_second_click_on_the_form_does_nothing_more(self):
        """LOT-12, LOT-14"""
        act = self.env["mail.lot.client.act"].with_user(self.keyer).create({"partner_id": self.client_j.id})
        act.comment = "called"
        act.action_comment()
        act.action_comment()
        self.assertEqual(self.told(), [("2.6", "called")])

    def test_events_stay_and_need_the_right(self):
        """LOT-12: readers see them, nobody deletes them."""
        event = self.clerk._comment(self.client_j, "called")
        with self.assertRaises(UserError):
            event.sudo().unlink()
        with self.assertRaises(AccessError):
            self.clerk.with_user(self.reader)._stop_promo(self.client_j)
        self.assertEqual(event.with_user(self.reader).comment, "called")
