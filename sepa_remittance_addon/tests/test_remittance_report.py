from io import BytesIO

from odoo.tests import tagged
from openpyxl import load_workbook

from .common import DebitCommon


@tagged("post_install", "-at_install")
class TestRemittanceReport(DebitCommon):
    """The internal report: by payment date, then payer, with totals (REM-9)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.bert = cls.create_payer("Anna", 1), cls.create_payer('=HYPERLINK("bad")', 2)
        for payer, amount, due in (
            (cls.anna, 0.10, "2026-10-10"),
            (cls.anna, 0.20, "2026-10-10"),
            (cls.bert, 50.20, "2026-10-10"),
            (cls.anna, 7.07, "2026-11-20"),
        ):
            cls.create_due(payer, amount, due=due)
        cls.remittance = cls.propose()

    def sheets_of(self, remittance):
        return remittance.message_ids.attachment_ids.filtered(lambda file: file.name.endswith(".xlsx"))

    def rows_of(self, remittance):
        remittance.action_report_sheet()
        sheet = load_workbook(BytesIO(self.sheets_of(remittance)[0].raw)).active
        return [[cell.value for cell in row] for row in sheet.iter_rows()]

    def test_the_sheet_has_every_line_and_all_totals(self):
        """REM-9"""
        rows = self.rows_of(self.remittance)
        self.assertEqual(rows[0][0], self.remittance.name)
        lines = [row for row in rows if row[2] and row[0] != self.remittance.name][1:]
        self.assertEqual(
            sorted((f"{row[0]:%Y-%m-%d}", row[6]) for row in lines),
            [("2026-10-15", 0.1), ("2026-10-15", 0.2), ("2026-10-15", 50.2), ("2026-11-20", 7.07)],
        )
        totals = {row[1]: row[6] for row in rows if row[1] and "Total" in row[1]}
        self.assertEqual(
            totals,
            {
                "Total of the payer Anna": 0.3,
                "Total of the payment date 2026-10-15": 50.5,
                "Total of the payment date 2026-11-20": 7.07,
                "Total of the remittance": 57.57,
            },
        )

    def test_the_sheet_and_the_paper_say_the_same(self):
        """REM-9"""
        on_paper = sum(day["total"] for day in self.remittance._get_report_days())
        self.assertEqual(round(on_paper, 2), self.rows_of(self.remittance)[-1][6])
        html = self.env["ir.actions.report"]._render_qweb_html(
            "sepa_remittance_addon.report_remittance", self.remittance.ids
        )[0]
        for amount in (b"0.10", b"50.20", b"7.07", b"57.57"):
            self.assertIn(amount, html)

    def test_a_name_that_looks_like_a_formula_stays_a_name(self):
        """REM-9"""
        self.remittance.action_report_sheet()
        sheet = load_workbook(BytesIO(self.sheets_of(self.remittance).raw)).active
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == '=HYPERLINK("bad")']
        self.assertTrue(cells)
        self.assertEqual({cell.data_type for cell in cells}, {"s"})

    def test_lines_on_hold_or_removed_are_not_in_it(self):
        """REM-9"""
        self.remittance.line_ids.filtered(lambda line: line.partner_id == self.bert)._change("hold", "letter", "Wait")
        self.assertEqual(self.rows_of(self.remittance)[-1][6], 7.37)

    def test_confirming_prints_the_paper_and_a_large_remittance_gets_the_sheet(self):
        """REM-9, REM-17"""
        paper = self.remittance.action_internal_report()
        self.assertEqual(paper["type"], "ir.actions.report")
        self.env["ir.config_parameter"].set_param("sepa_remittance_addon.background_from", 2)
        self.remittance.action_internal_report()
        self.assertEqual(self.remittance.job_id.method, "_attach_sheet")

    def test_who_may_read_the_remittance_may_ask_for_the_sheet(self):
        """REM-9"""
        reader = self.env["res.users"].create(
            {
                "name": "Reader",
                "login": "sheet_reader",
                "company_id": self.company.id,
                "company_ids": [(6, 0, self.company.ids)],
                "group_ids": [(6, 0, self.env.ref("sepa_remittance_addon.group_debit_reader").ids)],
            }
        )
        self.remittance.with_user(reader).action_report_sheet()
        sheet = self.sheets_of(self.remittance)
        self.assertTrue(sheet.with_user(reader).raw)
        self.assertEqual(self.remittance.message_ids[0].author_id, reader.partner_id)
