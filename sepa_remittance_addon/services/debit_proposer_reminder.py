from odoo import api, models


class DebitProposer(models.AbstractModel):
    """A proposal that was filled reminds of its own deadline."""

    _inherit = "debit.proposer"

    @api.model
    def _fill(self, remittance, selection=None):
        result = super()._fill(remittance, selection)
        remittance.invalidate_recordset(["payment_from", "payment_to", "payer_count"])
        remittance._remind_to_confirm()
        return result
