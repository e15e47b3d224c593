from odoo import api, models
from odoo.tools import SQL, split_every

from ..models.transaction_kind import KINDS

SORTED_AT_ONCE = 2000


class RefundSorter(models.AbstractModel):
    """Sorts refunds into what a file asks of the bank, and what stays out of it with its reason."""

    _name = "refund.sorter"
    _description = "Sorting of refunds for a file"

    @api.model
    def _sort(self, export, request_ids):
        """Store what goes out as lines, and what does not with its reason."""
        number = 0
        for ids in split_every(SORTED_AT_ONCE, request_ids):
            sendable, left_out = [], []
            requests = self.env["contract.transaction"].sudo().browse(ids)
            accounts = self.env["refund.account.finder"]._find(requests)
            reasons = self.env["refund.export.checks"]._find_reasons(export, requests, accounts)
            for request in requests:
                if request.id in reasons:
                    left_out.append((request.id, reasons[request.id]))
                else:
                    number += 1
                    sendable.append((number, request, accounts[request.id]))
            self._store_lines(export, sendable)
            self._store_left_out(export, left_out)
            self.env.invalidate_all()

    def _store_lines(self, export, sendable):
        checks = self.env["refund.export.checks"]
        labels = dict(self.env["contract.transaction"]._fields["kind"]._description_selection(self.env))
        self.env.cr.execute(
            SQL(
                STORE_LINES,
                export=export.id,
                company=export.company_id.id,
                user=self.env.uid,
                reference=export.bank_reference,
                numbers=[number for number, _request, _account in sendable],
                requests=[request.id for _number, request, _account in sendable],
                holders=[account.holder for _number, _request, account in sendable],
                ibans=[account.iban for _number, _request, account in sendable],
                bics=[checks._bic_to_name(account) or None for _number, _request, account in sendable],
                texts=[self._text(request, labels) for _number, request, _account in sendable],
            )
        )

    def _text(self, request, labels):
        """What the customer reads on the bank statement."""
        return f"{labels[KINDS[request.kind].carried_out_as]} {request.contract_id.number}"

    def _store_left_out(self, export, left_out):
        ids, reasons = [one[0] for one in left_out], [one[1] for one in left_out]
        query = SQL(STORE_LEFT_OUT, export.id, export.company_id.id, self.env.uid, self.env.uid, ids, reasons)
        self.env.cr.execute(query)


STORE_LINES = """
INSERT INTO refund_export_line
       (export_id, company_id, request_id, amount, holder, iban, bic, text, block_reference, end_to_end_id, state,
        create_uid, write_uid, create_date, write_date)
SELECT %(export)s, %(company)s, request.id, request.amount, told.holder, told.iban, told.bic, told.text,
       %(reference)s || '-B001',
       %(reference)s || '-' || LPAD(told.number::text, GREATEST(6, LENGTH(told.number::text)), '0'),
       'exported', %(user)s, %(user)s, NOW() AT TIME ZONE 'UTC', NOW() AT TIME ZONE 'UTC'
  FROM UNNEST(%(numbers)s::int[], %(requests)s::int[], %(holders)s::varchar[], %(ibans)s::varchar[],
              %(bics)s::varchar[], %(texts)s::varchar[]) AS told(number, request, holder, iban, bic, text)
  JOIN contract_transaction request ON request.id = told.request
 ORDER BY told.number
"""
STORE_LEFT_OUT = """
INSERT INTO refund_left_out (export_id, company_id, request_id, reason, create_uid, write_uid, create_date, write_date)
SELECT %s, %s, told.request, told.reason, %s, %s, NOW() AT TIME ZONE 'UTC', NOW() AT TIME ZONE 'UTC'
  FROM UNNEST(%s::int[], %s::varchar[]) AS told(request, reason)
"""
