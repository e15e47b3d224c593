from odoo import models

from ..models.transaction_kind import KINDS
from .contract_cashier import ContractCashier as Cashier


class ContractCashier(models.AbstractModel):
    """Nobody goes round the approval of refunds by giving the money back at once (REF-7)."""

    _inherit = "contract.cashier"

    _checks = (*Cashier._checks, "_check_approval")

    def _check_approval(self, draft, situation):
        if draft.request_id:
            return None
        company = draft.company_id._origin
        limit = company.sudo()._get_refund_approval_from()
        outbound = KINDS[draft.kind].direction == "outbound"
        if not outbound or not limit or company.currency_id.compare_amounts(draft.amount, limit) < 0:
            return None
        return self.env._(
            "from %s on a second person approves refunds: key a refund request instead.",
            company.currency_id.format(limit),
        )
