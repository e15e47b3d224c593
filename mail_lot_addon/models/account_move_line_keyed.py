from odoo import fields, models

KEYED = "8"


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    payment_block = fields.Selection(selection_add=[(KEYED, "8 - Keyed in a mail lot")], ondelete={KEYED: "set null"})
