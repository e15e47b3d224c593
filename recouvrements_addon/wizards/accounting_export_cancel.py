from odoo import fields, models


class AccountingExportCancel(models.TransientModel):
    """Asks why, before the last export is cancelled."""

    _name = "accounting.export.cancel"
    _description = "Cancel an export to outside accounting"

    export_id = fields.Many2one("accounting.export", required=True, ondelete="cascade")
    reason = fields.Char(required=True)

    def action_cancel(self):
        self.ensure_one()
        self.export_id._check_may_export()
        self.env["accounting.exporter"]._cancel(self.export_id, self.reason)
        return {"type": "ir.actions.act_window_close"}
