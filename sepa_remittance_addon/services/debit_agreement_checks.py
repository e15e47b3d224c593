from odoo import api, models
from odoo.tools import SQL

from ..models.debit_mandate import PBS_SCHEMES
from .debit_confirmation_checks import MAX_NAMED


class DebitConfirmationChecks(models.AbstractModel):
    """What PBS asks of the payments of a remittance: a customer number that is one payer's, and no more than agreed."""

    _inherit = "debit.confirmation.checks"

    @api.model
    def _get_checks(self):
        return [*super()._get_checks(), self._check_customer_numbers, self._check_agreement_limits]

    def _check_customer_numbers(self, remittance):
        if remittance.scheme not in PBS_SCHEMES:
            return
        for name, payer in self._named(remittance, SQL("COALESCE(line.customer_number, '') = ''")):
            yield self.env._(
                "%(invoice)s (%(payer)s): the mandate has no customer number for PBS.", invoice=name, payer=payer
            )
        for number, payers in self.env.execute_query(SQL(SHARED, remittance.id, MAX_NAMED)):
            yield self.env._(
                "The customer number %(number)s stands for several payers (%(payers)s): PBS would debit one for all. "
                "Give each a number of its own.",
                number=number,
                payers=payers,
            )

    def _check_agreement_limits(self, remittance):
        """Invoices of one payer and day travel as one amount: it is what the agreement limits."""
        if remittance.scheme not in PBS_SCHEMES:
            return
        for payer, day, limit in self.env.execute_query(SQL(OVER_LIMIT, remittance.id, MAX_NAMED)):
            yield self.env._(
                "%(payer)s: the amounts of %(day)s exceed the limit of %(limit)s of its agreement; put lines on hold.",
                payer=payer,
                day=day,
                limit=limit,
            )


SHARED = """
SELECT LTRIM(line.customer_number, '0'), STRING_AGG(DISTINCT payer.name, ', ')
  FROM debit_remittance_line line
  JOIN res_partner payer ON payer.id = line.partner_id
  LEFT JOIN debit_mandate mandate ON mandate.id = line.mandate_id
 WHERE line.remittance_id = %s AND line.state = 'proposed' AND line.customer_number <> ''
 GROUP BY LTRIM(line.customer_number, '0'), COALESCE(mandate.debtor_group, '')
HAVING COUNT(DISTINCT line.partner_id) > 1
 LIMIT %s
"""

OVER_LIMIT = """
SELECT payer.name, line.payment_date::text, MIN(mandate.amount_limit)::text
  FROM debit_remittance_line line
  JOIN debit_mandate mandate ON mandate.id = line.mandate_id AND mandate.amount_limit > 0
  JOIN res_partner payer ON payer.id = line.partner_id
 WHERE line.remittance_id = %s AND line.state = 'proposed'
 GROUP BY payer.id, line.payment_date
HAVING SUM(line.amount) > MIN(mandate.amount_limit)
 LIMIT %s
"""
