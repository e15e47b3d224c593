from odoo import models

from . import statement_discount, statement_entry


class StatementGapCloser(models.AbstractModel):
    """A gap that is what the payment terms grant, to the cent, is booked as Odoo books discounts for early payment."""

    _inherit = "statement.gap.closer"

    def _prepare_line_vals(self, line, profile):
        return self._prepare_discounts(line, profile) or super()._prepare_line_vals(line, profile)

    def _prepare_discounts(self, line, profile):
        invoices = line.allocation_ids.filtered(lambda one: one.kind == "open_item" and one.origin == "automatic")
        day = line.payment_date or statement_entry.day_of(line)
        granted = {one: statement_discount.granted(one.move_line_id, line.currency_id, day) for one in invoices}
        total, compare = sum(granted.values()), line.currency_id.compare_amounts
        if not total or compare(-line.difference, total) or compare(total, profile.discount_limit) > 0:
            return []
        return [
            {
                "line_id": line.id,
                "statement_id": line.statement_id.id,
                "kind": "discount",
                "origin": "automatic",
                "amount": -discount,
                "move_line_id": invoice.move_line_id.id,
                "partner_id": invoice.partner_id.id,
            }
            for invoice, discount in granted.items()
            if discount
        ]
