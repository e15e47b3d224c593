import tempfile
from functools import cache, partial

import xlsxwriter
from odoo import api, models

WIDTHS = (12, 20, 16, 12, 32, 30, 44, 10, 14, 14, 14)
FIRST_AMOUNT = 8


class StatementJournalWriter(models.AbstractModel):
    """Writes the journal of a statement as a sheet, row by row, so that memory stays flat (STM-12)."""

    _name = "statement.journal.writer"
    _description = "Statement journal as XLSX"

    @api.model
    def _write(self, statement):
        """:return: ``(file name, bytes)``."""
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as spool:
            # the words of a payment are those of whoever paid: text, whatever they look like
            options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
            with xlsxwriter.Workbook(spool.name, options) as book:
                self._fill(book, statement)
            return f"{statement.name}.xlsx", spool.read()

    def _fill(self, book, statement):
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        day, money = book.add_format({"num_format": "yyyy-mm-dd"}), cache(partial(self._money_format, book))
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.write_row(0, 0, self._headings(), bold)
        sheet.freeze_panes(1, 0)
        row = 0
        for row, values in enumerate(self._rows(statement), 1):
            sheet.write_datetime(row, 0, values[0], day)
            sheet.write_row(row, 1, values[1:FIRST_AMOUNT])
            for column, (amount, currency) in enumerate(values[FIRST_AMOUNT:], FIRST_AMOUNT):
                sheet.write_number(row, column, amount, money(currency))
        for number, note in enumerate(self._report()._get_notes(statement), row + 2):
            sheet.write_string(number, 0, note)

    def _money_format(self, book, currency):
        """A yen has no cents."""
        return book.add_format({"num_format": f"#,##0.{'0' * currency.decimal_places}".removesuffix(".")})

    def _report(self):
        return self.env["report.bank_statement_matching_addon.statement_journal"]

    def _headings(self):
        _ = self.env._
        return [
            _("Date"), _("Entry"), _("Line"), _("Account"), _("Name of the account"), _("Payer"), _("Label"),
            _("Currency"), _("Amount in currency"), _("Debit"), _("Credit"),
        ]  # fmt: skip

    def _rows(self, statement):
        report, own = self._report(), statement.company_id.currency_id
        for entry in report._get_entries(statement):
            for item in entry["items"]:
                yield (
                    entry["day"], entry["number"], entry["place"], item["account"].code, item["account"].name,
                    item["partner"].name or "", item["label"] or "", item["currency"].name,
                    (item["amount_currency"], item["currency"]), (item["debit"], own), (item["credit"], own),
                )  # fmt: skip
