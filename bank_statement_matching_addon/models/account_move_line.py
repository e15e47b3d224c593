from odoo import fields, models
from odoo.exceptions import UserError


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    received_allocation_ids = fields.One2many("received.allocation", "move_line_id", "Allocations of statements")
    live_remittance_id = fields.Many2one(
        "debit.remittance",
        "In remittance",
        compute="_compute_live_remittance",
        help="Remitted, no answer of the bank yet.",
    )

    def _compute_live_remittance(self):
        live = self.env["debit.remittance.line"].search_fetch(
            [("move_line_id", "in", self.ids), ("state", "=", "remitted")], ["move_line_id", "remittance_id"]
        )
        by_receivable = {line.move_line_id.id: line.remittance_id for line in live}
        for receivable in self:
            receivable.live_remittance_id = by_receivable.get(receivable.id)

    def action_add_to_received_line(self):
        """Allocate these open items to the statement line on the screen (option 7 of the source)."""
        line = self.env["received.statement.line"].browse(self.env.context.get("received_line_id")).exists()
        if not line:
            raise UserError(self.env._("Open a statement line first."))
        self.env["statement.settler"]._add(line, self)
