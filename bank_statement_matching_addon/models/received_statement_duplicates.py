from odoo import api, fields, models


class ReceivedStatement(models.Model):
    """Lines that say the same as lines received before, for people to decide upon (STM-6)."""

    _inherit = "received.statement"

    duplicate_count = fields.Integer("Lines received before?", compute="_compute_duplicate_count")

    @api.depends("line_ids.duplicate_of_id", "line_ids.dropped")
    def _compute_duplicate_count(self):
        groups = self.env["received.statement.line"]._read_group(
            [("statement_id", "in", self.ids), *self._domain_of_doubts()], ["statement_id"], ["__count"]
        )
        counts = {statement.id: count for statement, count in groups}
        for statement in self:
            statement.duplicate_count = counts.get(statement._origin.id, 0)

    def write(self, vals):
        """Lines are known by their journal: with another one they are compared anew, statement after statement, because
        what one brings to the journal the next may have too.
        """
        if "journal_id" not in vals:
            return super().write(vals)
        journal = self.env["account.journal"].browse(vals["journal_id"])
        for statement in self:
            self.env["statement.line.storer"]._compare_anew(statement.sudo(), journal)
            super(ReceivedStatement, statement).write(vals)
        return True

    def _domain_of_doubts(self):
        return [("duplicate_of_id", "!=", False), ("dropped", "=", False)]

    def action_duplicates(self):
        """The lines to decide upon, one by one or all at once."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "bank_statement_matching_addon.action_received_statement_line_duplicate"
        )
        return {**action, "domain": [("statement_id", "=", self.id), *self._domain_of_doubts()]}
