from odoo import models

from .account_move_line_keyed import KEYED


class MailLotItem(models.Model):
    """Invoices that a cheque or a card pays are kept out of remittances until it is booked, refused or taken out."""

    _inherit = "mail.lot.item"

    def _hold(self):
        """Block what these items pay; a block that is there already stays."""
        paid = self._get_paid_receivables()
        paid.filtered(lambda line: not line.payment_block)._set_payment_block(KEYED)

    def _release(self):
        """Lift our block, unless another item in hand pays the same invoice."""
        receivables = self.operation_ids.move_line_id.filtered(lambda line: line.payment_block == KEYED)
        if not receivables:
            return
        others = self.env["mail.lot.item.operation"].search(
            [("move_line_id", "in", receivables.ids), ("item_id", "not in", self.ids), ("amount", ">", 0)]
        )
        (
            receivables - others.item_id.filtered(lambda item: item._is_holding())._get_paid_receivables()
        )._set_payment_block(False)

    def _is_holding(self):
        """A keyed cheque, or a card that is not charged yet."""
        if self.payment_mode in ("80", "81"):
            return self.charge_state == "waiting" and self.state != "cancelled"
        return self.payment_mode == "15" and self.state == "keyed"

    def _get_paid_receivables(self):
        paying = self.filtered(lambda item: item.payment_mode in ("15", "80", "81"))
        return paying.operation_ids.filtered("amount").move_line_id

    def _after_booked(self):
        """The deposit settles what the cheques pay; a card that is not charged yet keeps its hold."""
        self.filtered(lambda item: not item._is_holding())._release()

    def _after_cancelled(self):
        super()._after_cancelled()
        self._release()
