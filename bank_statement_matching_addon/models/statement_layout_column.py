from odoo import fields, models


class StatementLayoutColumn(models.Model):
    """One column of a bank's table, and what is read from it."""

    _name = "statement.layout.column"
    _description = "Column of a file layout"
    _inherit = ["statement.layout.meaning"]
    _order = "layout_id, sequence, id"

    layout_id = fields.Many2one("statement.layout", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="layout_id.company_id", store=True, index=True, precompute=True)
