from odoo import models


class DebitExporter(models.AbstractModel):
    """What confirming does about payers who are told too late: it moves their debits, or says so (REM-4)."""

    _inherit = "debit.exporter"

    def _move_late_dates(self, remittance):
        super()._move_late_dates(remittance)
        if remittance.payment_method_line_id.debit_late_notice == "move":
            self.env["debit.notice.period"]._move_late(remittance)

    def _remit(self, remittance):
        late = len(self.env["debit.notice.period"]._late(remittance))
        if late:
            remittance.message_post(
                body=self.env._("Confirmed although %s payers are told later than they should be.", late)
            )
        return super()._remit(remittance)
