from odoo import api, fields, models

from ..models.contract_transaction_reversal import REVERSER


class ContractTransactionReversal(models.TransientModel):
    """Asks why, before transactions are reversed."""

    _name = "contract.transaction.reversal"
    _description = "Reverse transactions of contracts"

    transaction_ids = fields.Many2many("contract.transaction", string="Transactions", required=True)
    reason = fields.Char(required=True)
    obstacle = fields.Text(compute="_compute_obstacle", help="Why this cannot be saved, and what to do about it.")

    @api.depends("transaction_ids")
    def _compute_obstacle(self):
        for reversal in self:
            reasons = self.env["contract.cashier"]._spent_by(reversal.transaction_ids._origin._filtered_access("read"))
            reversal.obstacle = "\n".join(reasons) or False

    def action_reverse(self):
        self.ensure_one()
        self.transaction_ids._check_may(REVERSER)
        fresh = self.transaction_ids.filtered(lambda made: made.state != "reversed")
        fresh._refuse_reversal_by_hand()
        self.env["contract.cashier"]._reverse(fresh, self.reason)
        return {"type": "ir.actions.act_window_close"}
