from odoo import api, fields, models

from ..models.debit_remittance_line import LIVE


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    remitted_warning = fields.Char(compute="_compute_remitted_warning")

    @api.depends("line_ids")
    def _compute_remitted_warning(self):
        """REM-13: whoever pays an invoice by hand is told that the bank was asked for it too, and may go on."""
        for wizard in self:
            live = wizard.line_ids.remittance_line_ids.filtered(lambda line: line.state in LIVE)
            wizard.remitted_warning = ", ".join(sorted(set(live.remittance_id.mapped("name"))))

    def action_create_payments(self):
        result = super().action_create_payments()
        remittance = self.env["debit.remittance"].browse(self.env.context.get("debit_remittance_id"))
        # of a debit that a bank was asked for, the bank's statement tells whether it was paid
        asked = remittance.filtered(lambda remittance: remittance.state == "closed").line_ids
        asked.filtered(lambda line: line.state == "remitted" and line.move_line_id.reconciled)._register_collection()
        return result
