from odoo import api, fields, models

from ..models.contract_transaction_approval import TO_DECIDE


class RefundProcessing(models.TransientModel):
    """Shows how many refunds, and how much, before they are marked as processed (REF-2)."""

    _name = "refund.processing"
    _description = "Mark refunds as processed"

    request_ids = fields.Many2many("contract.transaction", string="Refunds", required=True)
    count = fields.Integer("Number of refunds", compute="_compute_totals")
    total = fields.Char("In total", compute="_compute_totals")
    held_names = fields.Char("Wait for approval", compute="_compute_totals")

    @api.depends("request_ids")
    def _compute_totals(self):
        for wizard in self:
            held = wizard.request_ids.filtered(lambda request: request.approval in TO_DECIDE)
            going = wizard.request_ids - held
            wizard.count = len(going)
            wizard.total = wizard._sums(going)
            wizard.held_names = ", ".join(held[:20].mapped("display_name"))

    def _sums(self, requests):
        return ", ".join(
            currency.format(sum(own.mapped("amount"))) for currency, own in requests.grouped("currency_id").items()
        )

    def action_process(self):
        self.ensure_one()
        self.request_ids.filtered(lambda request: request.approval not in TO_DECIDE).action_mark_processed()
        return {"type": "ir.actions.act_window_close"}
