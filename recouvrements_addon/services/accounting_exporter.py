from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class AccountingExporter(models.AbstractModel):
    """Hands the entries of contracts over to outside accounting software, each once (CTR-10)."""

    _name = "accounting.exporter"
    _description = "Export to outside accounting"

    @api.model
    def _count(self, company, date_from, date_to, with_invoices):
        """How many entries wait."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL("SELECT COUNT(*) %s", self._waiting(company, date_from, date_to, with_invoices))
        )[0][0]

    @api.model
    def _write(self, export):
        """Take what waits, write the file and keep it: together or not at all."""
        export = export.sudo()
        export._refuse_move("exported")
        self.env.flush_all()
        entries = self._take(export)
        if not entries:
            raise UserError(self.env._("Nothing is left to export for %s in this period.", export.company_id.name))
        file_name, content, totals = self.env["accounting.file.writer"]._write(export)
        self._refuse_unbalanced(export, totals)
        export._move_to(
            "exported",
            attachment_id=self._attach(export, file_name, content).id,
            entry_count=entries,
            item_count=totals.items,
            debit_total=totals.debit,
            credit_total=totals.credit,
            exported_on=fields.Datetime.now(),
            exported_by_id=self.env.uid,
        )
        return self.env._("%(export)s: %(count)s entries went out.", export=export.name, count=entries)

    @api.model
    def _cancel(self, export, reason):
        """The last export of a branch was not used: its entries can go out again. Doing it twice does it once.

        One that could not be written is given up the same way.
        """
        self.env["background.job"]._refuse_while_working(export)
        export = export.sudo()
        export._lock_or_tell()
        if export.state == "cancelled":
            return
        self._refuse_not_last(export)
        export._move_to(
            "cancelled", cancel_reason=reason, cancelled_on=fields.Datetime.now(), cancelled_by_id=self.env.uid
        )
        self.env.cr.execute(SQL("UPDATE accounting_export_entry SET live = FALSE WHERE export_id = %s", export.id))
        self.env.invalidate_all()
        if export.attachment_id:
            export.attachment_id.name = self.env._("CANCELLED %s", export.attachment_id.name)
        export.message_post(body=self.env._("Cancelled: %s", reason))

    # ------------------------------------------------------------ which entries

    def _take(self, export):
        """Mark the entries that wait, in the order of the file.

        A second export of the same moment waits here. What the first took it cannot see, so PostgreSQL refuses to
        serialise it and the server begins it again, with what is left.
        """
        waiting = self._waiting(export.company_id, export.date_from, export.date_to, export.with_invoices)
        self.env.cr.execute(
            SQL(
                """INSERT INTO accounting_export_entry (export_id, move_id, live, position)
                   SELECT %s, move.id, TRUE, ROW_NUMBER() OVER (ORDER BY move.date, move.name, move.id) %s
                   ON CONFLICT (move_id) WHERE live DO NOTHING""",
                export.id,
                waiting,
            )
        )
        return self.env.cr.rowcount

    def _waiting(self, company, date_from, date_to, with_invoices):
        return SQL(
            """FROM account_move move
              WHERE move.company_id = %s AND move.state = 'posted' AND move.date <= %s
                AND (%s::date IS NULL OR move.date >= %s::date)
                AND (%s OR move.move_type = 'entry')
                AND EXISTS (SELECT 1 FROM account_move_line line
                             WHERE line.move_id = move.id AND line.contract_id IS NOT NULL)
                AND NOT EXISTS (SELECT 1 FROM accounting_export_entry out WHERE out.move_id = move.id AND out.live)""",
            company.id,
            date_to,
            date_from or None,
            date_from or None,
            bool(with_invoices),
        )

    # ------------------------------------------------------------ refusals

    def _refuse_unbalanced(self, export, totals):
        if totals.debit != totals.credit:
            raise UserError(
                self.env._(
                    "%(export)s: debit %(debit)s and credit %(credit)s differ; nothing was exported.",
                    export=export.name,
                    debit=totals.debit,
                    credit=totals.credit,
                )
            )

    def _refuse_not_last(self, export):
        later = (
            self.env["accounting.export"]
            .sudo()
            .search([("company_id", "=", export.company_id.id), ("id", ">", export.id), ("state", "!=", "cancelled")])
        )
        if later:
            raise UserError(
                self.env._("Only the last export can be cancelled. Cancel first: %s", ", ".join(later.mapped("name")))
            )

    def _attach(self, export, file_name, content):
        return (
            self.env["ir.attachment"]
            .sudo()
            .create({"name": file_name, "raw": content, "res_model": export._name, "res_id": export.id})
        )
