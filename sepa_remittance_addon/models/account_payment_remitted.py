from odoo import api, fields, models


class AccountPayment(models.Model):
    """REM-13: a payment typed in for a customer whose debits wait for the bank says so, and may be posted."""

    _inherit = "account.payment"

    remitted_warning = fields.Char(compute="_compute_remitted_warning")

    @api.depends("partner_id", "payment_type", "state", "company_id")
    def _compute_remitted_warning(self):
        draft = self.filtered(lambda payment: payment.state == "draft" and payment.payment_type == "inbound")
        groups = self.env["debit.remittance.line"]._read_group(
            [
                ("partner_id", "in", draft.partner_id.commercial_partner_id.ids),
                ("company_id", "in", draft.company_id.ids),
                ("state", "=", "remitted"),
            ],
            ["partner_id", "company_id", "remittance_id"],
        )
        names = {}
        for payer, company, remittance in groups:
            names.setdefault((payer, company), []).append(remittance.name)
        for payment in self:
            key = (payment.partner_id.commercial_partner_id, payment.company_id)
            payment.remitted_warning = ", ".join(names.get(key, [])) if payment in draft else False
