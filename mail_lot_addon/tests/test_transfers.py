from odoo.exceptions import AccessError, UserError

from .common import MailLotCommon


class TestTransfers(MailLotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_j = cls.client_of()
        cls.env["mail.lot.item"].sudo().search([("transfer_id", "=", False)]).destination = "discard"

    def setUp(self):
        super().setUp()
        self.lot = self.lot_of(with_invoice=False)

    def coupon(self, content, destination, **more):
        number = self.env["mail.lot.item"].sudo().search_count([]) + 1
        vals = {
            "lot_id": self.lot.id,
            "company_id": self.lot.company_id.id,
            "currency_id": self.lot.currency_id.id,
            "partner_id": self.client_j.id,
            "client_code": "J 121 52134466",
            "content": content,
            "destination": destination,
            "token": f"coupon {number}",
            **more,
        }
        return self.env["mail.lot.item"].sudo().create(vals)

    @property
    def gatherer(self):
        return self.env["mail.lot.transfer.gatherer"].with_user(self.keyer)

    def gather(self):
        return self.gatherer._gather(self.gatherer._get_waiting(self.company))

    def test_four_slips_for_digitisation_and_one_each_for_recovery_and_src(self):
        """LOT-17: grouped by payment type for digitisation only; what is kept or discarded is on none."""
        for content in ("cheque", "card", "iban", "letter"):
            self.coupon(content, "digitisation")
            self.coupon(content, "recovery")
            self.coupon(content, "src")
        self.coupon("cheque", "discard")
        self.coupon("iban", "archive")
        slips = self.gather()
        self.assertEqual(
            sorted((slip.destination, slip.content or "", slip.item_count) for slip in slips),
            [
                ("digitisation", "card", 1),
                ("digitisation", "cheque", 1),
                ("digitisation", "iban", 1),
                ("digitisation", "letter", 1),
                ("recovery", "", 4),
                ("src", "", 4),
            ],
        )

    def test_a_slip_lists_each_coupon_with_reason_and_mark(self):
        """LOT-17"""
        self.coupon("iban", "digitisation", mark="Réab Imp", destination_reason="Marie France is not served")
        slip = self.gather()
        slip.action_print()
        html = (
            self.env["ir.actions.report"]
            .with_user(self.keyer)
            ._render_qweb_html("mail_lot_addon.transfer_document", slip.ids)[0]
            .decode()
        )
        for part in (slip.name, "Digitisation: IBAN", "J 121 52134466", "Réab Imp", "Marie France is not served"):
            self.assertIn(part, html)

    def test_printed_handed_over_acknowledged(self):
        """LOT-17: in this order, with who and when; twice is once."""
        self.coupon("cheque", "recovery")
        slip = self.gather()
        with self.assertRaisesRegex(UserError, slip.name):
            slip.action_hand_over()
        with self.assertRaises(UserError):
            slip.action_acknowledge()
        slip.action_print()
        slip.action_hand_over()
        first = slip.handed_on
        slip.action_hand_over()
        slip.action_acknowledge()
        self.assertEqual(
            (slip.state, slip.handed_by_id, slip.acknowledged_by_id), ("acknowledged", self.keyer, self.keyer)
        )
        self.assertEqual(slip.handed_on, first)

    def test_a_coupon_goes_on_one_slip_once(self):
        """LOT-17: later ones join it until it is printed; afterwards a new slip begins."""
        first = self.coupon("cheque", "src")
        slip = self.gather()
        second = self.coupon("cheque", "src")
        self.assertEqual(self.gather(), slip)
        slip.action_print()
        self.coupon("cheque", "src")
        self.assertNotEqual(self.gather(), slip)
        self.assertEqual(slip.sudo().item_ids, first + second)
        with self.assertRaisesRegex(UserError, "No coupon waits"):
            self.gatherer._gather(first.with_user(self.keyer))

    def test_an_item_cancelled_leaves_a_slip_that_is_still_here(self):
        """LOT-17: one handed over stays listed, marked cancelled."""
        staying, leaving = self.coupon("letter", "src"), self.coupon("cheque", "recovery")
        self.gather()
        staying.transfer_id.with_user(self.keyer).action_print()
        staying.transfer_id.with_user(self.keyer).action_hand_over()
        (staying + leaving).with_user(self.keyer)._cancel("keyed wrong")
        self.assertTrue(staying.transfer_id)
        self.assertFalse(leaving.transfer_id)

    def test_readers_see_and_strangers_do_not(self):
        """LOT-17: rights and companies."""
        coupon = self.coupon("letter", "src")
        slip = self.gather()
        self.assertEqual(slip.with_user(self.reader).item_count, 1)
        with self.assertRaises(AccessError):
            self.env["mail.lot.transfer.gatherer"].with_user(self.reader)._gather(coupon.with_user(self.reader))
        stranger = self.user_of(
            "stranger", "mail_lot_addon.group_mail_lot_close", self.setup_other_company()["company"]
        )
        with self.assertRaises(AccessError):
            slip.with_user(stranger).action_print()
        with self.assertRaisesRegex(AccessError, "buttons"):
            slip.with_user(self.keyer).printed_on = False
        with self.assertRaises(UserError):
            slip.sudo().unlink()
