from odoo import fields, models


class DebitRemittance(models.Model):
    """As whom we asked the bank: kept, because banks compare the next debit with it (MAN-11)."""

    _inherit = "debit.remittance"

    sent_creditor_identifier = fields.Char("Creditor identifier sent", readonly=True, copy=False)
    sent_creditor_name = fields.Char("Creditor name sent", readonly=True, copy=False)
