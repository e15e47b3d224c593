from odoo import fields, models
from odoo.exceptions import UserError


class RefundExportCancel(models.TransientModel):
    """Asks why a refund file is cancelled, and whether the bank really does not have it (REF-5)."""

    _name = "refund.export.cancel"
    _description = "Cancel a refund file"

    export_id = fields.Many2one("refund.export", required=True)
    not_sent = fields.Boolean("The file was not sent to the bank")
    reason = fields.Char(required=True)

    def action_cancel(self):
        self.ensure_one()
        if not self.not_sent:
            raise UserError(self.env._("Make sure that the bank does not have the file: it would pay a second time."))
        export = self.export_id
        export._check_may_export()
        label = self.env._("Cancel %s", export.name)
        job = self.env["background.job"]
        return job._do(export, "_cancel", size=export.line_count, label=label, reason=self.reason) or {
            "type": "ir.actions.act_window_close"
        }
