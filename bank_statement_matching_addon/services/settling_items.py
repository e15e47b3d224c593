from odoo import api, models
from odoo.tools import SQL

from ..scenarios.proposal import minor_units
from .statement_entry import day_of

MOST_SHOWN = 500
ITEM = [
    "move_id", "move_name", "ref", "partner_id", "invoice_date", "date_maturity", "amount_residual_currency",
    "currency_id", "payment_block", "account_id", "company_id",
]  # fmt: skip


class SettlingItems(models.AbstractModel):
    """The open due amounts of a line's payer: whether remitted, refused, blocked or given to another line (STM-13)."""

    _name = "settling.items"
    _description = "Open invoices to settle with"

    @api.model
    def _items(self, line):
        """``{"shown": [...], "more": number left out}``, the oldest first."""
        domain = self.env["statement.settler"]._open_items_domain(line)
        if domain.is_false():
            return {"shown": [], "more": 0}
        items = self.env["account.move.line"].search_fetch(
            domain, ITEM, order="date_maturity, id", limit=MOST_SHOWN + 1
        )
        more = 0
        if len(items) > MOST_SHOWN:
            more = self.env["account.move.line"].search_count(domain) - MOST_SHOWN
            items = items[:MOST_SHOWN]
        asked, elsewhere = self._last_asked(items), self._elsewhere(line, items)
        rates = self._rates(line, items.currency_id)
        shown = [self._item(line, item, rates, asked.get(item.id), elsewhere.get(item.id)) for item in items]
        return {"shown": shown, "more": more}

    def _rates(self, line, currencies):
        """What one of each currency is in that of the line, on the line's day."""
        day = day_of(line)
        return {
            currency: currency._get_conversion_rate(currency, line.currency_id, line.company_id, day)
            for currency in currencies
        }

    def _item(self, line, item, rates, asked, elsewhere):
        def converted(amount):
            return minor_units(line.currency_id, line.currency_id.round(amount * rates[item.currency_id]))

        open_amount = converted(item.amount_residual_currency)
        taken = converted(sum(allocation._of_invoice() for allocation in elsewhere or ()))
        return {
            "id": item.id,
            "invoice": item.move_id.id,
            "name": item.move_name or "",
            "reference": item.ref or "",
            "payer": item.partner_id.display_name,
            "date": str(item.invoice_date or ""),
            "due": str(item.date_maturity or ""),
            "open": open_amount,
            "free": self._free(open_amount, taken),
            "foreign": item.currency_id != line.currency_id and self._foreign(item),
            "block": self.env["settling.describer"]._block(item.payment_block),
            "asked": asked and self._asked(asked),
            "elsewhere": [self._other_line(allocation) for allocation in elsewhere or ()],
        }

    def _foreign(self, item):
        """The invoice in its own currency."""
        amount = minor_units(item.currency_id, item.amount_residual_currency)
        return {"amount": amount, "currency": item.currency_id.id}

    def _free(self, open_amount, taken):
        """What other lines leave of it; they never turn an invoice into a credit note."""
        free = open_amount - taken
        return free if free * open_amount > 0 else 0

    def _asked(self, asked):
        labels = dict(asked._fields["state"]._description_selection(self.env))
        return {
            "id": asked.id,
            "state": asked.state,
            "state_label": labels[asked.state],
            "remittance": asked.remittance_id.id,
            "remittance_name": asked.remittance_id.name or "",
            "payment_date": str(asked.payment_date or ""),
            "reason": asked.reason_id.display_name or asked.reason_text or "",
        }

    def _other_line(self, allocation):
        return {
            "line": allocation.line_id.id,
            "name": allocation.line_id.display_name,
            "amount": minor_units(allocation.currency_id, allocation.amount),
            "currency": allocation.currency_id.id,
        }

    @api.model
    def _last_asked(self, items):
        """``{item id: the last time the bank was asked for it}``, proposals included."""
        if not items:
            return {}
        self.env["debit.remittance.line"].flush_model(["move_line_id", "state"])
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (move_line_id) id, move_line_id FROM debit_remittance_line
                    WHERE move_line_id = ANY(%s) AND state NOT IN ('removed', 'cancelled')
                    ORDER BY move_line_id, id DESC""",
                list(items.ids),
            )
        )
        found = self.env["debit.remittance.line"].search([("id", "in", [row[0] for row in rows])])
        return {asked.move_line_id.id: asked for asked in found}

    @api.model
    def _elsewhere(self, line, items):
        """``{item id: allocations of it to other lines that are not posted yet}``."""
        found = self.env["received.allocation"].search(
            [("move_line_id", "in", items.ids), ("line_id", "!=", line.id), ("line_id.state", "!=", "done")]
        )
        taken = found.filtered(lambda allocation: allocation.kind in ("remitted", "open_item"))
        return {item.id: allocations for item, allocations in taken.grouped("move_line_id").items()}
