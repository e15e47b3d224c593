from odoo import api, fields, models


class AccountMoveReversal(models.TransientModel):
    """REM-13: a credit note for an invoice that the bank was asked for says so, and may be made all the same."""

    _inherit = "account.move.reversal"

    remitted_warning = fields.Char(compute="_compute_remitted_warning")

    @api.depends("move_ids")
    def _compute_remitted_warning(self):
        for wizard in self:
            waiting = wizard.move_ids.remittance_line_ids.filtered(lambda line: line.state == "remitted")
            wizard.remitted_warning = ", ".join(sorted(set(waiting.remittance_id.mapped("name"))))
