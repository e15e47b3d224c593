from odoo import fields, models

from .payment_provider import TRIAL


class PaymentTransaction(models.Model):
    """Charges of aliases keyed in the mail room."""

    _inherit = "payment.transaction"

    mail_lot_item_id = fields.Many2one("mail.lot.item", "Mail item", index="btree_not_null", ondelete="restrict")

    def _send_payment_request(self):
        if self.provider_code != TRIAL:
            return super()._send_payment_request()
        return self._process(TRIAL, self.env["mail.lot.trial.provider"]._answer(self))

    def _extract_amount_data(self, payment_data):
        return super()._extract_amount_data(payment_data) if self.provider_code != TRIAL else None

    def _apply_updates(self, payment_data):
        if self.provider_code != TRIAL:
            return super()._apply_updates(payment_data)
        self.provider_reference = f"trial-{self.reference}"
        if payment_data["state"] == "done":
            return self._set_done()
        return self._set_error(self.env._("The card was refused."))

    def _set_error(self, state_message, extra_allowed_states=()):
        result = super()._set_error(state_message, extra_allowed_states=extra_allowed_states)
        self._tell_mail_items()
        return result

    def _set_canceled(self, state_message=None, extra_allowed_states=()):
        result = super()._set_canceled(state_message=state_message, extra_allowed_states=extra_allowed_states)
        self._tell_mail_items()
        return result

    def _post_process(self):
        result = super()._post_process()
        self._tell_mail_items()
        return result

    def _tell_mail_items(self):
        items = self.sudo().mail_lot_item_id
        if items:
            self.env["mail.lot.card.charger"]._hear(items)
