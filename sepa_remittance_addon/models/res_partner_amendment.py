from odoo import models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """A customer who is debited changes banks: from its own form to the dialog (MAN-11)."""

    _inherit = "res.partner"

    def action_replace_account(self):
        self.ensure_one()
        self.env["debit.mandate"].check_access("write")
        payer = self.commercial_partner_id
        mandates = self.env["debit.mandate"].search(
            [("partner_id", "=", payer.id), ("partner_bank_id", "!=", False), ("state", "in", ("to_sign", "active"))]
        )
        if not mandates:
            raise UserError(
                self.env._("%s has no mandate with an account: choose the account on the mandate.", payer.display_name)
            )
        return mandates.partner_bank_id[:1]._ask_replacement()
