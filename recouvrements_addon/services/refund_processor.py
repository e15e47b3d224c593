from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.contract_transaction_approval import TO_DECIDE
from ..models.transaction_kind import KINDS, REQUESTS


class RefundProcessor(models.AbstractModel):
    """Carries out refund requests: each becomes a refund on its contract, once; and takes that back."""

    _name = "refund.processor"
    _description = "Processing of refund requests"

    @api.model
    def _process(self, requests):
        """Mark the requests processed and record their refunds, all or none.

        Requests that are processed already stay as they are: two clicks, or two users, make one refund.

        :return: the refunds made.
        :raises UserError: naming all requests that cannot be processed.
        """
        requests = requests.sudo()
        self._refuse_other_kinds(requests)
        requests.contract_id._hold()
        waiting = requests.filtered(lambda request: request.state == "requested")
        self._refuse_not_approved(waiting)
        journals = self._journals(waiting.company_id)
        processed = requests._move_to("processed", processed_date=fields.Datetime.now(), processed_by_id=self.env.uid)
        # no longer open, they no longer reserve: the cashier finds their amounts owed back
        return self.env["contract.cashier"]._record(
            [self._prepare_refund_vals(request, journals[request.company_id]) for request in processed]
        )

    @api.model
    def _reopen(self, requests, reason):
        """Take processed requests back: payment, entry and refund are reversed, the requests wait again.

        Those that wait already stay as they are, so a refusal that is told twice reopens once.
        """
        requests = requests.sudo()
        requests.contract_id._hold()
        processed = requests.filtered(lambda request: request.state == "processed")
        refunds = processed.carried_out_ids.filtered(lambda refund: refund.state == "recorded")
        self.env["contract.cashier"]._reverse(refunds, reason)
        processed._move_to("requested")

    def _refuse_other_kinds(self, requests):
        others = requests.filtered(lambda transaction: transaction.kind not in REQUESTS)
        if others:
            names = ", ".join(others[:20].mapped("display_name"))
            raise UserError(self.env._("Only refund requests can be processed, not: %s", names))

    def _refuse_not_approved(self, requests):
        waiting = requests.filtered(lambda request: request.approval in TO_DECIDE)
        if waiting:
            names = ", ".join(waiting[:20].mapped("display_name"))
            raise UserError(self.env._("These refunds are not approved: %s", names))

    def _journals(self, companies):
        journals = {company: company._get_refund_journal() for company in companies}
        missing = [company.name for company, journal in journals.items() if not journal]
        if missing:
            raise UserError(
                self.env._(
                    "No bank journal to pay refunds from: choose one under Configuration > Settings for %s.",
                    ", ".join(missing),
                )
            )
        return journals

    def _prepare_refund_vals(self, request, journal):
        return {
            "contract_id": request.contract_id.id,
            "kind": KINDS[request.kind].carried_out_as,
            "method": journal.collection_method,
            "journal_id": journal.id,
            "date": fields.Date.context_today(self),
            "amount": request.amount,
            "invoice_id": request.invoice_id.id,
            "comment": request.comment,
            "iban": request.sent_iban,
            "request_id": request.id,
        }
