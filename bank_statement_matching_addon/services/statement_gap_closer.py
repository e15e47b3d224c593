from odoo import api, models
from odoo.tools import SQL

from ..scenarios.proposal import minor_units


class StatementGapCloser(models.AbstractModel):
    """Closes small gaps between a line and its invoices, as far as the profile accepts them (STM-10).

    A gap is spread over the invoices of the line in proportion to their amounts, to the cent.
    """

    _name = "statement.gap.closer"
    _description = "Accepted variances"

    @api.model
    def _close(self, statement, profile):
        """Close the gaps of all lines that took invoices automatically."""
        profile = profile.sudo()
        if not any((profile.over_limit, profile.under_limit, profile.discount_limit, profile.charge_account_id)):
            return
        lines = self._lines_with_gap(statement)
        lines.invalidate_recordset(["allocation_ids", "difference"])
        vals_list = [
            vals
            for line in lines
            if not line.currency_id.is_zero(line.difference)
            for vals in self._prepare_line_vals(line, profile)
        ]
        self.env["received.allocation"].sudo().with_context(allocating_statement=True).create(vals_list)

    def _lines_with_gap(self, statement):
        """Found by the database: most lines of a large statement have none."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL(WITH_GAP, statement=statement.id))
        return self.env["received.statement.line"].browse([line for (line,) in rows])

    def _prepare_line_vals(self, line, profile):
        invoices = line.allocation_ids.filtered(
            lambda allocation: allocation.kind in ("remitted", "open_item", "returned")
        )
        invoices = invoices.filtered(lambda allocation: allocation.origin == "automatic")
        account = self._account(line, invoices, profile) if invoices else None
        return self._spread(line, invoices, account) if account else []

    def _account(self, line, invoices, profile):
        """The account that takes the gap, or nothing when it is not accepted."""
        gap, currency = line.difference, line.currency_id
        if profile.charge_account_id and line.charges and not currency.compare_amounts(-gap, line.charges):
            return profile.charge_account_id
        if gap > 0 and currency.compare_amounts(gap, profile.over_limit) <= 0:
            return profile.over_account_id
        if gap < 0 and currency.compare_amounts(-gap, self._discount(line, invoices, profile)) <= 0:
            return profile.discount_account_id
        if gap < 0 and currency.compare_amounts(-gap, profile.under_limit) <= 0:
            return profile.under_account_id
        return None

    def _discount(self, line, invoices, profile):
        """What the payment terms of the invoices grant on the day of the payment, at most the limit; else -1."""
        day = line.payment_date or line.booking_date
        receivables = invoices.move_line_id
        granted = all(item.discount_date and day and day <= item.discount_date for item in receivables)
        if not profile.discount_limit or not granted:
            return -1
        discount = sum(item.amount_currency - item.discount_amount_currency for item in receivables)
        return min(discount, profile.discount_limit)

    def _spread(self, line, invoices, account):
        gap = minor_units(line.currency_id, line.difference)
        places = 10**line.currency_id.decimal_places
        weights = [abs(minor_units(line.currency_id, invoice.amount)) for invoice in invoices]
        for invoice, share in zip(invoices, proportional(gap, weights), strict=True):
            if share:
                yield {
                    "line_id": line.id,
                    "statement_id": line.statement_id.id,
                    "kind": "variance",
                    "origin": "automatic",
                    "amount": share / places,
                    "account_id": account.id,
                    "partner_id": invoice.partner_id.id,
                }


WITH_GAP = """
SELECT line.id FROM received_statement_line line JOIN received_allocation allocation ON allocation.line_id = line.id
 WHERE line.statement_id = %(statement)s AND line.state <> 'done'
 GROUP BY line.id HAVING SUM(allocation.amount) <> line.amount
 ORDER BY line.sequence, line.id
"""


def proportional(total, weights):
    """Share out a whole number by weights: whole shares that add up to it, each less than one off its exact part."""
    sign, total = (1 if total >= 0 else -1), abs(total)
    whole = sum(weights)
    shares, given, passed = [], 0, 0
    for weight in weights:
        passed += weight
        upto = total * passed // whole if whole else 0
        shares.append(sign * (upto - given))
        given = upto
    return shares
