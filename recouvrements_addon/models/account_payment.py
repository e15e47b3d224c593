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

    def _generate_move_vals(self, *args, **kwargs):
        vals = super()._generate_move_vals(*args, **kwargs)
        contract = self.sudo().contract_id
        return {**vals, "contract_id": contract.id} if contract else vals
