from odoo import fields, models


class StatementLayoutProposalColumn(models.TransientModel):
    """One column of a table that somebody describes: its title, what stands in it, and what it is."""

    _name = "statement.layout.proposal.column"
    _description = "Column of a new file layout"
    _inherit = ["statement.layout.meaning"]
    _order = "sequence, id"

    proposal_id = fields.Many2one("statement.layout.proposal", required=True, ondelete="cascade")
    sample = fields.Char("In the file", readonly=True)
