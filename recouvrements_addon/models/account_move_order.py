from odoo import api, models


class AccountMove(models.Model):
    """Invoices made from a sales order belong to its contract, where the sales app is installed (CTR-1)."""

    _inherit = "account.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        if "sale.order" in self.env:
            moves._join_contract_of_order()
        return moves

    def _join_contract_of_order(self):
        free = self.sudo().filtered(lambda move: move.is_sale_document() and not move.contract_id)
        orders = {move: move.line_ids.sale_line_ids.order_id for move in free}
        references = [f"sale.order,{order.id}" for found in orders.values() for order in found]
        contracts = self.env["customer.contract"].sudo().search([("order_ref", "in", references)]) if references else ()
        of_order = {contract.order_ref: contract for contract in contracts}
        for move, found in orders.items():
            if len(found) == 1 and found in of_order:
                move.contract_id = of_order[found]
