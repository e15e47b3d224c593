from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.transaction_kind import KINDS, REQUESTS


class RefundProcessor(models.AbstractModel):
    """Carries out refund requests: each becomes a refund on its contract, once."""

    _name = "refund.processor"
    _description = "Processing of refund requests"

    @api.model
    def _process(self, requests):
        """Mark the requests processed and record their refunds, all or none.

        Requests that are processed already stay as they are: two clicks, or two users, make one refund.

        :return: the refunds made.
        """
        requests = requests.sudo()
        self._refuse_other_kinds(requests)
        requests.contract_id._hold()
        journals = self._journals(requests.filtered(lambda request: request.state == "requested").company_id)
        processed = requests._move_to("processed", processed_date=fields.Datetime.now(), processed_by_id=self.env.uid)
        # no longer open, they no longer reserve: the cashier finds their amounts owed back
        return self.env["contract.cashier"]._record(
            [self._prepare_refund_vals(request, journals[request.company_id]) for request in processed]
        )

    def _refuse_other_kinds(self, requests):
        others = requests.filtered(lambda transaction: transaction.kind not in REQUESTS)
        if others:
            names = ", ".join(others[:20].mapped("display_name"))
            raise UserError(self.env._("Only refund requests can be processed, not: %s", names))

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
            "iban": request.iban,
            "request_id": request.id,
        }
