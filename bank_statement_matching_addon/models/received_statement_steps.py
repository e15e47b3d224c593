from odoo import models


class ReceivedStatement(models.Model):
    """The buttons of the road from 1 to 9, and how far a statement goes by itself (STM-1)."""

    _inherit = "received.statement"

    def action_ready(self):
        """1 to 2: the statement was typed in completely."""
        self.check_access("write")
        self._require("entering")
        self._move_to("ready")
        self._set_lines("ready")
        self._advance()

    def action_correct(self):
        """Back to where the head and the lines can be corrected."""
        self._require("ready", "errors", "to_allocate")
        for statement in self:
            statement._move_to("entering" if statement.manual and statement.state != "to_allocate" else "ready")
            statement._set_lines(statement.state)

    def action_validate(self):
        """Option 21 of the source."""
        for statement in self:
            self.env["statement.validator"]._validate(statement)
            statement._advance()
        return self.action_errors() if len(self) == 1 and self.state == "errors" else True

    def action_allocate(self):
        """Option 22 of the source."""
        for statement in self:
            self.env["statement.allocator"]._allocate(statement)
            statement._advance()

    def action_update_ledgers(self):
        """Option 9 of the source."""
        for statement in self:
            self.env["statement.bookkeeper"]._update(statement)

    def action_undo_ledgers(self):
        for statement in self:
            self.env["statement.bookkeeper"]._undo(statement)

    def _advance(self):
        """Go on by itself as far as the profile says (STM-1)."""
        for statement in self.filtered("journal_id"):
            stop = self.env["statement.profile"]._of_journal(statement.journal_id).stop_after
            if statement.state == "ready" and stop != "import":
                self.env["statement.validator"]._validate(statement)
            if statement.state == "to_allocate" and stop in ("allocation", "ledger"):
                self.env["statement.allocator"]._allocate(statement)
            if statement.state == "full" and stop == "ledger" and self.env["statement.bookkeeper"]._is_allowed():
                self.env["statement.bookkeeper"]._update(statement)

    def action_release(self):
        """Option 23 of the source, asking what becomes of the manual allocations."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Release allocation (23)"),
            "res_model": "received.release",
            "view_mode": "form",
            "target": "new",
            "context": {"default_statement_ids": self.ids},
        }
