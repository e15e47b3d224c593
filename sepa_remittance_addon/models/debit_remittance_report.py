from decimal import Decimal

from odoo import models
from odoo.tools import SQL, groupby


class DebitRemittance(models.Model):
    """The internal report: by payment date, then payer, with totals; as PDF and as a sheet (REM-9)."""

    _inherit = "debit.remittance"

    def action_internal_report(self):
        """The report on paper. Thousands of pages help nobody: a large remittance gets the sheet instead."""
        self.ensure_one()
        if self.line_count < self.env["background.job"]._large():
            return self.env.ref("sepa_remittance_addon.report_remittance").report_action(self, config=False)
        return self.action_report_sheet()

    def action_report_sheet(self):
        """The report as XLSX, kept with the remittance."""
        self.ensure_one()
        self.check_access("read")
        return self._do("_attach_sheet", self.env._("Internal report of %s", self.name))

    def _attach_sheet(self):
        name, content = self.env["debit.sheet.writer"]._write(self)
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .create({"name": name, "raw": content, "res_model": self._name, "res_id": self.id})
        )
        # read rights are enough to ask for a report, and it is kept for all who read the remittance
        self.sudo().message_post(
            body=self.env._("Internal report (%s lines).", self.line_count), attachment_ids=attachment.ids
        )
        if self.env.context.get("background_job_id"):
            return self.env._("%(file)s is attached to %(remittance)s.", file=name, remittance=self.name)
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}?download=true", "target": "self"}

    def _get_report_days(self):
        """What the report on paper shows: payment dates, in them payers, in them lines, with totals."""
        self.ensure_one()
        self.env.flush_all()
        days = []
        for day, of_day in groupby(self._get_report_rows(), lambda row: row["payment_date"]):
            payers = [
                {"name": name, "lines": [_on_paper(line) for line in lines], "total": _total(lines)}
                for (_payer, name), lines in groupby(of_day, lambda row: (row["partner_id"], row["payer"]))
            ]
            days.append({"date": day, "payers": payers, "total": _total(of_day)})
        return days

    def _get_report_rows(self):
        """The debits in the order of the report, amounts to the cent."""
        rows = self.env.execute_query_dict(SQL(REPORT, self.id))
        return [with_exact_amount(row) for row in rows]


def _on_paper(row):
    """Odoo formats amounts that are floats."""
    return {**row, "amount": float(row["amount"])}


def _total(rows):
    return float(sum(row["amount"] for row in rows))


def with_exact_amount(row):
    return {**row, "amount": Decimal(row["amount"])}


REPORT = """
SELECT line.payment_date, line.partner_id, payer.name AS payer, move.name AS invoice, line.due_date, line.amount::text,
       COALESCE(mandate.reference, '') AS mandate, COALESCE(line.end_to_end_id, '') AS reference
  FROM debit_remittance_line line
  JOIN res_partner payer ON payer.id = line.partner_id
  JOIN account_move move ON move.id = line.move_id
  LEFT JOIN debit_mandate mandate ON mandate.id = line.mandate_id
 WHERE line.remittance_id = %s AND line.state NOT IN ('held', 'removed', 'cancelled')
 ORDER BY line.payment_date, payer.name, line.partner_id, line.due_date, move.name
"""
