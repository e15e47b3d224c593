from odoo import api, fields, models
from odoo.tools import split_every

from ..models.contract_transaction_approval import TO_DECIDE
from ..models.contract_transaction_refund import PROCESSOR
from ..services.refund_exporter import PROCESSED_AT_ONCE


class RefundProcessing(models.TransientModel):
    """Shows how many refunds, and how much, before they are marked as processed (REF-2)."""

    _name = "refund.processing"
    _description = "Mark refunds as processed"
    # very many are left to a worker, which may have other work first
    _transient_max_hours = 48

    request_ids = fields.Many2many("contract.transaction", string="Refunds", required=True)
    count = fields.Integer("Number of refunds", compute="_compute_totals")
    total = fields.Char("In total", compute="_compute_totals")
    held_names = fields.Char("Wait for approval", compute="_compute_totals")

    @api.depends("request_ids")
    def _compute_totals(self):
        for wizard in self:
            going = wizard._get_going()
            wizard.count = len(going)
            wizard.total = wizard._sums(going)
            wizard.held_names = ", ".join((wizard.request_ids - going)[:20].mapped("display_name"))

    def _get_going(self):
        return self.request_ids.filtered(lambda request: request.approval not in TO_DECIDE)

    def _sums(self, requests):
        return ", ".join(
            currency.format(sum(own.mapped("amount"))) for currency, own in requests.grouped("currency_id").items()
        )

    def action_process(self):
        self.ensure_one()
        self.request_ids._check_may(PROCESSOR)
        label = self.env._("Mark %s refunds as processed", self.count)
        started = self.env["background.job"]._do(self, "_process", size=self.count, label=label)
        close = {"type": "ir.actions.act_window_close"}
        return self._tell_later(close) if started else close

    def _tell_later(self, close):
        message = self.env._("%s refunds are being recorded; you are told when that is done.", self.count)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": message, "type": "info", "next": close},
        }

    def _process(self):
        """All of them or none, some hundred at a time, so that memory does not grow with their number."""
        ids = self._get_going().ids
        for done, some in enumerate(split_every(PROCESSED_AT_ONCE, ids)):
            self.env["background.job"]._tell_progress(done * PROCESSED_AT_ONCE, len(ids))
            self.env["contract.transaction"].browse(some).action_mark_processed()
            self.env.flush_all()
            self.env.invalidate_all()
