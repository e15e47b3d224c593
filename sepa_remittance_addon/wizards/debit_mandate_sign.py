from odoo import fields, models
from odoo.exceptions import UserError


class DebitMandateSign(models.TransientModel):
    """Asks the date on which the payer signed."""

    _name = "debit.mandate.sign"
    _description = "Sign mandates"

    mandate_ids = fields.Many2many("debit.mandate", required=True)
    signature_date = fields.Date(required=True, default=fields.Date.context_today)

    def action_sign(self):
        self.ensure_one()
        if self.signature_date > fields.Date.context_today(self):
            raise UserError(self.env._("A mandate cannot be signed in the future."))
        self.mandate_ids._sign(self.signature_date)
        return {"type": "ir.actions.act_window_close"}
