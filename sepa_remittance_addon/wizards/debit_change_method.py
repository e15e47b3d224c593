from odoo import fields, models


class DebitChangeMethod(models.TransientModel):
    """Has invoices paid another way, so that no proposal of this type takes them again (REM-7)."""

    _name = "debit.change.method"
    _description = "Change the payment method of invoices"

    line_ids = fields.Many2many("debit.remittance.line", required=True)
    payment_method_line_id = fields.Many2one(
        "account.payment.method.line",
        "New payment method",
        domain="[('payment_type', '=', 'inbound'), ('company_id', 'in', allowed_company_ids)]",
        help="Empty: no preferred payment method.",
    )
    channel = fields.Selection(
        selection=lambda self: self._get_channels(), string="Asked by", required=True, default="internal"
    )
    asked_by = fields.Char("Person who asked")
    reason = fields.Char()

    def _get_channels(self):
        return self.env["debit.line.change.wizard"]._fields["channel"]._description_selection(self.env)

    def action_apply(self):
        """Lines of a proposal leave it; those that the bank was asked already stay until it answers."""
        for wizard in self:
            wizard.line_ids.move_id.preferred_payment_method_line_id = wizard.payment_method_line_id
            proposed = wizard.line_ids.filtered(lambda line: line.state in ("proposed", "held"))
            why = wizard.reason or self.env._("Payment method changed")
            proposed._change("remove", wizard.channel, why, wizard.asked_by)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
