from odoo import api, models
from odoo.exceptions import UserError


class ContractCashier(models.AbstractModel):
    """Lets a recorded payment pay another invoice of its contract, until outside accounting has it (CTR-10)."""

    _inherit = "contract.cashier"

    @api.model
    def _change_invoice(self, transaction, invoice):
        """Take the payment off its invoice and reconcile it with ``invoice``, or with none.

        :raises UserError: naming the transaction and what stands in the way; then nothing is changed.
        """
        transaction, invoice = transaction.sudo(), invoice.sudo()
        transaction.contract_id._hold()
        if transaction.invoice_id == invoice:
            return
        self._refuse_change(transaction, invoice)
        own = self._counterpart_lines(transaction)
        own.remove_move_reconcile()
        before, transaction.invoice_id = transaction.invoice_id, invoice
        if invoice:
            self.env["account.move.line"].sudo()._reconcile_plan([own | self._fitting_lines(own, invoice)])
        transaction.contract_id.message_post(
            body=self.env._(
                "%(transaction)s: invoice %(before)s became %(after)s",
                transaction=transaction.display_name,
                before=before.name or self.env._("none"),
                after=invoice.name or self.env._("none"),
            )
        )

    def _counterpart_lines(self, transaction):
        return transaction.payment_id._seek_for_lines()[1]

    def _fitting_lines(self, own, invoice):
        """The open lines of the invoice on the same account; those of another could not be reconciled."""
        lines = self.env["contract.ledger"]._open_lines(invoice)
        return lines.filtered(lambda line: line.account_id == own.account_id)

    def _refuse_change(self, transaction, invoice):
        reason = self._why_no_change(transaction, invoice)
        if reason:
            raise UserError(self.env._("%(record)s: %(problem)s", record=transaction.display_name, problem=reason))

    def _why_no_change(self, transaction, invoice):
        if transaction.accounting_export_id:
            return self.env._(
                "it went out to accounting in %s, so its invoice stays. Reverse it and key it anew.",
                transaction.accounting_export_id.name,
            )
        if not transaction.can_change_invoice:
            return self.env._("only a recorded payment or refund has an invoice that can be changed.")
        if invoice and not self._fitting_lines(self._counterpart_lines(transaction), invoice):
            return self.env._("invoice %s has nothing open on the account that was paid.", invoice.display_name)
        draft = transaction.new(
            {"contract_id": transaction.contract_id.id, "kind": transaction.kind, "invoice_id": invoice.id}
        )
        return self._check_invoice(draft, None)
