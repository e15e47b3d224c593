from odoo import fields, models


class PaymentToken(models.Model):
    """The alias of a card keyed in the mail room: brand, last four digits and expiry are all that is known of it."""

    _inherit = "payment.token"

    card_brand = fields.Char("Brand")
    card_expiry = fields.Char("Expiry", size=4, help="Month and year, MMYY.")
    mail_lot_keyed = fields.Boolean("Keyed in the mail room")
