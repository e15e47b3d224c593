from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL


class RefundAccount(NamedTuple):
    """Where one refund goes."""

    iban: str = ""  # as it is on record, perhaps not valid
    source: str = ""  # "request", "contract" or "customer"
    holder: str = ""  # the name on the account where it is known, else the customer's
    bic: str = ""
    people: tuple = ()  # ids of the users who entered or chose this account


class RefundAccountFinder(models.AbstractModel):
    """Tells to which account each refund goes (REF-1): that of the request, else the contract's, else the customer's.

    What was processed keeps the account it went to, whatever is chosen later.
    """

    _name = "refund.account.finder"
    _description = "Accounts of refunds"

    @api.model
    def _find(self, requests):
        """:return: ``{request id: RefundAccount}``, by one query."""
        if not requests.ids:
            return {}
        self._flush()
        return {
            row[0]: RefundAccount(*row[1:-1], tuple(row[-1])) for row in self.env.execute_query(SQL(FIND, requests.ids))
        }

    def _flush(self):
        for model, names in READ.items():
            self.env[model].flush_model(names)


READ = {
    "contract.transaction": ["iban", "iban_by_id", "sent_iban", "state", "contract_id", "partner_id"],
    "customer.contract": ["deposit_iban", "deposit_iban_by_id"],
    "res.partner": ["refund_bank_id", "refund_bank_by_id", "commercial_partner_id", "name"],
    "res.partner.bank": [
        "sanitized_acc_number",
        "number_by_id",
        "acc_holder_name",
        "bank_id",
        "active",
        "partner_id",
        "sequence",
    ],
}
FIND = """
SELECT request.id,
       COALESCE(found.iban, ''),
       COALESCE(found.source, ''),
       COALESCE(CASE WHEN found.source = 'customer' THEN NULLIF(account.acc_holder_name, '') END, customer.name, ''),
       COALESCE(bank.bic, ''),
       ARRAY_REMOVE(CASE found.source
           WHEN 'request' THEN ARRAY[COALESCE(request.iban_by_id, request.create_uid)]
           WHEN 'contract' THEN ARRAY[contract.deposit_iban_by_id]
           WHEN 'customer' THEN ARRAY[COALESCE(account.number_by_id, account.create_uid), customer.refund_bank_by_id]
           ELSE ARRAY[]::int[] END, NULL)
  FROM contract_transaction request
  JOIN customer_contract contract ON contract.id = request.contract_id
  JOIN res_partner person ON person.id = request.partner_id
  JOIN res_partner customer ON customer.id = person.commercial_partner_id
  -- the account preferred for refunds, else the first one
  LEFT JOIN LATERAL (
      SELECT own.* FROM res_partner_bank own
       WHERE own.partner_id = customer.id AND own.active
         AND own.sanitized_acc_number ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'
       ORDER BY own.id = customer.refund_bank_id DESC NULLS LAST, own.sequence, own.id
       LIMIT 1) account ON TRUE
  LEFT JOIN LATERAL (
      SELECT * FROM (VALUES (1, 'request', NULLIF(request.sent_iban, '')),
                            (2, 'request', NULLIF(request.iban, '')),
                            (3, 'contract', NULLIF(contract.deposit_iban, '')),
                            (4, 'customer', account.sanitized_acc_number)) choice(rank, source, iban)
       WHERE choice.iban IS NOT NULL AND (request.state = 'requested' OR rank <= 2)
       ORDER BY rank LIMIT 1) found ON TRUE
  LEFT JOIN res_bank bank ON bank.id = account.bank_id AND account.sanitized_acc_number = found.iban
 WHERE request.id = ANY(%s)
"""
