from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    circular = fields.Char(copy=False, help="The last dunning letter sent for this invoice, such as AP11 or AP12.")
    circular_date = fields.Date(copy=False, help="The day of that letter.")
