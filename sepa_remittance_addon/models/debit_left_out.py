from odoo import api, fields, models
from odoo.exceptions import UserError


class DebitLeftOut(models.Model):
    """A due amount that a proposal did not take, and why: nothing is dropped in silence (REM-2)."""

    _name = "debit.left.out"
    _description = "Left out of a proposal"
    _order = "remittance_id desc, reason, partner_id, id"
    _rec_name = "move_id"

    remittance_id = fields.Many2one("debit.remittance", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    partner_id = fields.Many2one("res.partner", "Payer", required=True, ondelete="cascade")
    move_line_id = fields.Many2one("account.move.line", "Receivable", required=True, ondelete="cascade")
    move_id = fields.Many2one("account.move", "Invoice", required=True, ondelete="cascade", index=True)
    due_date = fields.Date()
    currency_id = fields.Many2one("res.currency", required=True)
    amount = fields.Monetary()
    reason = fields.Selection(
        [
            ("blocked", "Blocked"),
            ("remitted", "In another remittance"),
            ("no_mandate", "No usable mandate"),
            ("currency", "Another currency"),
            ("minimum", "Below the minimum amount"),
            ("removed", "Removed from this proposal"),
        ],
        required=True,
    )

    def action_open_invoice(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }

    def action_open_mandates(self):
        """Where the missing mandate can be made or signed."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mandates"),
            "res_model": "debit.mandate",
            "view_mode": "list,form",
            "domain": [("partner_id", "in", self.partner_id.ids)],
        }

    def action_add(self):
        """Put these amounts into the proposal after all, where they have become free."""
        if len(self.remittance_id) != 1:
            raise UserError(self.env._("Choose amounts of one proposal."))
        return self.env["debit.proposer"]._add(self.remittance_id, self.move_line_id)

    @api.model
    def _reason_labels(self):
        return dict(self._fields["reason"]._description_selection(self.env))
