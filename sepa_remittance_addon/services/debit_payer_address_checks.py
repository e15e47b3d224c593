from odoo import models
from odoo.tools import SQL

from ..formats.identifiers import EEA_COUNTRIES
from ..models.debit_mandate import SEPA_SCHEMES


class DebitPayerAddressChecks(models.AbstractModel):
    """Banks outside the European Economic Area insist on the payer's address, whichever of the two it is (REM-10)."""

    _inherit = "debit.confirmation.checks"

    def _get_checks(self):
        return [*super()._get_checks(), self._check_addresses]

    def _check_addresses(self, remittance):
        if not remittance.electronic or remittance.scheme not in SEPA_SCHEMES:
            return
        creditor_account = remittance.journal_id.bank_account_id.sanitized_acc_number or ""
        missing = SQL(
            """(COALESCE(payer.city, '') = '' OR payer.country_id IS NULL)
               AND (NOT %s OR LEFT(account.sanitized_acc_number, 2) <> ALL(%s))""",
            creditor_account[:2] in EEA_COUNTRIES,
            sorted(EEA_COUNTRIES),
        )
        for _invoice, payer in self._named(remittance, missing):
            yield self.env._(
                "%s: fill in town and country; a bank outside the European Economic Area asks for the payer's address.",
                payer,
            )
