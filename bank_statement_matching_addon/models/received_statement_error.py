from odoo import fields, models


class ReceivedStatementError(models.Model):
    """What validation found wrong, where, and what to do about it (option 12 of the source)."""

    _name = "received.statement.error"
    _description = "Statement error"
    _order = "statement_id, line_id, id"

    statement_id = fields.Many2one("received.statement", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="statement_id.company_id", store=True, index=True)
    line_id = fields.Many2one("received.statement.line", index=True, ondelete="cascade")
    check_name = fields.Char("Check", required=True)
    message = fields.Char("Error", required=True)
    hint = fields.Char("What to do")
