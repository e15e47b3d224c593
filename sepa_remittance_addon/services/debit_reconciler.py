from odoo import api, models
from odoo.tools import SQL


class DebitReconciler(models.AbstractModel):
    """Has Odoo reconcile many groups of journal items at once, at the cost of each and not of the entry they are in."""

    _name = "debit.reconciler"
    _description = "Reconciliation of many groups of items"

    @api.model
    def _reconcile_all(self, pairs):
        """Reconcile each group of items, all groups in one plan of Odoo's.

        They share one prefetch, or Odoo reads them one by one. Groups without a tax that is due on payment are
        reconciled without looking for it: Odoo would walk the whole entry once per pair, to find that there is none.
        """
        everything = {item for pair in pairs for item in pair._ids}
        pairs = [pair.with_prefetch(list(everything)) for pair in pairs if len(pair) > 1]
        taxed = self._moves_taxed_on_payment({move for pair in pairs for move in pair.move_id.ids})
        plain = [pair for pair in pairs if not taxed.intersection(pair.move_id.ids)]
        others = [pair for pair in pairs if taxed.intersection(pair.move_id.ids)]
        items = self.env["account.move.line"]
        if plain:
            items.with_context(no_cash_basis=True)._reconcile_plan(
                [pair.with_context(no_cash_basis=True) for pair in plain]
            )
        if others:
            items._reconcile_plan(others)

    def _moves_taxed_on_payment(self, move_ids):
        self.env.flush_all()
        return {row[0] for row in self.env.execute_query(SQL(TAXED_ON_PAYMENT, moves=list(move_ids)))}


TAXED_ON_PAYMENT = """
WITH used AS (
    SELECT item.move_id, item.tax_line_id AS tax_id
      FROM account_move_line item
     WHERE item.move_id = ANY(%(moves)s) AND item.tax_line_id IS NOT NULL
     UNION
    SELECT item.move_id, rel.account_tax_id
      FROM account_move_line item
      JOIN account_move_line_account_tax_rel rel ON rel.account_move_line_id = item.id
     WHERE item.move_id = ANY(%(moves)s)
)
SELECT DISTINCT used.move_id
  FROM used
  LEFT JOIN account_tax_filiation_rel child ON child.parent_tax = used.tax_id
  JOIN account_tax tax ON tax.id = used.tax_id OR tax.id = child.child_tax
 WHERE tax.tax_exigibility = 'on_payment'
"""
