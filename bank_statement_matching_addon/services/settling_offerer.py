from decimal import ROUND_HALF_UP, Decimal

from odoo import api, models
from odoo.fields import Domain

from ..scenarios.proposal import minor_units
from .fitting import fitting

SHARES = ("percentage", "percentage_st_line", "fixed")


class SettlingOfferer(models.AbstractModel):
    """What people may take with one key: invoices that fit the gap, and the write-offs that Odoo keeps as models."""

    _name = "settling.offerer"
    _description = "Offers for a gap"

    @api.model
    def _offers(self, gap, items, allocations):
        """Ways to close the gap to the cent: invoices to add, or, where too much is allocated, to take off."""
        if not gap:
            return []
        free = [item for item in items if item["free"]]
        offers = [self._offer("add", free, places) for places in fitting(gap, [item["free"] for item in free])]
        taken = [allocation for allocation in allocations if allocation["amount"] and allocation["kind"] != "variance"]
        amounts = [-allocation["amount"] for allocation in taken]
        return offers + [self._offer("take_off", taken, places) for places in fitting(gap, amounts)]

    def _offer(self, act, rows, places):
        chosen = [rows[place] for place in places]
        return {
            "act": act,
            "ids": [row["id"] for row in chosen],
            "names": [row.get("name") or row.get("label") for row in chosen],
        }

    # ------------------------------------------------------------ write-off models of Odoo

    @api.model
    def _templates(self, line):
        """Models of Odoo for this journal whose every part is an account and a share of the gap."""
        return [{"id": model.id, "name": model.name} for model in self._models(line)]

    @api.model
    def _models(self, line):
        domain = Domain("company_id", "=", line.company_id.id) & Domain("trigger", "=", "manual")
        journals = Domain("match_journal_ids", "=", False) | Domain("match_journal_ids", "in", line.journal_id.ids)
        # who settles may use what the accountant keeps ready, whatever else is allowed on it
        models = self.env["account.reconcile.model"].sudo().search(domain & journals)
        return models.filtered(lambda model: model.line_ids and all(map(self._is_plain, model.line_ids)))

    def _is_plain(self, part):
        return part.account_id and not part.tax_ids and part.amount_type in SHARES

    @api.model
    def _parts(self, model, line):
        """``[(account, amount in cents, label)]``: each part takes its share of what the parts before it left."""
        left, parts = minor_units(line.currency_id, line.difference), []
        for part in model.line_ids:
            amount = self._share(part, line, left)
            left -= amount
            parts.append((part.account_id, amount, part.label or model.name))
        return [part for part in parts if part[1]]

    def _share(self, part, line, left):
        if part.amount_type == "fixed":
            return minor_units(line.currency_id, part.amount)
        whole = minor_units(line.currency_id, line.amount) if part.amount_type == "percentage_st_line" else left
        return int((whole * Decimal(str(part.amount)) / 100).quantize(Decimal(1), ROUND_HALF_UP))
