from odoo import api, fields, models
from odoo.addons.sepa_remittance_addon.models.number_mask import MaskedNumber

from ..models.transaction_kind import KINDS


class ContractTransactionEntry(models.TransientModel):
    """The account for the later refund (CTR-6): the known one is shown, masked where it must be, another is keyed."""

    _name = "contract.transaction.entry"
    _inherit = ["contract.transaction.entry", "debit.number.mask"]

    iban = MaskedNumber("IBAN for the refund", help="The account that gets the money back.")
    known_iban = MaskedNumber(
        "On record", compute="_compute_known_iban", help="The account used when no other one is keyed."
    )
    asks_iban = fields.Boolean(compute="_compute_known_iban")
    copy_iban = fields.Boolean(
        "Copy to the customer",
        help="Adds the account to the customer and prefers it for refunds. Others and mandates stay as they are.",
    )

    @api.depends("kind", "contract_id")
    def _compute_known_iban(self):
        for entry in self:
            kind = KINDS.get(entry.kind)
            refund = kind and kind.gives_back and "transfer" in kind.methods
            entry.asks_iban = refund or entry.kind == "deposit_payment"
            contract = entry.contract_id.sudo()
            known = contract.deposit_iban or contract.partner_id.commercial_partner_id._refund_iban()
            entry.known_iban = known if entry.asks_iban else False

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_masked_values(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_masked_values([vals])
        return super().write(vals)

    @api.model
    def _keyed_fields(self):
        return [*super()._keyed_fields(), "iban"]

    def _after_saving(self, transaction):
        """CTR-6: the account given with a deposit is the contract's, and the customer's if that was asked for."""
        super()._after_saving(transaction)
        if not transaction.iban or transaction.kind != "deposit_payment":
            return
        self.contract_id.deposit_iban = transaction.iban
        if self.copy_iban:
            self.contract_id.partner_id._prefer_for_refunds(transaction.iban)
