from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.pdf import merge_pdf

PER_DOCUMENT = 100


class DebitNoticePrinter(models.AbstractModel):
    """Letters to payers as one PDF in payer order: made in parts, so that memory stays flat, and merged (REM-4).

    A letter is a page of its own with all its styles, so that making it asks no web server for anything.
    """

    _name = "debit.notice.printer"
    _description = "Letters to payers"

    @api.model
    def _print_part(self, run, notices):
        """Make the letters of some payers and keep them with the run until all are made."""
        parts = [self._render(notices[start : start + PER_DOCUMENT]) for start in range(0, len(notices), PER_DOCUMENT)]
        if not parts:
            return
        run.part_ids += self.env["ir.attachment"].sudo().create(
            {
                "name": f"{run.done:06d}.pdf",
                "raw": merge_pdf(parts),
                "mimetype": "application/pdf",
                "res_model": run._name,
                "res_id": run.id,
                "res_field": "part_ids",
            }
        )  # fmt: skip

    @api.model
    def _render(self, notices):
        report = self.env["ir.actions.report"].sudo()
        html = report._render_template("sepa_remittance_addon.notice_letters", {"docs": notices}).decode()
        pdf = report._run_wkhtmltopdf([f"<!DOCTYPE html>{html}"], report_ref="sepa_remittance_addon.report_notice")
        if not pdf:
            raise UserError(self.env._("The letters could not be made into a PDF; is wkhtmltopdf installed?"))
        return pdf

    @api.model
    def _merge(self, run):
        """Put the parts together into the one file that people print, and hang it on the remittance."""
        remittance = run.remittance_id
        name = self.env._("Notices %s", remittance.name).replace("/", "-")
        parts = run.part_ids.sorted("name")
        letters = self.env["ir.attachment"].sudo().create(
            {
                "name": f"{name}.pdf",
                "raw": parts.raw if len(parts) == 1 else merge_pdf(part.raw for part in parts),
                "mimetype": "application/pdf",
                "res_model": remittance._name,
                "res_id": remittance.id,
            }
        )  # fmt: skip
        run.file_id = letters
        parts.unlink()
        remittance.sudo(False).message_post(
            body=self.env._("Letters to %s payers were printed.", run.done), attachment_ids=letters.ids
        )
        return letters
