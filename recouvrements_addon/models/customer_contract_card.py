from odoo import api, fields, models


class CustomerContract(models.Model):
    """What is reserved on the customer's card: beside the deposit held, never part of it (CTR-5)."""

    _inherit = "customer.contract"

    authorised_amount = fields.Monetary(
        "Reserved on card", compute="_compute_authorised", compute_sudo=True, help="No money: it can be captured."
    )
    authorised_until = fields.Date("Reserved until", compute="_compute_authorised", compute_sudo=True)

    @api.depends("transaction_ids.state")
    def _compute_authorised(self):
        groups = self.env["contract.transaction"]._read_group(
            [("contract_id", "in", self.ids), ("state", "=", "authorised")],
            ["contract_id"],
            ["amount:sum", "expiry_date:min"],
        )
        reserved = {contract.id: found for contract, *found in groups}
        for contract in self:
            contract.authorised_amount, contract.authorised_until = reserved.get(contract._origin.id, (0, False))
