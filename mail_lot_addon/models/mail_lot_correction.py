from odoo import api, fields, models
from odoo.exceptions import UserError

ACTION = [("4.3", "4.3 - Cash-in cancelled"), ("4.7", "4.7 - Regularisation cancelled")]


class MailLotCorrection(models.Model):
    """What was put right after an item was keyed, who did it, when and why. Made by ``mail.lot.corrector``."""

    _name = "mail.lot.correction"
    _description = "Correction of a mail item"
    _order = "id desc"
    _check_company_auto = True

    action = fields.Selection(ACTION, "Correction", required=True, index=True)
    item_id = fields.Many2one("mail.lot.item", required=True, index=True, ondelete="restrict", check_company=True)
    lot_id = fields.Many2one(related="item_id.lot_id", store=True, index=True)
    partner_id = fields.Many2one(related="item_id.partner_id", store=True, index=True)
    client_code = fields.Char(related="item_id.client_code")
    cheque_number = fields.Char(related="item_id.cheque_number")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary(required=True, help="The cash-in or the regularisation that was cancelled.")
    comment = fields.Char()
    move_id = fields.Many2one(
        "account.move", "Entry", check_company=True, ondelete="restrict", index="btree_not_null", copy=False
    )
    line_ids = fields.One2many("account.move.line", "mail_lot_correction_id", groups="account.group_account_readonly")
    to_key_again = fields.Monetary(
        compute="_compute_to_key_again",
        store=True,
        compute_sudo=True,
        help="Regularised already, but without money: key the right cheque in a lot without invoice.",
    )

    # the same correction twice would book twice
    _once = models.UniqueIndex("(item_id, action)", "This item was corrected so already.")
    _waiting = models.Index("(company_id) WHERE to_key_again > 0")

    @api.depends("line_ids.amount_residual")
    def _compute_to_key_again(self):
        for correction in self:
            correction.to_key_again = sum(correction.line_ids.mapped("amount_residual"))

    @api.depends("action", "item_id")
    def _compute_display_name(self):
        for correction in self:
            correction.display_name = f"{correction.action} {correction.item_id.display_name}"

    @api.ondelete(at_uninstall=False)
    def _refuse_delete(self):
        raise UserError(self.env._("A correction stays on record: %s", self[:1].display_name))

    def action_open_item(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "mail.lot.item",
            "res_id": self.item_id.id,
            "view_mode": "form",
        }

    def action_open_entry(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }
