from odoo import api, fields, models
from odoo.fields import Domain

from .account_move_line import PAYMENT_BLOCKS
from .debit_remittance_line import LIVE


class AccountMove(models.Model):
    _inherit = "account.move"

    remittance_line_ids = fields.One2many("debit.remittance.line", "move_id", "Remittance lines")
    remittance_id = fields.Many2one(
        "debit.remittance",
        compute="_compute_remittance",
        search="_search_remittance",
        help="The remittance this invoice is or was in last (additional information 210 of the source).",
    )
    remittance_state = fields.Selection(
        selection=lambda self: self.env["debit.remittance.line"]._fields["state"]._description_selection(self.env),
        compute="_compute_remittance",
        search="_search_remittance_state",
        string="Remittance status",
    )
    payment_block = fields.Selection(PAYMENT_BLOCKS, compute="_compute_payment_block", search="_search_payment_block")
    is_remitted = fields.Boolean(compute="_compute_remittance", help="In a remittance that is not settled yet.")

    @api.depends("remittance_line_ids.state")
    def _compute_remittance(self):
        for move in self:
            lines = move.remittance_line_ids.sorted("id")
            line = (lines.filtered(lambda line: line.state in LIVE) or lines)[-1:]
            move.remittance_id = line.remittance_id
            move.remittance_state = line.state
            move.is_remitted = line.state in LIVE

    def _search_remittance(self, operator, value):
        return Domain("remittance_line_ids.remittance_id", operator, value)

    def _search_remittance_state(self, operator, value):
        return Domain("remittance_line_ids.state", operator, value)

    @api.depends("line_ids.payment_block")
    def _compute_payment_block(self):
        for move in self:
            move.payment_block = max(move.line_ids.filtered("payment_block").mapped("payment_block"), default=False)

    def _search_payment_block(self, operator, value):
        return Domain("line_ids.payment_block", operator, value)

    def action_open_remittance(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "debit.remittance",
            "res_id": self.remittance_id.id,
            "view_mode": "form",
        }

    def action_toggle_remittance_block(self):
        """Block the open due amounts by hand, or lift that block; the block of a remittance is not touched."""
        self.env["debit.remittance"].check_access("write")
        self.check_access("write")
        receivables = self.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable" and line.payment_block != "9"
        )
        blocked = receivables.filtered("payment_block")
        blocked._set_payment_block(False)
        if not blocked:
            receivables._set_payment_block("1")
