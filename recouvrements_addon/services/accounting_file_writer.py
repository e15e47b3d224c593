import csv
import io
import tempfile
from decimal import Decimal
from typing import NamedTuple

import xlsxwriter
from odoo import api, models
from odoo.addons.sepa_remittance_addon.formats import fec
from odoo.tools import SQL

ROWS_AT_ONCE = 5000


class Totals(NamedTuple):
    items: int
    debit: Decimal
    credit: Decimal


class AccountingFileWriter(models.AbstractModel):
    """Writes the entries of an export row by row, so that memory stays flat whatever their number."""

    _name = "accounting.file.writer"
    _description = "Files for outside accounting"

    @api.model
    def _write(self, export):
        """:return: ``(file name, bytes, totals)``."""
        tally = _Tally(self._stream(export))
        with tempfile.NamedTemporaryFile() as spool:
            getattr(self, f"_write_{export.file_format}")(spool, tally)
            spool.seek(0)
            return self._file_name(export), spool.read(), tally.totals()

    def _file_name(self, export):
        """A FEC is named by the company's number and the last day, any other file by the export's."""
        if export.file_format == "fec":
            number = "".join(filter(str.isdigit, export.company_id.company_registry or ""))[:9]
            return f"{number or export.name.replace('/', '-')}FEC{export.date_to:%Y%m%d}.txt"
        return f"{export.name.replace('/', '-')}.{export.file_format}"

    # ------------------------------------------------------------ formats

    def _write_fec(self, spool, items):
        spool.write(fec.render_head().encode())
        for item in items:
            spool.write(fec.render_item(item).encode())
        spool.flush()

    def _write_csv(self, spool, items):
        text = io.TextIOWrapper(spool, encoding="utf-8-sig", newline="", write_through=True)
        sheet = csv.writer(text, delimiter=";")
        sheet.writerow(fec.COLUMNS)
        for item in items:
            sheet.writerow(fec.csv_cells(item))
        text.detach()

    def _write_xlsx(self, spool, items):
        with xlsxwriter.Workbook(spool.name, {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            day, amount = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "#,##0.00"})
            sheet.write_row(0, 0, fec.COLUMNS, book.add_format({"bold": True}))
            sheet.freeze_panes(1, 0)
            for row, item in enumerate(items, 1):
                for column, value in enumerate(item):
                    self._write_cell(sheet, row, column, value, day, amount)

    def _write_cell(self, sheet, row, column, value, day, amount):
        if value is None or value == "":
            return
        if isinstance(value, str):
            sheet.write_string(row, column, value)  # as text, whatever it looks like
        elif isinstance(value, Decimal):
            sheet.write_number(row, column, value, amount)
        else:
            sheet.write_datetime(row, column, value, day)

    # ------------------------------------------------------------ rows

    def _stream(self, export):
        cr, language = self.env.cr, self.env.lang or "en_US"
        root = str(export.company_id.root_id.id)
        cr.execute(
            SQL("DECLARE accounting_export NO SCROLL CURSOR FOR %s", SQL(ITEMS, language, root, language, export.id))
        )
        try:
            done = 0
            while rows := self.env.execute_query(SQL("FETCH %s FROM accounting_export", ROWS_AT_ONCE)):
                yield from map(self._item, rows)
                done += len(rows)
                self.env["background.job"]._tell_progress(done, done + ROWS_AT_ONCE, self.env._("Writing the file"))
        finally:
            cr.execute("CLOSE accounting_export")

    def _item(self, row):
        *head, debit, credit, lettering, lettered_on, validated_on, currency_amount, currency = row
        return fec.JournalItem(
            *head,
            Decimal(debit),
            Decimal(credit),
            lettering,
            lettered_on,
            validated_on,
            Decimal(currency_amount) if currency_amount else None,
            currency,
        )


class _Tally:
    """Adds up what goes through it."""

    def __init__(self, items):
        self.rows = items
        self.items, self.debit, self.credit = 0, Decimal(), Decimal()

    def __iter__(self):
        for item in self.rows:
            self.items += 1
            self.debit += item.debit
            self.credit += item.credit
            yield item

    def totals(self):
        return Totals(self.items, self.debit, self.credit)


# amounts as text: the cursor would make floats of them
ITEMS = """
SELECT journal.code,
       COALESCE(journal.name->>%s, journal.name->>'en_US', ''),
       move.name,
       move.date,
       COALESCE(account.code_store->>%s, ''),
       COALESCE(account.name->>%s, account.name->>'en_US', ''),
       CASE WHEN aux.held THEN COALESCE(NULLIF(partner.ref, ''), partner.id::text, '') ELSE '' END,
       CASE WHEN aux.held THEN COALESCE(partner.complete_name, '') ELSE '' END,
       COALESCE(NULLIF(move.ref, ''), move.name),
       COALESCE(move.invoice_date, move.date),
       COALESCE(NULLIF(line.name, ''), move.ref, move.name),
       line.debit::text,
       line.credit::text,
       CASE WHEN matching.id IS NULL THEN '' ELSE COALESCE(line.matching_number, '') END,
       matching.create_date::date,
       move.date,
       CASE WHEN line.currency_id <> line.company_currency_id THEN line.amount_currency::text END,
       CASE WHEN line.currency_id <> line.company_currency_id THEN currency.name ELSE '' END
  FROM accounting_export_entry entry
  JOIN account_move move ON move.id = entry.move_id
  JOIN account_move_line line ON line.move_id = move.id
  JOIN account_journal journal ON journal.id = move.journal_id
  JOIN account_account account ON account.id = line.account_id
  JOIN res_currency currency ON currency.id = line.currency_id
  CROSS JOIN LATERAL (SELECT account.account_type IN ('asset_receivable', 'liability_payable') AS held) aux
  LEFT JOIN res_partner partner ON partner.id = line.partner_id
  LEFT JOIN account_full_reconcile matching ON matching.id = line.full_reconcile_id
 WHERE entry.export_id = %s AND line.display_type NOT IN ('line_section', 'line_subsection', 'line_note')
 ORDER BY entry.position, line.id
"""
