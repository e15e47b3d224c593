from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..models.accounting_export import FORMATS


class AccountingExportWizard(models.TransientModel):
    """Asks for period and branch of an export to outside accounting, and tells how much waits."""

    _name = "accounting.export.wizard"
    _description = "Export to outside accounting"

    company_id = fields.Many2one("res.company", "Branch", required=True, default=lambda self: self.env.company)
    date_from = fields.Date("From", help="Empty: everything that did not go out yet.")
    date_to = fields.Date("Until", required=True, default=fields.Date.context_today)
    file_format = fields.Selection(FORMATS, "Format", required=True, default="csv")
    with_invoices = fields.Boolean(
        "Invoices too", default=True, help="Otherwise only payments, deposits, settlements and moves."
    )
    waiting_count = fields.Integer("Entries that wait", compute="_compute_waiting_count")

    @api.depends("company_id", "date_from", "date_to", "with_invoices")
    def _compute_waiting_count(self):
        exporter = self.env["accounting.exporter"]
        for wizard in self:
            asked = wizard.company_id in self.env.companies and wizard.date_to
            wizard.waiting_count = exporter._count(*wizard._scope()) if asked else 0

    def _scope(self):
        return self.company_id._origin, self.date_from, self.date_to, self.with_invoices

    def action_export(self):
        self.ensure_one()
        self._refuse_others()
        self._refuse_while_writing()
        exports = self.env["accounting.export"]
        number = self.env["ir.sequence"].sudo().next_by_code("accounting.export")
        export = exports.sudo().create({"name": number, **self._prepare_export_vals()}).sudo(False)
        label = self.env._("Export %s", export.name)
        self.env["background.job"]._do(export, "_write_file", size=self.waiting_count, label=label)
        return {
            "type": "ir.actions.act_window",
            "res_model": "accounting.export",
            "res_id": export.id,
            "view_mode": "form",
        }

    def _prepare_export_vals(self):
        return {
            "company_id": self.company_id.id,
            "date_from": self.date_from,
            "date_to": self.date_to,
            "file_format": self.file_format,
            "with_invoices": self.with_invoices,
        }

    def _refuse_while_writing(self):
        """A second click finds the file that a worker is writing, and makes none."""
        begun = self.env["accounting.export"].sudo()
        begun = begun.search([("company_id", "=", self.company_id.id), ("state", "=", "preparing")])
        self.env["background.job"]._refuse_while_working(begun)

    def _refuse_others(self):
        self.env["accounting.export"]._check_may_export()
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("You have no access to %s.", self.company_id.sudo().name))
