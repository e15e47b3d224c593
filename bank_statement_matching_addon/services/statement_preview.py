from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL, split_every

from . import statement_entry

AT_ONCE = 200


class StatementPreview(models.AbstractModel):
    """What Odoo will post beside a statement when its lines are reconciled: asked of Odoo, nothing is written."""

    _name = "statement.preview"
    _description = "Preview of the ledger update"

    @api.model
    def _exchange_differences(self, statement):
        """``{due amount: what its payment loses (positive) or gains by the rate, in the company's currency}``."""
        self.env.flush_all()
        own = statement.company_id.currency_id
        rows = self.env.execute_query(SQL(ABROAD, statement=statement.id, own=own.id))
        differences = defaultdict(float)
        for share in split_every(AT_ONCE, (row[0] for row in rows)):
            allocations = self.env["received.allocation"].browse(share)
            for receivable, paying in allocations.grouped("move_line_id").items():
                differences[receivable] += self._difference(receivable, paying)
        return {receivable: own.round(amount) for receivable, amount in differences.items() if own.round(amount)}

    def _difference(self, receivable, allocations):
        """The exchange differences that Odoo's own plan for these items holds."""
        items = receivable
        for allocation in allocations:
            items |= self._as_posted(allocation)
        values = {
            item: {
                "aml": item,
                "amount_residual": item.amount_residual if item == receivable else item.balance,
                "amount_residual_currency": (
                    item.amount_residual_currency if item == receivable else item.amount_currency
                ),
                "parent_state": "posted",
            }
            for item in items
        }
        plan, _items = items._optimize_reconciliation_plan([items])
        results = items._prepare_reconciliation_plan(plan[0], values)
        return sum(_loss(result["exchange_values"]) for result in results if result.get("exchange_values"))

    def _as_posted(self, allocation):
        """The counterpart as it will be, in memory only."""
        line = allocation.line_id
        planned = statement_entry.prepare_items(line, statement_entry.allocations_of(line)[line])
        vals = next(vals for what, vals in planned if what == allocation)
        day = statement_entry.posted_day_of(line)
        move = self.env["account.move"].new({"journal_id": line.journal_id.id, "date": day})
        names = ("account_id", "currency_id", "partner_id", "amount_currency", "balance")
        return self.env["account.move.line"].new(
            {
                **{name: vals[name] for name in names},
                "move_id": move,
                "company_id": line.company_id.id,
                "date": day,
                "date_maturity": day,
            }
        )

    @api.model
    def _invoices_taxed_on_payment(self, statement):
        """Invoices whose taxes become due with this statement: Odoo posts an entry for each payment of them."""
        receivables = self.env.execute_query(SQL(PAID, statement=statement.id))
        moves = [row[0] for row in receivables]
        taxed = self.env["statement.reconciler"]._moves_taxed_on_payment(moves) if moves else ()
        return self.env["account.move"].browse(sorted(taxed))


def _loss(exchange_values):
    """Of the pairs of items Odoo plans the second ones are on the account of the difference."""
    items = [command[2] for command in exchange_values["move_values"]["line_ids"]]
    return sum(item["debit"] - item["credit"] for item in items[1::2])


ABROAD = """
SELECT allocation.id
  FROM received_allocation allocation
  JOIN account_move_line owed ON owed.id = allocation.move_line_id
 WHERE allocation.statement_id = %(statement)s AND allocation.kind IN ('remitted', 'open_item')
   AND allocation.amount <> 0 AND (allocation.currency_id <> %(own)s OR owed.currency_id <> %(own)s)
 ORDER BY allocation.move_line_id, allocation.id
"""
PAID = """
SELECT DISTINCT owed.move_id
  FROM received_allocation allocation
  JOIN account_move_line owed ON owed.id = allocation.move_line_id
 WHERE allocation.statement_id = %(statement)s AND allocation.kind IN ('remitted', 'open_item')
"""
