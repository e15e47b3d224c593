from odoo import api, models
from odoo.exceptions import UserError


class CustomerContract(models.Model):
    """A contract with money on it stays what it is: its branch, its customer, and the record itself."""

    _inherit = "customer.contract"

    def write(self, vals):
        if "company_id" in vals:
            self._refuse_other_branch(vals["company_id"])
        if "partner_id" in vals:
            self._refuse_other_customer(vals["partner_id"])
        return super().write(vals)

    def _refuse_other_branch(self, company_id):
        moved = self.filtered(lambda contract: contract.company_id.id != company_id and contract._is_used())
        if moved:
            raise UserError(
                self.env._(
                    "These contracts have invoices or transactions, so their branch stays: %s",
                    ", ".join(moved.mapped("number")),
                )
            )

    def _refuse_other_customer(self, partner_id):
        """What was paid and held is this customer's in the ledger; only another of its contacts may take its place."""
        customer = self.env["res.partner"].browse(partner_id).commercial_partner_id
        moved = self.filtered(
            lambda contract: contract.partner_id.commercial_partner_id != customer and contract.sudo().transaction_ids
        )
        if moved:
            raise UserError(
                self.env._(
                    "These contracts have transactions, so their customer stays: %s", ", ".join(moved.mapped("number"))
                )
            )

    @api.ondelete(at_uninstall=False)
    def _refuse_delete_used(self):
        used = self.filtered(lambda contract: contract._is_used())
        if used:
            raise UserError(
                self.env._(
                    "These contracts have invoices or transactions and stay on record; archive them instead: %s",
                    ", ".join(used.mapped("number")),
                )
            )

    def _is_used(self):
        return bool(self.sudo().transaction_ids or self.sudo().invoice_ids)
