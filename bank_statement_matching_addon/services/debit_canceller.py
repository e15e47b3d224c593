from odoo import api, models
from odoo.fields import Domain


class DebitCanceller(models.AbstractModel):
    """What a statement says was collected is not free again, even before the ledger update (REM-8)."""

    _inherit = "debit.canceller"

    @api.model
    def _get_obstacles(self, remittance):
        yield from super()._get_obstacles(remittance)
        # where the ledger is updated, the debits themselves say so
        collected = Domain("kind", "!=", "refused") & Domain("statement_id.state", "!=", "done")
        groups = (
            self.env["received.allocation"]
            .sudo()
            ._read_group(Domain("remittance_id", "=", remittance.id) & collected, ["statement_id"])
        )
        if groups:
            yield self.env._(
                "%(remittance)s cannot be cancelled: %(statements)s tells that the bank carried out debits of it. "
                "If it did not, release their allocation first.",
                remittance=remittance.name,
                statements=", ".join(statement.name for (statement,) in groups),
            )
