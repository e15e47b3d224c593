from odoo import api, fields, models


class DebitLateInterest(models.Model):
    """Late interest charged on a due amount for a period: no day of it is charged twice (REM-15)."""

    _name = "debit.late.interest"
    _description = "Late interest charged"
    _order = "move_line_id, date_from"
    _rec_name = "move_line_id"

    move_line_id = fields.Many2one(
        "account.move.line", "Due amount", required=True, readonly=True, index=True, ondelete="cascade"
    )
    charge_line_id = fields.Many2one(
        "account.move.line", "Charged by", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="move_line_id.company_id", store=True)
    currency_id = fields.Many2one(related="move_line_id.currency_id")
    date_from = fields.Date("From", required=True, readonly=True, help="The last day without interest.")
    date_to = fields.Date("Until", required=True, readonly=True)
    base = fields.Monetary("Open amount", readonly=True)
    rate = fields.Float("Yearly rate (%)", readonly=True)
    amount = fields.Monetary("Interest", readonly=True)

    _once = models.UniqueIndex("(move_line_id, date_from)", "This interest was charged before.")
    _forward = models.Constraint("CHECK(date_to > date_from)", "Interest needs a period.")

    @api.model
    def _charged_until(self, receivables):
        """``{receivable: the last day that was charged}``; a charge that was cancelled does not count."""
        groups = self.sudo()._read_group(
            [("move_line_id", "in", receivables.ids), ("charge_line_id.parent_state", "!=", "cancel")],
            ["move_line_id"],
            ["date_to:max"],
        )
        return dict(groups)

    @api.model
    def _replace_cancelled(self, vals_list):
        """Record what is charged; periods whose charge was cancelled are charged anew."""
        receivables = [vals["move_line_id"] for vals in vals_list]
        cancelled = self.sudo().search(
            [("move_line_id", "in", receivables), ("charge_line_id.parent_state", "=", "cancel")]
        )
        cancelled.unlink()
        return self.sudo().create(vals_list)
