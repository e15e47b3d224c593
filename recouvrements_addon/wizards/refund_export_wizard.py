from collections import defaultdict

from odoo import api, fields, models
from odoo.addons.sepa_remittance_addon.formats.calendar import is_target_day, next_bank_day
from odoo.exceptions import UserError

from ..models.contract_transaction_approval import TO_DECIDE
from ..models.transaction_kind import REQUESTS

LOOKED_AT = 2000


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
    looked_at = fields.Boolean(compute="_compute_totals")
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
            sums = requests._read_group([("id", "in", requests.ids)], ["company_id"], ["amount:sum", "__count"])
            wizard.count = sum(count for _branch, _amount, count in sums)
            wizard.total = ", ".join(wizard._sum_by_currency(sums))
            wizard.branches = ", ".join(branch.name for branch, _amount, _count in sums)
            # the accounts of very many are looked at by the export itself
            wizard.looked_at = len(requests) <= LOOKED_AT
            shown = requests if wizard.looked_at else requests.browse()
            wizard.missing_count = len(shown.filtered("iban_missing"))
            wizard.held_count = len(shown.filtered(lambda request: request.approval in TO_DECIDE))

    def _sum_by_currency(self, sums):
        totals = defaultdict(float)
        for branch, amount, _count in sums:
            totals[branch.currency_id] += amount
        return [currency.format(amount) for currency, amount in totals.items()]

    def action_export(self):
        self.ensure_one()
        if self.mode == "period" and not (self.date_from and self.date_to):
            raise UserError(self.env._("Enter the first and the last day of the period."))
        period = (self.date_from, self.date_to) if self.mode == "period" else None
        exports = self.env["refund.exporter"]._export(self._get_requests(), self.execution_date, period)
        return exports._action_open()
