import csv
import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
from odoo import fields
from odoo.addons.sepa_remittance_addon.formats import fec
from odoo.exceptions import AccessError, UserError

from .contract_case import ContractCase


class TestOutsideAccounting(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.exporter = cls._user("accounting_exporter", "group_accounting_exporter")
        # who looks at what came of it
        cls.env.user.group_ids |= cls.env.ref("recouvrements_addon.group_accounting_exporter")
        cls.today = fields.Date.today()

    def _paid(self, amount=100, **vals):
        """A paid invoice of a contract: two entries."""
        contract = self._contract()
        self._invoice(contract, amount)
        return self._key(contract, "payment", amount, **vals)

    def _export(self, user=None, **values):
        wizards = self.env["accounting.export.wizard"].with_user(user or self.exporter)
        values = {"company_id": self.company.id, "date_to": self.today, "file_format": "csv", **values}
        action = wizards.create(values).action_export()
        export = self.env["accounting.export"].browse(action["res_id"])
        self.env.invalidate_all()
        return export

    def _waiting(self, **values):
        values = {"company_id": self.company.id, "date_to": self.today, **values}
        return self.env["accounting.export.wizard"].with_user(self.exporter).create(values).waiting_count

    def _csv(self, export):
        return list(csv.DictReader(io.StringIO(export.attachment_id.raw.decode("utf-8-sig")), delimiter=";"))

    def test_each_entry_goes_out_once(self):
        """CTR-10: the same period again gives what came since."""
        payment = self._paid()
        invoice = payment.invoice_id
        first = self._export()
        self.assertEqual((first.state, first.entry_count), ("exported", 2))
        self.assertEqual({row["EcritureNum"] for row in self._csv(first)}, {payment.entry_id.name, invoice.name})
        self.assertEqual(payment.accounting_export_id, first)
        self.assertEqual(self._waiting(), 0)
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            self._export()
        later = self._paid(40)
        second = self._export()
        self.assertEqual(second.entry_count, 2)
        self.assertIn(later.entry_id.name, {row["EcritureNum"] for row in self._csv(second)})
        self.assertNotIn(payment.entry_id.name, {row["EcritureNum"] for row in self._csv(second)})

    def test_it_takes_the_period_and_leaves_the_invoices_where_asked(self):
        """CTR-10"""
        payment = self._paid(date=self.today - timedelta(days=3))
        self.assertEqual(self._waiting(date_to=self.today - timedelta(days=4)), 0)
        self.assertEqual(self._waiting(date_from=self.today + timedelta(days=1), date_to=self.today), 0)
        self.assertEqual(self._waiting(with_invoices=False), 1)
        export = self._export(date_to=self.today - timedelta(days=1), with_invoices=False)
        self.assertEqual({row["EcritureNum"] for row in self._csv(export)}, {payment.entry_id.name})

    def test_only_entries_of_contracts_go_out(self):
        """CTR-10"""
        contract = self._contract()
        self._invoice(contract, 10)
        self._invoice(contract, 10, contract_id=False)
        self._invoice(contract, 10, post=False)
        self.assertEqual(self._waiting(), 1)

    def test_the_three_formats_say_the_same_to_the_cent(self):
        """CTR-10"""
        self._paid(1234.5)
        as_csv = self._export()
        self._cancel(as_csv)
        as_fec = self._export(file_format="fec")
        self._cancel(as_fec)
        as_xlsx = self._export(file_format="xlsx")
        rows = self._csv(as_csv)
        lines = as_fec.attachment_id.raw.decode().split("\r\n")
        sheet = list(openpyxl.load_workbook(io.BytesIO(as_xlsx.attachment_id.raw)).active.values)
        self.assertEqual(lines[0].split("\t"), list(fec.COLUMNS))
        self.assertEqual(list(sheet[0]), list(fec.COLUMNS))
        self.assertEqual((len(rows), len(lines) - 2, len(sheet) - 1), (4, 4, 4))
        for row, line, cells in zip(rows, lines[1:], sheet[1:], strict=False):
            told = dict(zip(fec.COLUMNS, line.split("\t"), strict=True))
            shown = dict(zip(fec.COLUMNS, cells, strict=True))
            for side in ("Debit", "Credit"):
                self.assertEqual(Decimal(told[side].replace(",", ".")), Decimal(row[side]))
                self.assertEqual(Decimal(f"{shown[side]:.2f}"), Decimal(row[side]))
            self.assertEqual((told["CompteNum"], shown["CompteNum"]), (row["CompteNum"],) * 2)
        for export in (as_csv, as_fec, as_xlsx):
            self.assertEqual((export.debit_total, export.credit_total, export.item_count), (2469, 2469, 4))

    def test_the_columns_hold_what_their_names_say(self):
        """CTR-10"""
        self.customer.ref = "C42"
        payment = self._paid(100)
        rows = {(row["EcritureNum"], row["CompteNum"]): row for row in self._csv(self._export())}
        receivable = self.company_data["default_account_receivable"]
        row = rows[payment.entry_id.name, receivable.code]
        self.assertEqual((row["CompAuxNum"], row["CompAuxLib"], row["Credit"]), ("C42", "Rita Renter", "100.00"))
        self.assertEqual((row["JournalCode"], row["EcritureDate"]), (payment.journal_id.code, f"{self.today}"))
        self.assertTrue(row["EcritureLet"], "invoice and payment are lettered")
        own = rows[payment.invoice_id.name, receivable.code]
        self.assertEqual(own["EcritureLet"], row["EcritureLet"])

    def test_a_name_is_no_formula_for_the_spreadsheet(self):
        """CTR-10"""
        self.customer.name = "=HYPERLINK(1)"
        self._paid(100)
        names = {row["CompAuxLib"] for row in self._csv(self._export())}
        self.assertIn("'=HYPERLINK(1)", names)

    # ------------------------------------------------------------ the invoice of a transaction

    def _change(self, transaction, invoice, user=None):
        action = transaction.with_user(user or self.cashier).action_change_invoice()
        wizards = self.env[action["res_model"]].with_user(user or self.cashier).with_context(**action["context"])
        wizards.create({"invoice_id": invoice.id}).action_change()
        transaction.contract_id.invalidate_recordset()

    def test_the_invoice_of_a_payment_can_be_changed_until_it_is_exported(self):
        """CTR-10"""
        payment = self._paid(100)
        first = payment.invoice_id
        second = self._invoice(payment.contract_id, 100)
        self._change(payment, second)
        self.assertEqual((first.amount_residual, second.amount_residual, payment.invoice_id), (100, 0, second))
        self._change(payment, self.env["account.move"])
        self.assertEqual((second.amount_residual, payment.contract_id.balance), (100, 100))
        self._change(payment, first)
        export = self._export()
        self.assertFalse(payment.can_change_invoice)
        with self.assertRaisesRegex(UserError, export.name):
            self._change(payment, second)
        self.assertEqual((payment.invoice_id, second.amount_residual), (first, 100))

    def test_only_an_open_invoice_of_the_same_contract_can_be_chosen(self):
        """CTR-4, CTR-10"""
        payment, other = self._paid(100), self._paid(100)
        elsewhere = self._invoice(other.contract_id, 100)
        for wrong in (elsewhere, self._invoice(payment.contract_id, 50, post=False)):
            with self.assertRaises(UserError):
                self._change(payment, wrong)
        with self.assertRaises(AccessError):
            self._change(payment, self._invoice(payment.contract_id, 50), user=self.reader)

    # ------------------------------------------------------------ what is out stays

    def test_what_went_out_is_reversed_and_never_reset(self):
        """CTR-10: the other software keeps its copy."""
        payment = self._paid(100)
        self._export()
        with self.assertRaisesRegex(UserError, "Outside accounting"):
            payment.invoice_id.button_draft()
        self.env["contract.cashier"]._reverse(payment, "Wrong contract")
        self.assertEqual((payment.entry_id.state, payment.state), ("posted", "reversed"))
        counter = payment.entry_id.reversal_move_ids
        self.assertEqual({row["EcritureNum"] for row in self._csv(self._export())}, {counter.name})

    def _cancel(self, export, user=None):
        wizard = self.env["accounting.export.cancel"].with_user(user or self.exporter)
        wizard.create({"export_id": export.id, "reason": "The file was refused"}).action_cancel()
        self.env.invalidate_all()

    def test_the_last_export_can_be_cancelled_and_goes_out_again(self):
        """CTR-10"""
        payment = self._paid(100)
        first = self._export()
        self._paid(40)
        second = self._export()
        with self.assertRaisesRegex(UserError, second.name):
            self._cancel(first)
        self._cancel(second)
        self._cancel(second)
        self.assertEqual((second.state, first.state), ("cancelled", "exported"))
        self.assertEqual(self._waiting(), 2)
        self._cancel(first)
        self.assertFalse(payment.accounting_export_id)
        self.assertEqual(self._export().entry_count, 4)

    def test_only_the_last_export_offers_to_be_cancelled(self):
        """CTR-10: the button is there where it works."""
        self._paid(100)
        first = self._export()
        self._paid(40)
        second = self._export()
        self.assertEqual([export.with_user(self.exporter).is_last for export in (first, second)], [False, True])
        self._cancel(second)
        self.assertEqual((first.is_last, second.is_last), (True, False))

    def test_a_large_export_is_left_to_a_worker_and_can_be_given_up(self):
        """CTR-10: two clicks make one file; one that could not be written does not stand in the way for ever."""
        self._paid(100)
        self.env["ir.config_parameter"].set_param("sepa_remittance_addon.background_from", "2")
        export = self._export()
        self.assertEqual((export.state, export.job_live), ("preparing", True))
        with self.assertRaisesRegex(UserError, export.name):
            self._export()
        with self.assertRaisesRegex(UserError, export.name):
            self._cancel(export)
        job = self.env["background.job"].sudo().search([("res_model", "=", "accounting.export")], limit=1)
        job._fail("The disk is full")
        self._cancel(export)
        self.assertEqual((export.state, self._waiting()), ("cancelled", 2))
        again = self._export()
        self.env["background.job"].sudo().search([("res_id", "=", again.id), ("state", "=", "waiting")])._work()
        self.assertEqual((again.state, again.entry_count), ("exported", 2))

    # ------------------------------------------------------------ who

    def test_exporting_is_a_right_of_its_own(self):
        """CTR-2, CTR-10"""
        payment = self._paid(100)
        for user in (self.reader, self.cashier, self.processor):
            with self.assertRaises(AccessError):
                self._export(user=user)
        export = self._export()
        for user in (self.reader, self.cashier):
            with self.assertRaises(AccessError):
                export.with_user(user).action_download()
            with self.assertRaises(AccessError):
                self._cancel(export, user=user)
            with self.assertRaises(AccessError):
                self.env["ir.attachment"].with_user(user).browse(export.attachment_id.id).read(["raw"])
        self.assertIn(str(export.attachment_id.id), export.with_user(self.exporter).action_download()["url"])
        found = self.env["contract.transaction"].with_user(self.reader)
        self.assertNotIn(payment, found.search([("accounting_export_id", "=", False)]))
        self.assertEqual(payment.with_user(self.reader).accounting_export_id.id, export.id)

    def test_each_branch_and_company_hands_over_its_own(self):
        """CTR-2, CTR-10"""
        self._paid(100)
        other = self.setup_other_company()["company"]
        stranger = self._user("stranger", "group_accounting_exporter", other)
        export = self._export()
        with self.assertRaises(AccessError):
            self._export(user=stranger)
        with self.assertRaises(AccessError):
            export.with_user(stranger).read(["name"])
        self.assertFalse(self.env["accounting.export.entry"].with_user(stranger).search([]))
        branch = self.env["res.company"].create({"name": "Harbour", "parent_id": self.company.id})
        self.exporter.company_ids |= branch
        deposit = {"kind": "deposit_payment", "method": "transfer", "journal_id": self.bank.id, "amount": 10}
        self.env["contract.cashier"]._record([{"contract_id": self._contract(company_id=branch.id).id, **deposit}])
        self.assertEqual(self._waiting(), 0)
        wizard = self.env["accounting.export.wizard"].with_user(self.exporter)
        wizard = wizard.with_context(allowed_company_ids=[self.company.id, branch.id])
        self.assertEqual(wizard.create({"company_id": branch.id}).waiting_count, 1)
