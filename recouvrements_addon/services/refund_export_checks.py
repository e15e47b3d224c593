from odoo import api, models
from odoo.addons.sepa_remittance_addon.formats.charset import to_sepa
from odoo.addons.sepa_remittance_addon.formats.identifiers import EEA_COUNTRIES, bic_of, is_sepa_country
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal


class RefundExportChecks(models.AbstractModel):
    """Finds what keeps a refund out of a file: the rest goes, and each that stays is told with its reason (REF-4)."""

    _name = "refund.export.checks"
    _description = "Checks before refunds are exported"

    # Each check takes the export, a request and its account; it returns a reason of refund.left.out, or nothing.
    _checks = ("_check_approval", "_check_iban", "_check_reach", "_check_abroad", "_check_name")

    @api.model
    def _find_reasons(self, export, requests, accounts):
        """``{request id: reason}`` of those that stay."""
        reasons = self._not_owed(requests)
        for request in requests:
            for check in self._checks:
                reason = reasons.get(request.id) or getattr(self, check)(export, request, accounts[request.id])
                if reason:
                    reasons[request.id] = reason
                    break
        return reasons

    def _not_owed(self, requests):
        """Requests of contracts that ask for more, all together, than is owed back today."""
        owed = self.env["contract.ledger"]._owed_back(requests.contract_id)
        return {
            request.id: "not_owed"
            for request in requests
            if request.currency_id.compare_amounts(owed[request.contract_id.id, request.part], 0) < 0
        }

    def _check_approval(self, export, request, account):
        return request.approval if request.approval in ("to_approve", "refused") else None

    def _check_iban(self, export, request, account):
        return request._why_no_good_iban(account.iban)

    def _check_reach(self, export, request, account):
        return None if is_sepa_country(account.iban[:2], export.execution_date) else "not_sepa"

    def _check_abroad(self, export, request, account):
        """Outside the European Economic Area banks ask for more: the payee's BIC, and where the payer lives."""
        own = export.journal_id.bank_account_id.sanitized_acc_number
        if EEA_COUNTRIES.issuperset((account.iban[:2], own[:2])):
            return None
        if account.iban[:2] not in EEA_COUNTRIES and not self._bic_to_name(account):
            return "no_bic"
        return None if export.company_id.city and export.company_id.country_id else "no_address"

    @api.model
    def _bic_to_name(self, account):
        """Inside the European Economic Area the IBAN is enough, and a BIC could only contradict it."""
        return "" if account.iban[:2] in EEA_COUNTRIES else account.bic or bic_of(account.iban)

    def _check_name(self, export, request, account):
        try:
            to_sepa(account.holder, 70)
        except Refusal:
            return "no_name"
        return None
