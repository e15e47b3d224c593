from odoo import api, fields, models
from odoo.addons.sepa_remittance_addon.formats.calendar import is_target_day, next_bank_day
from odoo.exceptions import UserError

from ..models.contract_transaction_approval import TO_DECIDE
from ..models.transaction_kind import REQUESTS


class RefundExportWizard(models.TransientModel):
    """Asks which refunds go into a file for the bank: the selected ones, or all that wait in a period (REF-3)."""

    _name = "refund.export.wizard"
    _description = "Export refunds"

    mode = fields.Selection(
        [("selected", "The selected refunds"), ("period", "All unprocessed refunds of a period")],
        "Export",
        required=True,
        default="period",
    )
    request_ids = fields.Many2many("contract.transaction", string="Selected")
    date_from = fields.Date("From", default=lambda self: self._default_date_from())
    date_to = fields.Date("To", default=fields.Date.context_today)
    execution_date = fields.Date(
        "To be paid on",
        required=True,
        default=lambda self: next_bank_day(fields.Date.context_today(self), is_target_day),
        help="A day on which banks are closed is moved to the next bank day.",
    )
    count = fields.Integer("Refunds", compute="_compute_totals")
    total = fields.Char("In total", compute="_compute_totals")
    missing_count = fields.Integer("Without a good IBAN", compute="_compute_totals")
    held_count = fields.Integer("Not approved", compute="_compute_totals")
    branches = fields.Char(compute="_compute_totals")

    def _default_date_from(self):
        oldest = self.env["contract.transaction"].search(self._get_waiting_domain(), order="date", limit=1)
        return oldest.date or fields.Date.context_today(self)

    @api.model
    def _get_waiting_domain(self):
        return [
            ("state", "=", "requested"),
            ("kind", "in", REQUESTS),
            ("company_id", "in", self.env.companies.ids),
        ]

    def _get_requests(self):
        if self.mode == "selected":
            return self.request_ids._origin
        period = [("date", ">=", self.date_from), ("date", "<=", self.date_to)]
        return self.env["contract.transaction"].search(self._get_waiting_domain() + period)

    @api.depends("mode", "request_ids", "date_from", "date_to")
    def _compute_totals(self):
        for wizard in self:
            requests = wizard._get_requests()
            by_currency = requests.grouped("currency_id").items()
            wizard.count = len(requests)
            wizard.total = ", ".join(currency.format(sum(own.mapped("amount"))) for currency, own in by_currency)
            wizard.missing_count = len(requests.filtered("iban_missing"))
            wizard.held_count = len(requests.filtered(lambda request: request.approval in TO_DECIDE))
            wizard.branches = ", ".join(requests.company_id.mapped("name"))

    def action_export(self):
        self.ensure_one()
        if self.mode == "period" and not (self.date_from and self.date_to):
            raise UserError(self.env._("Enter the first and the last day of the period."))
        period = (self.date_from, self.date_to) if self.mode == "period" else None
        exports = self.env["refund.exporter"]._export(self._get_requests(), self.execution_date, period)
        return exports._action_open()
