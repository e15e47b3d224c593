from odoo import fields, models


class DebitRemittanceLine(models.Model):
    """When the payer was told of this debit (REM-4)."""

    _inherit = "debit.remittance.line"

    notified_for = fields.Date("Announced for", readonly=True, help="The payment date that the payer was told.")

    def action_open_notice(self):
        self.ensure_one()
        notice = self.env["debit.notice"].search(
            [
                ("remittance_id", "=", self.remittance_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("payment_date", "=", self.notified_for),
            ],
            limit=1,
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "debit.notice",
            "res_id": notice.id,
            "view_mode": "form",
        }
