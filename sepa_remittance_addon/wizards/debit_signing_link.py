from odoo import fields, models


class DebitSigningLink(models.TransientModel):
    """Shows a signing link once. Nothing of it is stored: neither here nor on the mandate."""

    _name = "debit.signing.link"
    _description = "Signing link"

    address = fields.Char("Link", store=False, readonly=True)
    valid_until = fields.Date(store=False, readonly=True)
