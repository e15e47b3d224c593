from odoo import fields, models


class DebitRemittanceLine(models.Model):
    _inherit = "debit.remittance.line"

    received_allocation_ids = fields.One2many("received.allocation", "remittance_line_id", "Allocations of statements")
