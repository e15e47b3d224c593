from odoo import fields, models


class DebitRemittanceLine(models.Model):
    _inherit = "debit.remittance.line"

    received_allocation_ids = fields.One2many("received.allocation", "remittance_line_id", "Allocations of statements")

    # PBS pads customer numbers with zeros as it likes
    _received_customer_number = models.Index(
        "(ltrim(customer_number, '0'), payment_date) WHERE customer_number IS NOT NULL"
    )
