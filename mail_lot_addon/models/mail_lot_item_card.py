from odoo import fields, models
from odoo.exceptions import UserError


class MailLotItem(models.Model):
    """An item with a card: its alias, and whether the alias was charged (LOT-6)."""

    _inherit = "mail.lot.item"

    payment_token_id = fields.Many2one("payment.token", "Alias", ondelete="restrict", groups="base.group_system")
    card_brand = fields.Char("Brand")
    card_last_four = fields.Char("Last four digits", size=4)
    card_expiry = fields.Char("Expiry", size=4, help="Month and year, MMYY.")
    transaction_ids = fields.One2many(
        "payment.transaction", "mail_lot_item_id", "Charges", groups="account.group_account_invoice"
    )
    charge_state = fields.Selection(
        [("waiting", "To charge"), ("paid", "Charged"), ("failed", "Refused")], "Charge", readonly=True, index=True
    )
    charge_note = fields.Char("Why refused", readonly=True)

    def _before_cancelled(self):
        """What was charged is given back by a refund, not by forgetting that it was keyed."""
        super()._before_cancelled()
        charged = self.filtered(lambda item: item.charge_state == "paid")
        if charged:
            raise UserError(
                self.env._(
                    "The card was charged already, so give the money back first: %s",
                    ", ".join(charged.mapped("display_name")),
                )
            )
        self.env["mail.lot.card.charger"]._call_off(self)

    def _after_cancelled(self):
        """Nobody is to charge the alias of a card that was keyed by mistake."""
        super()._after_cancelled()
        self.sudo().payment_token_id.filtered("active").active = False

    def _get_means_label(self):
        if self.card_last_four:
            return f"{(self.card_brand or '').capitalize()} •••• {self.card_last_four} {self.card_expiry or ''}".strip()
        return self.sudo().account_shown or super()._get_means_label()
