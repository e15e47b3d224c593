from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

EXPORTER = "recouvrements_addon.group_accounting_exporter"
FORMATS = [("csv", "CSV"), ("xlsx", "XLSX"), ("fec", "FEC (text)")]


class AccountingExport(models.Model):
    """What went out to outside accounting software in one file: which entries, who and when (CTR-10).

    An entry goes out once. Who exports the same period again gets what came since; who needs the same file again
    downloads it here.
    """

    _name = "accounting.export"
    _description = "Export to outside accounting"
    _inherit = ["mail.thread", "debit.state.table", "background.job.target"]
    _order = "id desc"
    _check_company_auto = True

    _moves = {"exported": ("preparing",), "cancelled": ("exported", "preparing")}

    name = fields.Char("Number", required=True, readonly=True, copy=False)
    company_id = fields.Many2one("res.company", "Branch", required=True, readonly=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date("From", readonly=True)
    date_to = fields.Date("Until", required=True, readonly=True)
    file_format = fields.Selection(FORMATS, "Format", required=True, readonly=True)
    with_invoices = fields.Boolean("Invoices too", readonly=True)
    state = fields.Selection(
        [("preparing", "Being written"), ("exported", "Exported"), ("cancelled", "Cancelled")],
        "Status",
        required=True,
        readonly=True,
        default="preparing",
        index=True,
        tracking=True,
        copy=False,
    )
    entry_count = fields.Integer("Entries", readonly=True)
    item_count = fields.Integer("Lines", readonly=True)
    debit_total = fields.Monetary("Debit", readonly=True)
    credit_total = fields.Monetary("Credit", readonly=True)
    attachment_id = fields.Many2one("ir.attachment", "File", readonly=True, copy=False, ondelete="restrict")
    exported_on = fields.Datetime("Exported on", readonly=True, copy=False)
    exported_by_id = fields.Many2one("res.users", "Exported by", readonly=True, copy=False)
    cancelled_on = fields.Datetime("Cancelled on", readonly=True, copy=False)
    cancelled_by_id = fields.Many2one("res.users", "Cancelled by", readonly=True, copy=False)
    cancel_reason = fields.Char("Why it was cancelled", readonly=True, copy=False)
    is_last = fields.Boolean(compute="_compute_is_last", compute_sudo=True, help="Only the last one can be cancelled.")

    @api.depends("state", "company_id")
    def _compute_is_last(self):
        groups = self._read_group(
            [("company_id", "in", self.company_id.ids), ("state", "!=", "cancelled")], ["company_id"], ["id:max"]
        )
        last = {company.id: export_id for company, export_id in groups}
        for export in self:
            export.is_last = last.get(export.company_id.id) == export.id

    @api.ondelete(at_uninstall=False)
    def _refuse_delete(self):
        raise UserError(self.env._("Exports stay on record: %s", ", ".join(self.mapped("name"))))

    def _check_may_export(self):
        if not self.env.su and not self.env.user.has_group(EXPORTER):
            name = self.env.ref(EXPORTER).sudo().full_name
            raise AccessError(self.env._("You need the right “%s” to do this.", name))
        self.check_access("read")

    def action_download(self):
        self.ensure_one()
        self._check_may_export()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "download",
        }

    def action_cancel(self):
        """Ask for the reason; the entries can go out again then."""
        self.ensure_one()
        self._check_may_export()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel %s", self.name),
            "res_model": "accounting.export.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_export_id": self.id},
        }

    def action_open_entries(self):
        self.ensure_one()
        entries = self.env["accounting.export.entry"].sudo().search([("export_id", "=", self.id)])
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "account.move",
            "view_mode": "list,form",
            "views": [(self.env.ref("account.view_move_tree").id, "list"), (False, "form")],
            "domain": [("id", "in", entries.move_id.ids)],
            "context": {"create": False},
        }

    def _write_file(self):
        """The work itself, small or in the background."""
        self._check_may_export()
        return self.env["accounting.exporter"]._write(self)
