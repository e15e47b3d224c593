from odoo import models


class DebitConfirmationChecks(models.AbstractModel):
    """Notices are looked at once more when a remittance is confirmed (REM-4)."""

    _inherit = "debit.confirmation.checks"

    def _get_checks(self):
        return [*super()._get_checks(), self._check_notices]

    def _check_notices(self, remittance):
        if remittance.payment_method_line_id.debit_late_notice == "refuse":
            yield from self.env["debit.notice.period"]._sentences(remittance)
