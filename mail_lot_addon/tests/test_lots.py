from odoo.exceptions import AccessError, UserError

from .common import MailLotCommon


class TestLots(MailLotCommon):
    def test_a_lot_opens_with_date_kind_and_invoice(self):
        """LOT-1: arrival date of the mail, with or without invoice, partnership or FA."""
        lot = self.lot_of(arrival_date="2026-01-05", with_invoice=False, kind="fa")
        self.assertEqual((lot.state, lot.kind, lot.with_invoice, lot.operator_id), ("open", "fa", False, self.keyer))
        self.assertRegex(lot.name, r"LOT/\d{4}/\d{5}")
        self.assertNotEqual(lot.name, self.lot_of().name)

    def test_kind_and_invoice_stay_once_something_is_keyed(self):
        """LOT-1: what decided who may enter is not changed afterwards."""
        client = self.client_of()
        lot = self.lot_of(with_invoice=False)
        lot.write({"kind": "fa"})
        lot.write({"kind": "partnership"})
        self.key(lot, client, self.cheque(10))
        for values in ({"kind": "fa"}, {"with_invoice": True}):
            with self.assertRaisesRegex(UserError, lot.name):
                lot.write(values)

    def test_a_lot_with_items_is_not_deleted_an_empty_one_is(self):
        """LOT-1: what was keyed stays on record."""
        lot = self.lot_of(with_invoice=False)
        self.key(lot, self.client_of(), self.cheque(10))
        with self.assertRaisesRegex(UserError, lot.name):
            lot.unlink()
        self.lot_of().unlink()

    def test_the_state_moves_by_buttons_only(self):
        """LOT-15: nobody writes a status by hand."""
        lot = self.lot_of()
        with self.assertRaises(AccessError):
            lot.write({"state": "closed"})
        with self.assertRaises(UserError):
            self.lot_of(state="closed")

    def test_a_client_belongs_where_its_code_says_even_to_a_program(self):
        """LOT-1: the refusal holds when the search is bypassed."""
        lot = self.lot_of(with_invoice=False)
        with self.assertRaisesRegex(UserError, "FA client"):
            self.key(lot, self.client_of(code=400), self.cheque(10))
