from odoo import api, models


class DebitPaymentRegistrar(models.AbstractModel):
    """Applies what statements, notifications and payment informations say of debits, where no ledger is updated."""

    _name = "debit.payment.registrar"
    _description = "Application of payment informations"

    @api.model
    def _apply_delivery(self, answer, delivery):
        """:return: the values of the answer's lines."""
        return []
