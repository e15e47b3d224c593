from odoo import api, models

CODE = "debit_remittance"


class AccountPaymentMethod(models.Model):
    _inherit = "account.payment.method"

    @api.model
    def _get_payment_method_information(self):
        information = super()._get_payment_method_information()
        information[CODE] = {"mode": "multi", "type": ("bank",)}
        return information
