from odoo import api, fields, models
from odoo.exceptions import ValidationError

CUSTOMER_DOCUMENTS = ("out_invoice", "out_refund", "out_receipt")


class AccountMove(models.Model):
    _inherit = "account.move"

    # Also set on the entries of payments and settlements: what belongs to a contract is read from the ledger alone.
    contract_id = fields.Many2one("customer.contract", index="btree_not_null", check_company=True, ondelete="restrict")
    is_final_invoice = fields.Boolean(
        "Final invoice of the contract",
        copy=False,
        help="Posting it settles the deposit held, where the contract says so.",
    )

    _one_final_invoice = models.UniqueIndex(
        "(contract_id) WHERE is_final_invoice AND state != 'cancel'", "This contract already has a final invoice."
    )

    @api.constrains("contract_id")
    def _check_contract_of_transactions(self):
        """An invoice that a transaction of its contract paid stays with that contract."""
        groups = (
            self.env["contract.transaction"]
            .sudo()
            ._read_group([("invoice_id", "in", self.ids)], ["invoice_id", "contract_id"])
        )
        for invoice, contract in groups:
            if invoice.sudo().contract_id != contract:
                raise ValidationError(
                    self.env._(
                        "Invoice %(invoice)s was paid by a transaction of contract %(contract)s and stays with it.",
                        invoice=invoice.name,
                        contract=contract.number,
                    )
                )

    @api.constrains("contract_id", "is_final_invoice", "move_type")
    def _check_final_invoice(self):
        for move in self.sudo().filtered("is_final_invoice"):
            if move.move_type != "out_invoice" or not move.contract_id:
                raise ValidationError(
                    self.env._("%s: only a customer invoice of a contract can be its final invoice.", move.display_name)
                )

    def _post(self, soft=True):
        posted = super()._post(soft)
        contracts = posted.sudo().filtered("is_final_invoice").contract_id
        if contracts:
            self.env["deposit.settler"]._settle(contracts)
        return posted
