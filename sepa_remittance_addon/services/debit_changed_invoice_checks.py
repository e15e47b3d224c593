from odoo import models
from odoo.tools import SQL

from .debit_confirmation_checks import MAX_NAMED


class DebitChangedInvoiceChecks(models.AbstractModel):
    """What people decided on an invoice after it was proposed: a block, another way of payment (REM-2, REM-7)."""

    _inherit = "debit.confirmation.checks"

    def _get_checks(self):
        return [*super()._get_checks(), self._check_decisions]

    def _check_decisions(self, remittance):
        labels = dict(self.env["account.move.line"]._fields["payment_block"]._description_selection(self.env))
        rows = self.env.execute_query(SQL(DECIDED, remittance=remittance.id, most=MAX_NAMED))
        for name, payer, block, other_way, currency in rows:
            values = {"invoice": name, "payer": payer}
            if block:
                yield self.env._(
                    "%(invoice)s (%(payer)s): blocked (%(block)s) after it was proposed; put its line on hold, or lift "
                    "the block.",
                    block=labels[block],
                    **values,
                )
            if other_way:
                yield self.env._("%(invoice)s (%(payer)s): is paid another way by now; remove its line.", **values)
            if currency:
                yield self.env._(
                    "%(invoice)s (%(payer)s): its amount is in %(currency)s; remove its line.",
                    currency=currency,
                    **values,
                )


DECIDED = """
SELECT move.name, payer.name, receivable.payment_block,
       move.preferred_payment_method_line_id IS DISTINCT FROM remittance.payment_method_line_id,
       CASE WHEN line.currency_id <> remittance.currency_id THEN currency.name END
  FROM debit_remittance_line line
  JOIN debit_remittance remittance ON remittance.id = line.remittance_id
  JOIN account_move_line receivable ON receivable.id = line.move_line_id
  JOIN account_move move ON move.id = line.move_id
  JOIN res_partner payer ON payer.id = line.partner_id
  JOIN res_currency currency ON currency.id = line.currency_id
 WHERE line.remittance_id = %(remittance)s AND line.state = 'proposed'
   AND (receivable.payment_block IS NOT NULL OR line.currency_id <> remittance.currency_id
        OR move.preferred_payment_method_line_id IS DISTINCT FROM remittance.payment_method_line_id)
 ORDER BY payer.name, move.name
 LIMIT %(most)s
"""
