from dataclasses import replace

from odoo import models
from odoo.addons.sepa_remittance_addon.formats.values import Delivery, StatusReport

from ..models.refund_export import EXPORTER


class DebitAnswerReceiver(models.AbstractModel):
    """Of the bank's answers, those to refund files are ours; statements that others keep are listened to (REF-6)."""

    _inherit = "debit.answer.receiver"

    def _may_receive(self):
        return super()._may_receive() or self.env.user.has_group(EXPORTER)

    def _claim(self, answer, value):
        value, vals_list = super()._claim(answer, value)
        rest, own = self._apply_to_refunds(answer.company_id, value, answer.name)
        return rest, vals_list + own

    def _overhear(self, name, values):
        super()._overhear(name, values)
        for value in values:
            self._apply_to_refunds(self.env.companies, value, name)

    def _apply_to_refunds(self, companies, value, source):
        registrar = self.env["refund.answer.registrar"]
        if isinstance(value, StatusReport):
            rest, vals_list = registrar._apply_status(companies, value, source)
            return replace(value, verdicts=tuple(rest)), vals_list
        if isinstance(value, Delivery):
            return registrar._apply_delivery(companies, value, source)
        return value, []
