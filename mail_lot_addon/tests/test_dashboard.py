from dateutil.relativedelta import relativedelta
from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .common import MailLotCommon


class TestDashboard(MailLotCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client_j = cls.client_of()

    def read_dashboard(self, user=None):
        told = self.env["mail.lot.dashboard"].with_user(user or self.reader).read_dashboard()
        names = ("lots", "operations", "transfers", "corrections")
        return {**dict(zip(names, told["sections"], strict=True)), "days": told["days"]}

    def cells(self, section):
        return [row["cells"] for row in section["rows"]]

    def test_open_lots_by_operator_and_age(self):
        """LOT-19: with the items keyed in them; a lot older than a week stands out, a closed one is gone."""
        lot = self.lot_of(with_invoice=False)
        self.key(lot, self.client_j, self.cheque(10, "1"))
        self.lot_of(arrival_date=self.today - relativedelta(days=9))
        closed = self.lot_of(with_invoice=False)
        self.key(closed, self.client_j, self.cheque(10, "2"))
        self.close(closed)
        section = self.read_dashboard()["lots"]
        self.assertEqual(self.cells(section), [[self.keyer.name, 1, "", "", 1, 1]])
        self.assertTrue(section["rows"][0]["is_late"])

    def test_items_and_amounts_by_operation(self):
        """LOT-19: of the last thirty days, cancelled items left out."""
        first, second = self.invoice_of(self.client_j, 10), self.invoice_of(self.client_j, 20)
        lot = self.lot_of()
        self.key(lot, self.client_j, self.cheque(10, "1"), regularise=first, without_payment=second)
        self.key(lot, self.client_j, self.cheque(5, "2"), regularise=second)._cancel("wrong")
        told = self.cells(self.read_dashboard()["operations"])
        self.assertEqual([cells[:2] for cells in told], [["Regularise", 1], ["Without payment", 1]])
        self.assertIn("10.00", told[0][2])

    def test_transfers_and_corrections(self):
        """LOT-19: what waits to be forwarded, what was corrected, what is to be keyed again."""
        lot, invoice = self.lot_of(), self.invoice_of(self.client_j, 10)
        item = self.key(lot, self.client_j, self.cheque(10), regularise=invoice)
        item.sudo().destination = "recovery"
        self.close(lot)
        self.env["mail.lot.corrector"].with_user(self.closer)._cancel_cash_in(item)
        told = self.read_dashboard()
        self.assertEqual(self.cells(told["transfers"]), [["Coupons for: Recovery service", 1]])
        self.assertEqual(
            [cells[:2] for cells in self.cells(told["corrections"])],
            [["4.3 - Cash-in cancelled", 1], ["To key again", 1]],
        )

    def test_a_bar_for_each_of_thirty_days(self):
        """LOT-19: also for those without mail; the highest is a hundred."""
        lot = self.lot_of(with_invoice=False, arrival_date=self.today - relativedelta(days=2))
        for number in ("1", "2"):
            self.key(lot, self.client_j, self.cheque(10, number))
        self.key(self.lot_of(with_invoice=False), self.client_j, self.cheque(10, "3"))
        days = self.read_dashboard()["days"]
        self.assertEqual(len(days), 30)
        self.assertEqual([(bar["items"], bar["height"]) for bar in days[-3:]], [(2, 100), (0, 0), (1, 50)])

    def test_every_figure_opens_what_is_behind_it(self):
        """LOT-19: the list holds as many records as the figure says."""
        lot, invoice = self.lot_of(), self.invoice_of(self.client_j, 10)
        self.key(lot, self.client_j, self.cheque(10), regularise=invoice).sudo().destination = "src"
        told = self.read_dashboard()
        for row, count in ((told["lots"]["rows"][0], 1), (told["operations"]["rows"][0], 1), (told["days"][-1], 1)):
            opened = row["open"]
            self.assertEqual(self.env[opened["model"]].with_user(self.reader).search_count(opened["domain"]), count)

    def test_other_companies_and_strangers_see_nothing(self):
        """LOT-19: rights and companies."""
        self.key(self.lot_of(with_invoice=False), self.client_j, self.cheque(10))
        other = self.setup_other_company()["company"]
        stranger = self.user_of("stranger", "mail_lot_addon.group_mail_lot_close", other)
        told = self.read_dashboard(stranger)
        self.assertFalse(told["lots"]["rows"] or any(bar["items"] for bar in told["days"]))
        nobody = new_test_user(self.env, "nobody", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.read_dashboard(nobody)

    def test_the_number_of_queries_does_not_grow(self):
        """LOT-19: counted by the database, whatever is keyed."""
        costs = []
        for size in (2, 8):
            lot = self.lot_of(with_invoice=False)
            for number in range(size):
                self.key(lot, self.client_j, self.cheque(10, f"{size}{number}"))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.read_dashboard()
            costs.append(self.cr.sql_log_count - before)
        self.assertLessEqual(costs[1], costs[0], costs)
