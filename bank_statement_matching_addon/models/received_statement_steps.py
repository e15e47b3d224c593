from odoo import models
from odoo.exceptions import UserError

from .received_statement import ALLOCATING


class ReceivedStatement(models.Model):
    """The buttons of the road from 1 to 9, and how far a statement goes by itself (STM-1).

    Large statements go that road in the background, one job per step; each step ends by asking for the next, in its own
    transaction, so that a crash anywhere neither loses a step nor does it twice (STM-18).
    """

    _name = "received.statement"
    _inherit = ["received.statement", "background.job.target"]

    def action_ready(self):
        """1 to 2: the statement was typed in completely."""
        self.check_access("write")
        self._require("entering")
        self._move_to("ready")
        self._set_lines("ready")
        self._advance()

    def action_correct(self):
        """Back to where the head and the lines can be corrected."""
        self.check_access("write")
        self._require("ready", "errors", "to_allocate")
        allocated = self.filtered(lambda statement: statement._is_allocated())
        if allocated:
            raise UserError(
                self.env._(
                    "Something is allocated already; release it first (23): %s", ", ".join(allocated.mapped("name"))
                )
            )
        for statement in self:
            statement._move_to("entering" if statement.manual and statement.state != "to_allocate" else "ready")
            statement._set_lines(statement.state)

    def action_validate(self):
        """Option 21 of the source."""
        self.check_access("write")
        self._refuse_other_states("ready", "errors", "to_allocate")
        return self._do_each("_run_validation", self.env._("Validate (21)"))

    def action_allocate(self):
        """Option 22 of the source."""
        self.check_access("write")
        self._refuse_other_states(*ALLOCATING)
        return self._do_each("_run_allocation", self.env._("Allocate (22)"))

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

    def _release_all(self, with_manual=False):
        """What the answer to :meth:`action_release` starts."""
        self.check_access("write")
        self._refuse_other_states(*ALLOCATING)
        return self._do_each("_run_release", self.env._("Release allocation (23)"), with_manual=with_manual)

    # ------------------------------------------------------------ the work, now or in the background

    def _do_each(self, method, label, **arguments):
        """A step of each statement, called by its name and the statement's."""
        return self._work_on_each(method, lambda statement: f"{label}: {statement.name}", **arguments)

    def _get_size(self):
        """A whole payment block may be one line: what counts then is what it pays."""
        return max(self.line_count, self.env["received.allocation"].search_count([("statement_id", "=", self.id)]))

    def _run_validation(self):
        self.env["statement.validator"]._validate(self)
        self._advance()
        return self.action_errors() if self.state == "errors" else None

    def _run_allocation(self):
        self.env["statement.allocator"]._allocate(self)
        self._advance()

    def _run_release(self, with_manual):
        self.env["statement.releaser"]._release(self, with_manual)

    def _advance(self):
        """Go on by itself as far as the profile says."""
        for statement in self.filtered("journal_id"):
            step = statement._next_step()
            if step:
                statement._go_by_itself(*step)

    def _go_by_itself(self, method, label):
        """Nobody asked for this step now: where it is refused, the statement stays as it is and says why."""
        try:
            with self.env.cr.savepoint():
                self._do_each(method, label)
        except UserError as refused:
            self.message_post(
                body=self.env._("%(step)s did not go by itself: %(reason)s", step=label, reason=refused.args[0])
            )

    def _next_step(self):
        stop = self.env["statement.profile"]._of_journal(self.journal_id).stop_after
        if self.state == "ready" and stop != "import":
            return "_run_validation", self.env._("Validate (21)")
        if self.state == "to_allocate" and stop in ("allocation", "ledger"):
            return "_run_allocation", self.env._("Allocate (22)")
        if self.state == "full" and stop == "ledger" and self.env["statement.bookkeeper"]._is_allowed():
            return "_run_ledger_update", self.env._("Update ledgers (9)")
        return None
