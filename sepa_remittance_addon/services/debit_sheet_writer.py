import tempfile
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

import xlsxwriter
from odoo import api, models
from odoo.tools import SQL

from ..models.debit_remittance_report import REPORT, with_exact_amount

WIDTHS = (14, 34, 20, 12, 24, 30, 14)
AMOUNT = 6
ROWS_AT_ONCE = 5000


class DebitSheetWriter(models.AbstractModel):
    """Writes the internal report as a sheet, row by row, so that memory stays flat (REM-9)."""

    _name = "debit.sheet.writer"
    _description = "Internal report as XLSX"

    @api.model
    def _write(self, remittance):
        """:return: ``(file name, bytes)``."""
        self.env.flush_all()
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as spool:
            with xlsxwriter.Workbook(spool.name, {"constant_memory": True}) as book:
                _Sheet(self.env, book, remittance).fill(map(with_exact_amount, self._stream_rows(remittance)))
            return f"{remittance.bank_reference}.xlsx", spool.read()

    def _stream_rows(self, remittance):
        cr = self.env.cr
        cr.execute(SQL("DECLARE debit_sheet NO SCROLL CURSOR FOR %s", SQL(REPORT, remittance.id)))
        try:
            done = 0
            while rows := self.env.execute_query_dict(SQL("FETCH %s FROM debit_sheet", ROWS_AT_ONCE)):
                yield from rows
                done += len(rows)
                self.env["background.job"]._tell_progress(done, remittance.line_count, self.env._("Writing the report"))
        finally:
            cr.execute("CLOSE debit_sheet")


class _Sheet:
    """The rows of one report, from the top down: what was written is not looked at again."""

    def __init__(self, env, book, remittance):
        self._ = env._
        self.remittance = remittance
        self.sheet = book.add_worksheet()
        self.row = 0
        amount = {"num_format": "#,##0.00"}
        self.bold = book.add_format({"bold": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.amount = book.add_format(amount)
        self.total = book.add_format({**amount, "bold": True, "top": 1})
        self.subtotal = book.add_format({**amount, "italic": True})

    def fill(self, rows):
        for column, width in enumerate(WIDTHS):
            self.sheet.set_column(column, column, width)
        self._head()
        of_all = sum(
            (self._fill_day(day, of_day) for day, of_day in groupby(rows, itemgetter("payment_date"))), Decimal()
        )
        self._sum(self._("Total of the remittance"), of_all, self.total)

    def _head(self):
        remittance = self.remittance
        self._texts((remittance.name, remittance.company_id.name, remittance.journal_id.display_name), self.bold)
        self.row += 1
        _ = self._
        heads = (_("Payment date"), _("Payer"), _("Invoice"), _("Due"), _("Mandate"), _("Reference"), _("Amount"))
        self._texts(heads, self.bold)
        self.sheet.freeze_panes(self.row, 0)

    def _fill_day(self, day, rows):
        total = Decimal()
        for _payer, of_payer in groupby(rows, itemgetter("partner_id")):
            total += self._fill_payer(list(of_payer))
        self._sum(self._("Total of the payment date %s", day), total, self.total)
        return total

    def _fill_payer(self, rows):
        for row in rows:
            self.sheet.write_datetime(self.row, 0, row["payment_date"], self.day)
            for column, name in ((1, "payer"), (2, "invoice"), (4, "mandate"), (5, "reference")):
                # as text, whatever it looks like: a name that begins with "=" is no formula
                self.sheet.write_string(self.row, column, row[name] or "")
            self.sheet.write_datetime(self.row, 3, row["due_date"], self.day)
            self.sheet.write_number(self.row, AMOUNT, row["amount"], self.amount)
            self.row += 1
        total = sum(row["amount"] for row in rows)
        if len(rows) > 1:
            self._sum(self._("Total of the payer %s", rows[0]["payer"]), total, self.subtotal)
        return total

    def _sum(self, label, amount, form):
        self.sheet.write_string(self.row, 1, label, form)
        self.sheet.write_number(self.row, AMOUNT, amount, form)
        self.row += 1

    def _texts(self, texts, form):
        for column, text in enumerate(texts):
            self.sheet.write_string(self.row, column, text or "", form)
        self.row += 1
