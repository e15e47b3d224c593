from odoo import fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    circular = fields.Char(copy=False, help="The last dunning letter sent for this invoice, such as AP11 or AP12.")
    circular_date = fields.Date(copy=False, help="The day of that letter.")

    def button_draft(self):
        self._refuse_if_deposit()
        return super().button_draft()

    def _refuse_if_deposit(self):
        """A closed lot is not edited, and neither is what it or its corrections booked."""
        corrections = self.env["mail.lot.correction"].sudo().search([("move_id", "in", self.ids)])
        if corrections:
            raise UserError(
                self.env._("What a correction booked stays as it is: %s", ", ".join(corrections.mapped("display_name")))
            )
        lots = self.env["mail.lot"].sudo().search([("deposit_move_id", "in", self.ids)])
        if lots:
            raise UserError(
                self.env._(
                    "The deposit of a mail lot closed for good stays as it is; reverse it instead: %s",
                    ", ".join(f"{lot.deposit_move_id.name} ({lot.name})" for lot in lots),
                )
            )
