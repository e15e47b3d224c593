from odoo import api, models
from odoo.exceptions import UserError

from ..models.debit_remittance_line import LIVE


class DebitCanceller(models.AbstractModel):
    """Takes a remittance back that the bank never carried out: everything is free again, the record stays (REM-8)."""

    _name = "debit.canceller"
    _description = "Cancellation of a remittance"

    @api.model
    def _cancel(self, remittance, reason):
        """
        :raises UserError: when the bank has carried out one of its debits.
        """
        remittance._lock_or_tell()
        obstacles = list(self._get_obstacles(remittance))
        if obstacles:
            raise UserError("\n".join(obstacles))
        # of 100,000 lines and their invoices only those columns are read that somebody looks at
        lines = self.env["debit.remittance.line"].sudo().with_context(prefetch_fields=False)
        of_remittance = [("remittance_id", "=", remittance.id), ("state", "in", LIVE)]
        lines.search(of_remittance, order="id")._move_to("cancelled")
        remittance._move_to("cancelled", cancel_reason=reason)
        remittance.message_post(body=self.env._("Cancelled: %s", reason))

    @api.model
    def _get_obstacles(self, remittance):
        """Yield a sentence for whatever shows that the bank carried debits out; modules that know more add theirs."""
        carried_out = (
            self.env["debit.remittance.line"]
            .sudo()
            .search_count([("remittance_id", "=", remittance.id), ("state", "in", ("matched", "returned"))])
        )
        if carried_out:
            yield self.env._(
                "%(remittance)s cannot be cancelled: the bank has carried out %(count)s of its debits.",
                remittance=remittance.name,
                count=carried_out,
            )
