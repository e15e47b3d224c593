from odoo import models

from . import statement_discount, statement_entry


class StatementSettler(models.AbstractModel):
    """Settling with what the ledger books in a way of its own: other currencies, discounts for early payment."""

    _inherit = "statement.settler"

    def _prepare_vals_list(self, line, receivables, remitted, whole, amounts):
        discounted = self._prepare_discounted(line, receivables - receivables.browse(item.id for item in remitted))
        if discounted and not whole and not amounts:
            return discounted
        domestic = receivables.filtered(lambda item: item.currency_id == line.currency_id)
        vals_list = super()._prepare_vals_list(line, domestic, remitted, whole, amounts) if domestic else []
        left = line.currency_id.round(line.difference - sum(vals["amount"] for vals in vals_list))
        for item in receivables - domestic:
            vals_list.append(self._prepare_converted(line, item, amounts.get(item.id) or left, whole))
            left = line.currency_id.round(left - vals_list[-1]["amount"])
        return vals_list

    # ------------------------------------------------------------ early payment discounts

    def _prepare_discounted(self, line, receivables):
        """The due amounts whole, and what their terms let the payer keep; where that is the line's amount exactly."""
        day = line.payment_date or statement_entry.day_of(line)
        granted = {item: statement_discount.granted(item, line.currency_id, day) for item in receivables}
        granted = {item: discount for item, discount in granted.items() if discount}
        if not granted or any(item.currency_id != line.currency_id for item in receivables):
            return []
        total = sum(receivables.mapped("amount_residual_currency")) - sum(granted.values())
        if line.currency_id.compare_amounts(total, line.difference):
            return []
        vals_list = []
        for item in receivables:
            values = {"line_id": line.id, "move_line_id": item.id, "partner_id": item.partner_id.id}
            vals_list.append({**values, "kind": "open_item", "amount": item.amount_residual_currency})
            if item in granted:
                vals_list.append({**values, "kind": "discount", "amount": -granted[item]})
        return vals_list

    # ------------------------------------------------------------ other currencies

    def _prepare_converted(self, line, item, left, whole):
        """At the rate of the line's day: at most what is left of the line, all of the invoice when nothing is left."""
        company, day = line.company_id, statement_entry.day_of(line)
        residual = item.amount_residual_currency
        full = item.currency_id._convert(residual, line.currency_id, company, day)
        values = {"line_id": line.id, "move_line_id": item.id, "partner_id": item.partner_id.id, "kind": "open_item"}
        if whole or left * full <= 0 or abs(full) <= abs(left):
            return {**values, "amount": full, "invoice_amount": residual}
        part = line.currency_id._convert(left, item.currency_id, company, day)
        return {**values, "amount": left, "invoice_amount": part}
