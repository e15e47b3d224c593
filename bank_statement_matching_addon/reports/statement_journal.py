import io

import xlsxwriter
from odoo import api, models

from ..services import statement_entry


class ReportStatementJournal(models.AbstractModel):
    """The preliminary journal (option 8 of the source): exactly what the ledger update posts, or has posted."""

    _name = "report.bank_statement_matching_addon.statement_journal"
    _description = "Statement journal"

    @api.model
    def _get_report_values(self, docids, data=None):
        statements = self.env["received.statement"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "received.statement",
            "docs": statements,
            "entries": {statement: self._entries(statement) for statement in statements},
        }

    @api.model
    def _entries(self, statement):
        """``[(line, number of the entry, items)]``; each item has account, partner, label, debit, credit."""
        lines = statement.line_ids.filtered(lambda line: line.amount and not line.dropped) if statement.posts else []
        allocations = statement_entry.allocations_of(lines) if lines else {}
        return [(line, line.native_line_id.move_id.name or "", self._items(line, allocations[line])) for line in lines]

    def _items(self, line, allocations):
        if line.native_line_id:
            posted = line.native_line_id.move_id.line_ids.sorted("id")
            return [_item(item.account_id, item.partner_id, item.name, item.balance) for item in posted]
        planned = statement_entry.prepare_items(line, allocations)
        accounts = self.env["account.account"].browse([vals["account_id"] for vals in planned])
        partners = self.env["res.partner"].browse([vals["partner_id"] for vals in planned])
        names = dict(zip(partners._ids, partners, strict=True))
        return [
            _item(account, names[vals["partner_id"]], vals["name"], vals["balance"])
            for account, vals in zip(accounts, planned, strict=True)
        ]

    # ------------------------------------------------------------ spreadsheet

    @api.model
    def _render_xlsx(self, statement):
        output = io.BytesIO()
        # the words of a payment are those of whoever paid: text, whatever they look like
        plain = {"strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(output, {"in_memory": True, **plain})
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        day, money = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "#,##0.00"})
        sheet.write_row(0, 0, self._headings(), bold)
        for row, values in enumerate(self._rows(statement), 1):
            sheet.write_datetime(row, 0, values[0], day)
            sheet.write_row(row, 1, values[1:6])
            sheet.write_row(row, 6, values[6:], money)
        sheet.autofit()
        book.close()
        return output.getvalue()

    def _headings(self):
        _ = self.env._
        return [_("Date"), _("Entry"), _("Line"), _("Account"), _("Payer"), _("Label"), _("Debit"), _("Credit")]

    def _rows(self, statement):
        for line, entry, items in self._entries(statement):
            for item in items:
                account, partner = item["account"].display_name, item["partner"].name or ""
                yield (
                    statement_entry.day_of(line), entry, line.place or "", account, partner, item["label"] or "",
                    item["debit"], item["credit"],
                )  # fmt: skip


def _item(account, partner, label, balance):
    return {
        "account": account,
        "partner": partner,
        "label": label,
        "debit": max(balance, 0),
        "credit": max(-balance, 0),
    }
