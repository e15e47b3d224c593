from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import DebitCommon


@tagged("post_install", "-at_install")
class TestPbsRemittance(DebitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setup_creditor(cls.company, cls.journal, "DKK", "DK5000400440116243")
        cls.journal.pbs_creditor_number = "12345"
        cls.journal.pbs_supplier_number = "19552101"
        cls.company.pbs_creditor_number = "12345"
        cls.method = cls.create_payment_type(cls.journal, "pbs_ls")
        cls.company.debit_method_line_id = cls.method
        cls.payer = cls.create_payer("Nordisk Handel", 1)

    def test_lines_of_one_payer_and_date_travel_as_one_amount(self):
        """REM-11"""
        self.create_due(self.payer, 100.10)
        self.create_due(self.payer, 50.25)
        remittance = self.confirm(self.propose())
        records = self.file_of(remittance).decode("latin-1").splitlines()
        self.assertEqual({len(record) for record in records}, {80})
        self.assertEqual([record[:3] for record in records], ["000", "001", "580", "999"])
        self.assertEqual(records[2][45:56], "00000015035")
        self.assertEqual(records[2][8:23].strip(), "C00001")
        self.assertEqual(set(remittance.line_ids.mapped("customer_number")), {"C00001"})

    def test_a_second_remittance_of_the_day_is_moved_to_the_next_bank_day(self):
        """REM-11: one collection per debtor and bank day, also across live remittances."""
        self.create_due(self.payer, 100)
        first = self.confirm(self.propose())
        self.create_due(self.payer, 50)
        second = self.propose()
        self.assertEqual(first.line_ids.payment_date, date(2026, 10, 15))
        self.assertEqual(second.line_ids.payment_date, date(2026, 10, 16))

    def test_danish_bank_days_are_respected(self):
        """REM-12: 24 December is no bank day in Denmark."""
        self.create_due(self.payer, 100, due="2026-12-24")
        self.assertEqual(self.propose().line_ids.payment_date, date(2026, 12, 28))

    def test_what_we_owe_is_held_or_paid_out_by_setting(self):
        """REM-2, REM-11"""
        self.create_due(self.payer, 30, move_type="out_refund")
        self.assertEqual(self.propose().line_ids.state, "held")
        self.env["debit.remittance"].search([])._cancel("again")
        self.method.debit_disburse = True
        records = self.file_of(self.confirm(self.propose())).decode("latin-1").splitlines()
        self.assertEqual([record[:3] for record in records], ["000", "001", "585", "999"])

    def test_a_missing_creditor_number_is_told(self):
        """REM-8"""
        self.create_due(self.payer, 30)
        remittance = self.propose()
        self.journal.pbs_supplier_number = False
        with self.assertRaisesRegex(UserError, "CVR"):
            remittance.action_confirm()

    def test_dkk_only(self):
        """REM-11"""
        self.create_due(self.payer, 30)
        remittance = self.propose()
        remittance.currency_id = self.env.ref("base.EUR")
        with self.assertRaisesRegex(UserError, "DKK"):
            remittance.action_confirm()

    def test_the_institution_sends_the_notices(self):
        """REM-4"""
        self.create_due(self.payer, 30)
        remittance = self.propose()
        self.env["debit.notifier"]._tell(self.env["debit.notifier"]._prepare(remittance), "institution")
        self.assertEqual(remittance.notice_ids.channel, "institution")
        self.assertTrue(remittance.notice_ids.sent_on)
