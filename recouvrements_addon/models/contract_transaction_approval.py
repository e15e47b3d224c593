from odoo import api, fields, models
from odoo.addons.sepa_remittance_addon.models.number_mask import MaskedNumber
from odoo.fields import Domain

from .transaction_kind import REQUESTS

APPROVER = "recouvrements_addon.group_refund_approver"
TO_DECIDE = ("to_approve", "refused")


class ContractTransaction(models.Model):
    """A refund request above an amount is approved by a second person (REF-7).

    A decision is about one amount and one account. It is kept with both and compared with what the request says now,
    so whoever changes one of them, and wherever, drops it.
    """

    _inherit = "contract.transaction"

    decision = fields.Selection([("approved", "Approved"), ("refused", "Refused")], readonly=True)
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    decided_iban = MaskedNumber("Decided for the account", readonly=True)
    decided_amount = fields.Monetary("Decided for the amount", readonly=True)
    decision_reason = fields.Char("Why it was refused", readonly=True)
    approval = fields.Selection(
        [("none", "Not needed"), ("to_approve", "To approve"), ("approved", "Approved"), ("refused", "Refused")],
        compute="_compute_approval",
        search="_search_approval",
        help="From the amount in the settings on, a second person approves a refund. It is neither the one who asked "
        "for it nor the one who entered the account. Changing the amount or the account drops the approval.",
    )
    may_decide = fields.Boolean(compute="_compute_may_decide")

    @api.depends("kind", "amount", "state", "refund_iban", "decision", "decided_iban", "decided_amount", "company_id")
    def _compute_approval(self):
        limits = {company: company._get_refund_approval_from() for company in self.company_id}
        for transaction in self:
            limit = limits.get(transaction.company_id)
            asked = transaction.kind in REQUESTS and bool(limit)
            above = asked and transaction.currency_id.compare_amounts(transaction.amount, limit) >= 0
            transaction.approval = transaction._decision_now() or (
                "to_approve" if transaction._waits(above) else "none"
            )

    def _waits(self, above):
        return above and self.state == "requested"

    def _decision_now(self):
        """What was decided, as long as it is about the account and the amount of now."""
        same = (self.decided_iban or "") == (self.refund_iban or "") and self.decided_amount == self.amount
        return self.decision if same else False

    def _search_approval(self, operator, value):
        if operator != "in":
            return NotImplemented
        asked = self.search([("kind", "in", REQUESTS), "|", ("state", "=", "requested"), ("decision", "!=", False)])
        told = {name: asked.filtered(lambda request, name=name: request.approval == name) for name in value}
        found = Domain("id", "in", self.union(*told.values()).ids)
        return found | Domain("id", "not in", asked.ids) if "none" in value else found

    @api.depends("approval")
    @api.depends_context("uid")
    def _compute_may_decide(self):
        approver = self.env.user.has_group(APPROVER)
        waiting = self.filtered(lambda request: approver and request.approval in TO_DECIDE)
        obstacles = self.env["refund.approver"]._obstacles(waiting)
        for request in self:
            request.may_decide = request in waiting and request.id not in obstacles

    # ------------------------------------------------------------ life

    @api.model_create_multi
    def create(self, vals_list):
        made = super().create(vals_list)
        self.env["refund.approver"]._ask(made)
        return made

    def write(self, vals):
        written = super().write(vals)
        if "iban" in vals or "amount" in vals:
            self.env["refund.approver"]._ask(self)
        return written

    def _after_processed(self):
        self.env["refund.approver"]._forget(self)

    def _after_cancelled(self):
        self.env["refund.approver"]._forget(self)

    # ------------------------------------------------------------ buttons

    def action_approve(self):
        self._check_may(APPROVER)
        self.env["refund.approver"]._approve(self)
        return True

    def action_ask_refusal(self):
        """Ask why the refund is refused."""
        self._check_may(APPROVER)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "refund.refusal",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_ids": self.ids},
        }

    def _refuse_approval(self, reason):
        self._check_may(APPROVER)
        self.env["refund.approver"]._refuse(self, reason)
