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

    def test_a_second_remittance_of_the_day_is_held_by_setting(self):
        """REM-11: what is on hold says why, and is refused when somebody releases it all the same."""
        self.method.debit_second_of_day = "hold"
        self.create_due(self.payer, 100)
        self.confirm(self.propose())
        self.create_due(self.payer, 50)
        second = self.propose()
        self.assertEqual((second.line_ids.state, second.line_ids.payment_date), ("held", date(2026, 10, 15)))
        self.assertIn("PBS collects from the payer on that day already", second.line_ids.hold_reason)
        second.line_ids._change("release", "internal", "all the same")
        with self.assertRaisesRegex(UserError, "PBS takes one per day"):
            second.action_confirm()

    def test_two_payers_under_one_number_are_refused(self):
        """REM-11: their debits would travel as one."""
        other = self.create_payer("Sydhavn", 2)
        self.create_due(self.payer, 100)
        self.create_due(other, 50)
        remittance = self.propose()
        remittance.line_ids.sudo().customer_number = "C00001"
        with self.assertRaisesRegex(UserError, "C00001 stands for several payers"):
            remittance.action_confirm()

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

    def test_what_we_owe_under_one_number_is_not_paid_out_for_what_is_owed_under_another(self):
        """REM-2, REM-11: PBS adds up by customer number, so a released credit note would be paid out."""
        self.create_due(self.payer, 100)
        self.create_due(self.payer, 30, move_type="out_refund", due="2026-10-11")
        remittance = self.propose()
        remittance.line_ids.filtered(lambda line: line.amount < 0).sudo().customer_number = "C00001X"
        with self.assertRaisesRegex(UserError, "Nordisk Handel: the credit notes are not less"):
            remittance.action_confirm()

    def test_a_refused_collection_costs_one_fee(self):
        """REM-15: PBS was asked for one amount and refused one, in however many goes it is charged."""
        for amount in (10, 20, 40):
            self.create_due(self.payer, amount)
        lines = self.confirm(self.propose()).line_ids
        lines._register_rejection({line.id: ("0530", "", "x") for line in lines})
        charger = self.env["debit.charger"]
        self.assertEqual(charger._charge(lines[:2], 25).amount_total, 25)
        self.assertFalse(charger._charge(lines, 25))

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


@tagged("post_install", "-at_install")
class TestBetalingsservice(DebitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setup_creditor(cls.company, cls.journal, "DKK", "DK5000400440116243")
        cls.journal.write({"pbs_creditor_number": "01234567", "pbs_supplier_number": "19552101"})
        cls.company.pbs_creditor_number = "01234567"
        cls.method = cls.create_payment_type(cls.journal, "pbs_bs")
        cls.company.debit_method_line_id = cls.method
        cls.payer = cls.create_payer("Hanne", 1)

    def test_0601_tells_the_payer_which_invoices(self):
        """REM-11: one 0280 per payer and date, with the invoices in its texts."""
        self.payer.mandate_ids.agreement_number = "42"
        invoices = self.create_due(self.payer, 100.10) | self.create_due(self.payer, 50.25)
        records = self.file_of(self.confirm(self.propose())).decode("iso-8859-1").splitlines()
        self.assertEqual({len(record) for record in records}, {128})
        self.assertEqual([record[2:5] for record in records], ["002", "012", "042", "052", "092", "992"])
        collection, text = records[2], records[3]
        self.assertEqual((collection[13:17], collection[27:42].strip()), ("0280", "C00001"))
        self.assertEqual((collection[42:51], collection[59], collection[60:73]), ("000000042", "1", "0000000015035"))
        for invoice in invoices:
            self.assertIn(invoice.name, text)

    def test_what_we_owe_is_always_held(self):
        """REM-2, REM-11: only Leverandørservice pays out."""
        self.method.debit_disburse = True
        self.create_due(self.payer, 30, move_type="out_refund")
        self.assertEqual(self.propose().line_ids.state, "held")

    def test_dkk_only(self):
        """REM-11"""
        self.create_due(self.payer, 30)
        remittance = self.propose()
        remittance.currency_id = self.env.ref("base.EUR")
        with self.assertRaisesRegex(UserError, "DKK"):
            remittance.action_confirm()
