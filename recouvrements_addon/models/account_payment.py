from odoo import fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    contract_id = fields.Many2one(
        "customer.contract",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )

    def _get_outstanding_account(self, payment_type):
        """Cash keyed on a contract is in the register at once: no bank statement will ever bring it."""
        register = self.journal_id.default_account_id
        if self.sudo().contract_id and self.journal_id.type == "cash" and register:
            return register
        return super()._get_outstanding_account(payment_type)

    def _generate_move_vals(self, *args, **kwargs):
        vals = super()._generate_move_vals(*args, **kwargs)
        contract = self.sudo().contract_id
        return {**vals, "contract_id": contract.id} if contract else vals
