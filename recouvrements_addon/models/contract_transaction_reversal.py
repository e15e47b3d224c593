from odoo import fields, models
from odoo.exceptions import UserError

REVERSER = "recouvrements_addon.group_transaction_reverser"


class ContractTransaction(models.Model):
    """A recorded transaction can be taken back; it stays on record with who, when and why."""

    _inherit = "contract.transaction"

    reversed_date = fields.Datetime("Reversed on", readonly=True)
    reversed_by_id = fields.Many2one("res.users", "Reversed by", readonly=True)
    reverse_reason = fields.Char("Reason of the reversal", readonly=True)

    def action_reverse(self):
        """Ask for the reason, then reverse."""
        self._check_may(REVERSER)
        self._refuse_reversal_by_hand()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reverse"),
            "res_model": "contract.transaction.reversal",
            "view_mode": "form",
            "target": "new",
            "context": {"default_transaction_ids": self.ids},
        }

    def _refuse_reversal_by_hand(self):
        """What another document made is undone there."""
        errors = [f"{made.display_name}: {reason}" for made in self if (reason := made._why_not_by_hand())]
        if errors:
            raise UserError("\n".join(errors))

    def _why_not_by_hand(self):
        self.ensure_one()
        if self.state != "recorded":
            return self.env._("only recorded transactions can be reversed.")
        if self.kind == "deposit_settlement":
            return self.env._("reset the final invoice to draft, then the deposit is held again.")
        if self.request_id:
            return self.env._("it carried out a refund request; open that one again in the overview of refunds.")
        return None
