from odoo import api, models

from ..checks import CHECKS


class StatementValidator(models.AbstractModel):
    """Doubts a received statement, all doubts at once (STM-8, option 21 of the source)."""

    _name = "statement.validator"
    _description = "Validation of statements"

    @api.model
    def _validate(self, statement):
        """Run every check; store what they found; set the status to 4, or to 3 with the errors.

        :return: the errors, empty for a valid statement.
        """
        statement.ensure_one()
        statement.check_access("write")
        statement._lock_or_tell()
        statement._require("ready", "errors", "to_allocate")
        if statement.journal_id:
            self.env["statement.profile"]._of_journal(statement.journal_id)._take_turn()
        statement.error_ids.unlink()
        doubts = [(check.__name__.rsplit(".", 1)[-1], doubt) for check in CHECKS for doubt in check.doubts(statement)]
        errors = self.env["received.statement.error"].create(
            [self._prepare_error_vals(statement, name, doubt) for name, doubt in doubts]
        )
        wrong = [line for _name, doubt in doubts if doubt.lines for line in doubt.lines.ids]
        self._conclude(statement, errors, self.env["received.statement.line"].browse(wrong))
        return errors

    def _prepare_error_vals(self, statement, name, doubt):
        return {
            "statement_id": statement.id,
            "line_id": doubt.lines.id if len(doubt.lines) == 1 else False,
            "check_name": name,
            "message": doubt.message,
            "hint": doubt.hint,
        }

    def _conclude(self, statement, errors, wrong):
        statement._set_lines("to_allocate")
        if errors:
            statement._set_lines("errors", wrong)
            statement._move_to("errors")
            return
        statement._move_to("to_allocate")
        allocated = statement.allocation_ids.line_id
        if allocated:
            statement._follow(lines=allocated)
