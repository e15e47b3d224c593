from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class ReceivedAllocation(models.Model):
    """What an allocation is in the ledger: in the invoice's currency, with a discount, and whether it still holds."""

    _inherit = "received.allocation"

    kind = fields.Selection(selection_add=[("discount", "Early payment discount")], ondelete={"discount": "cascade"})
    # of the statement's company or of a branch of it
    move_line_id = fields.Many2one(check_company=False)
    invoice_currency_id = fields.Many2one(related="move_line_id.currency_id", string="Currency of the invoice")
    invoice_amount = fields.Monetary(
        "Amount on the invoice",
        currency_field="invoice_currency_id",
        help="For an invoice in another currency than the account: what this settles of it, in the invoice's currency.",
    )
    unreconciled = fields.Boolean(
        "Reconciliation removed",
        compute="_compute_unreconciled",
        search="_search_unreconciled",
        help="After the ledger update the reconciliation with the invoice was removed in Odoo's own screens.",
    )

    @api.constrains("move_line_id", "company_id")
    def _check_branch(self):
        """As in Odoo: money of a company pays invoices of that company and of its branches."""
        for allocation in self:
            item = allocation.move_line_id
            if item and allocation.company_id not in item.company_id.sudo().parent_ids:
                raise ValidationError(
                    self.env._("%s belongs to another company than the statement.", item.move_id.display_name)
                )

    @api.constrains("move_line_id", "kind", "amount", "invoice_amount")
    def _check_invoice_amount(self):
        """Two currencies, two amounts, one direction."""
        for allocation in self.filtered(lambda one: one.kind in ("open_item", "remitted")):
            foreign = allocation.invoice_currency_id != allocation.currency_id
            if foreign != bool(allocation.invoice_amount):
                raise ValidationError(
                    self.env._("Say how much of %s is settled in the currency of the invoice.", allocation.move_id.name)
                    if foreign
                    else self.env._(
                        "%s is in the currency of the account: one amount says all.", allocation.move_id.name
                    )
                )
            if allocation.invoice_amount * allocation.amount < 0:
                raise ValidationError(self.env._("Both amounts have the same sign: %s", allocation.move_id.name))

    def write(self, vals):
        """Another amount for an invoice in another currency settles as much more, or less, of the invoice."""
        foreign = self.filtered(lambda one: one.invoice_amount and one.amount)
        if "amount" not in vals or "invoice_amount" in vals or not foreign:
            return super().write(vals)
        super(ReceivedAllocation, self - foreign).write(vals)
        for one in foreign:
            settled = one.invoice_currency_id.round(one.invoice_amount * vals["amount"] / one.amount)
            super(ReceivedAllocation, one).write({**vals, "invoice_amount": settled})
        return True

    def _of_invoice(self):
        """What this settles of its invoice, in the invoice's currency."""
        return self.invoice_amount or self.amount

    def _is_complete(self):
        return bool(self.move_line_id) if self.kind == "discount" else super()._is_complete()

    # ------------------------------------------------------------ what became of it in Odoo's own screens (STM-19)

    @api.depends("counterpart_id.matched_debit_ids", "counterpart_id.matched_credit_ids", "line_id.state")
    def _compute_unreconciled(self):
        self.flush_recordset()
        rows = self.env.execute_query(SQL("%s AND allocation.id = ANY(%s)", SQL(UNRECONCILED), list(self._origin.ids)))
        found = {row[0] for row in rows}
        for allocation in self:
            allocation.unreconciled = allocation._origin.id in found

    @api.model
    def _search_unreconciled(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env.flush_all()
        removed = Domain("id", "in", SQL("(%s)", SQL(UNRECONCILED)))
        return removed if True in value else ~removed


# Posted for an invoice, and neither with it now nor with a return that took it back.
UNRECONCILED = """
SELECT allocation.id
  FROM received_allocation allocation
  JOIN received_statement_line line ON line.id = allocation.line_id AND line.state = 'done' AND line.amount <> 0
 WHERE allocation.kind IN ('remitted', 'open_item')
   AND NOT EXISTS (SELECT 1 FROM account_partial_reconcile partial
                    WHERE partial.debit_move_id = allocation.counterpart_id
                      AND partial.credit_move_id = allocation.move_line_id)
   AND NOT EXISTS (SELECT 1 FROM account_partial_reconcile partial
                    WHERE partial.credit_move_id = allocation.counterpart_id
                      AND partial.debit_move_id = allocation.move_line_id)
   AND NOT EXISTS (SELECT 1 FROM received_allocation back WHERE back.reopened_id = allocation.counterpart_id)
"""
