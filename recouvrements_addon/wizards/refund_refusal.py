from odoo import fields, models


class RefundRefusal(models.TransientModel):
    """Asks why refunds are not approved (REF-7)."""

    _name = "refund.refusal"
    _description = "Refuse refunds"

    request_ids = fields.Many2many("contract.transaction", string="Refunds", required=True)
    reason = fields.Char(required=True)

    def action_refuse(self):
        self.ensure_one()
        self.request_ids._refuse_approval(self.reason)
        return {"type": "ir.actions.act_window_close"}
