from odoo import api, fields, models


class MailLotItem(models.Model):
    """The corrections of an item: 4.3 cancels its cash-in, 4.7 its regularisation."""

    _inherit = "mail.lot.item"
    _rec_names_search = ["name", "cheque_number", "client_code"]

    correction_ids = fields.One2many("mail.lot.correction", "item_id", "Corrections")
    deposit_line_ids = fields.One2many(
        "account.move.line", "mail_lot_item_id", "Deposit lines", groups="account.group_account_readonly"
    )

    @api.depends("cheque_number", "client_code", "amount")
    @api.depends_context("to_correct")
    def _compute_display_name(self):
        """Who corrects a lot looks for a line of its slip."""
        if not self.env.context.get("to_correct"):
            return super()._compute_display_name()
        for item in self:
            amount = item.currency_id.format(item.amount)
            item.display_name = f"{item.cheque_number} - {item.client_code} - {amount} ({item.name})"
        return None

    def action_cancel_cash_in(self):
        return self._open_correction("4.3", self.env._("4.3 Cancel a cash-in"))

    def action_cancel_regularisation(self):
        return self._open_correction("4.7", self.env._("4.7 Cancel a regularisation"))

    def _open_correction(self, action, title):
        self.ensure_one()
        return self.lot_id._open_correction(action, title, default_item_id=self.id)
