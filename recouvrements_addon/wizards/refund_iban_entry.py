from odoo import fields, models
from odoo.addons.sepa_remittance_addon.formats.identifiers import check_iban
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.models.refusals import tell
from odoo.exceptions import UserError


class RefundIbanEntry(models.TransientModel):
    """Asks for the account to which a refund goes (REF-4)."""

    _name = "refund.iban.entry"
    _description = "IBAN for a refund"

    request_id = fields.Many2one("contract.transaction", required=True)
    partner_id = fields.Many2one(related="request_id.partner_id")
    currency_id = fields.Many2one(related="request_id.currency_id")
    amount = fields.Monetary(related="request_id.amount")
    iban = fields.Char("IBAN", required=True)
    copy_iban = fields.Boolean(
        "Copy to the customer",
        help="Adds the account to the customer and prefers it for refunds. Others and mandates stay as they are.",
    )

    def action_save(self):
        self.ensure_one()
        try:
            iban = check_iban(self.iban)
        except Refusal as refusal:
            raise UserError(tell(self.env, refusal)) from refusal
        self.request_id._enter_iban(iban)
        if self.copy_iban:
            self.request_id.partner_id._prefer_for_refunds(iban)
        return {"type": "ir.actions.act_window_close"}
