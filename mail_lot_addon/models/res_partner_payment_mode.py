from odoo import fields, models

from .mail_lot_item import PAYMENT_MODE


class ResPartner(models.Model):
    """How a client of the mail room pays, as the mail room knows it."""

    _inherit = "res.partner"

    client_payment_mode = fields.Selection(PAYMENT_MODE, "Payment mode (MDR)", copy=False)
    client_external_reference = fields.Char(
        "RUM of the external mandate", copy=False, help="The mandate that the provider of mode 99 keeps."
    )
    client_file_account_id = fields.Many2one(
        "res.partner.bank",
        "Account in the partner file",
        copy=False,
        domain="[('partner_id', '=', id)]",
        ondelete="set null",
        help="The account as the partner's file knows it. Empty: only the client's own file is compared.",
    )
