from odoo import api, fields, models

from ..models.contract_transaction_accounting import CASHIER


class ContractInvoiceChange(models.TransientModel):
    """Asks which invoice of the contract a recorded payment pays."""

    _name = "contract.invoice.change"
    _description = "Change the invoice of a transaction"

    transaction_id = fields.Many2one("contract.transaction", required=True, ondelete="cascade")
    current_invoice_id = fields.Many2one(related="transaction_id.invoice_id", string="Pays now")
    available_invoice_ids = fields.Many2many(
        "account.move", compute="_compute_available_invoice_ids", compute_sudo=True
    )
    invoice_id = fields.Many2one("account.move", "Pays from now on")

    @api.depends("transaction_id")
    def _compute_available_invoice_ids(self):
        for change in self:
            made = change.transaction_id
            invoices = made.contract_id.invoice_ids.filtered(
                lambda move, back=made.kind == "refund": (
                    move.state == "posted" and move.amount_residual and (move.move_type == "out_refund") == back
                )
            )
            change.available_invoice_ids = invoices - made.invoice_id

    def action_change(self):
        self.ensure_one()
        self.transaction_id._check_may(CASHIER)
        self.transaction_id.contract_id.check_access("write")
        self.env["contract.cashier"]._change_invoice(self.transaction_id, self.invoice_id)
        return {"type": "ir.actions.act_window_close"}
