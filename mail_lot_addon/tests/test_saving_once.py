from odoo.exceptions import UserError
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import MailLotCommon


class TestSavingOnce(MailLotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_j = cls.client_of()
        cls.invoice = cls.invoice_of(cls.client_j, 100)

    def test_saving_twice_records_once(self):
        """LOT-14: double click, slow network, retry; even when the lot was pre-closed in between."""
        lot = self.lot_of()
        first = self.key(lot, self.client_j, self.cheque(10), regularise=self.invoice, token="one")
        lot.action_pre_close()
        again = self.key(lot, self.client_j, self.cheque(10), regularise=self.invoice, token="one")
        self.assertEqual(first, again)
        self.assertEqual(lot.item_count, 1)

    def test_the_database_refuses_a_second_item_of_one_act(self):
        """LOT-14: two requests at the same time."""
        item = self.key(self.lot_of(), self.client_j, self.cheque(10), regularise=self.invoice)
        vals = item.sudo().copy_data()[0]
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env["mail.lot.item"].sudo().create({**vals, "token": item.token})

    def test_a_second_cheque_of_the_same_number_and_bank_asks(self):
        """LOT-14: in whatever lot it was keyed; confirmed, it is taken."""
        self.key(self.lot_of(), self.client_j, self.cheque(10, "77"), regularise=self.invoice)
        with self.assertRaisesRegex(UserError, "0000077 .* was keyed already"):
            self.key(self.lot_of(), self.client_j, self.cheque(20, "0000077", bank=" bnp"), regularise=self.invoice)
        self.key(self.lot_of(), self.client_j, self.cheque(20, "77"), regularise=self.invoice, is_another=True)

    def test_another_bank_another_client_or_a_cancelled_one_does_not_ask(self):
        """LOT-14: only the same number and bank for the same client."""
        lot = self.lot_of()
        item = self.key(lot, self.client_j, self.cheque(10, "77"), regularise=self.invoice)
        self.key(lot, self.client_j, self.cheque(10, "77", bank="LCL"), regularise=self.invoice)
        other = self.client_of("2")
        self.key(lot, other, self.cheque(10, "77"), regularise=self.invoice_of(other, 10))
        item._cancel("keyed twice")
        self.key(lot, self.client_j, self.cheque(10, "77"), regularise=self.invoice)
