from odoo import api, models


class ContractTransactionEntry(models.TransientModel):
    """What a second person has to approve is requested, not given back at once (REF-7)."""

    _inherit = "contract.transaction.entry"

    @api.depends("kind", "amount", "contract_id")
    def _compute_obstacle(self):
        super()._compute_obstacle()
        cashier = self.env["contract.cashier"]
        for entry in self.filtered(lambda entry: not entry.obstacle):
            reason = cashier._needs_request(entry.company_id, entry.kind, entry.amount)
            entry.obstacle = reason and reason[:1].upper() + reason[1:]
