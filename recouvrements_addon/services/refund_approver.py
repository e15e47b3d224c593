from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.contract_transaction_approval import APPROVER, TO_DECIDE

ACTIVITY = "recouvrements_addon.mail_activity_refund_approval"


class RefundApprover(models.AbstractModel):
    """Has refunds above an amount approved by a second person (REF-7)."""

    _name = "refund.approver"
    _description = "Approval of refunds"

    @api.model
    def _approve(self, requests):
        """:raises UserError: naming all that this person cannot approve; then none is."""
        self._decide(requests, "approved")

    @api.model
    def _refuse(self, requests, reason):
        self._decide(requests, "refused", reason)

    def _decide(self, requests, decision, reason=False):
        requests.sudo()._lock_or_tell()
        self._refuse_wrong(requests)
        for request in requests.sudo():
            request.write(
                {
                    "decision": decision,
                    "decided_by_id": self.env.uid,
                    "decided_on": fields.Datetime.now(),
                    "decided_iban": request.refund_iban,
                    "decided_amount": request.amount,
                    "decision_reason": reason,
                }
            )
        self._tell(requests, decision, reason)
        self._forget(requests)

    def _tell(self, requests, decision, reason):
        word = {"approved": self.env._("Approved: %s"), "refused": self.env._("Refund refused: %s")}[decision]
        for contract, decided in requests.sudo().grouped("contract_id").items():
            body = word % ", ".join(decided.mapped("display_name"))
            contract.message_post(body=f"{body} ({reason})" if reason else body)

    def _refuse_wrong(self, requests):
        obstacles = self._obstacles(requests)
        for request in requests.filtered(lambda request: request.approval not in TO_DECIDE):
            obstacles[request.id] = self.env._("nothing is to be approved.")
        if obstacles:
            names = [
                f"- {request.display_name}: {obstacles[request.id]}" for request in requests if request.id in obstacles
            ]
            raise UserError(self.env._("These cannot be decided by you:") + "\n" + "\n".join(names[:20]))

    @api.model
    def _obstacles(self, requests):
        """``{request id: why this user cannot decide on it}``: four eyes on the amount and on the account."""
        accounts = self.env["refund.account.finder"]._find(requests)
        obstacles = {}
        for request in requests:
            if request.sudo().create_uid == self.env.user:
                obstacles[request.id] = self.env._("you asked for it yourself; somebody else decides.")
            elif self.env.uid in accounts[request.id].people:
                obstacles[request.id] = self.env._("you entered its account; somebody else decides.")
        return obstacles

    # ------------------------------------------------------------ who is asked

    @api.model
    def _ask(self, requests):
        """Tell everybody who may approve, once for each contract, as long as nobody has decided."""
        waiting = requests.sudo().filtered(lambda request: request.approval == "to_approve")
        approvers = self._approvers(waiting)
        asked = self._activities(waiting.contract_id).mapped(lambda activity: (activity.res_id, activity.user_id.id))
        wanted = {}
        for request in waiting:
            for user in approvers[request.company_id] - request.create_uid:
                wanted.setdefault((request.contract_id, user), []).append(request.display_name)
        for (contract, user), names in wanted.items():
            if (contract.id, user.id) not in asked:
                contract.activity_schedule(ACTIVITY, user_id=user.id, note=", ".join(names))

    def _approvers(self, requests):
        users = self.env.ref(APPROVER).sudo().all_user_ids.filtered("active")
        return {
            company: users.filtered(lambda user, c=company: c in user.company_ids) for company in requests.company_id
        }

    @api.model
    def _forget(self, requests):
        """Take the reminders away from contracts on which nothing waits for approval any more."""
        contracts = requests.sudo().contract_id
        activities = self._activities(contracts)
        if activities:
            waiting = contracts.transaction_ids.filtered(lambda request: request.approval == "to_approve")
            activities.filtered(lambda activity: activity.res_id not in waiting.contract_id.ids).unlink()

    def _activities(self, contracts):
        kind = self.env.ref(ACTIVITY)
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "customer.contract"),
                    ("res_id", "in", contracts.ids),
                    ("activity_type_id", "=", kind.id),
                ]
            )
        )
