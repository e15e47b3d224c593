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
        statement.lock_for_update()
        statement._require("ready", "errors", "to_allocate")
        statement.error_ids.unlink()
        doubts = [(check.__name__.rsplit(".", 1)[-1], doubt) for check in CHECKS for doubt in check.doubts(statement)]
        errors = self.env["received.statement.error"].create(
            [
                {
                    "statement_id": statement.id,
                    "line_id": doubt.line.id if doubt.line else False,
                    "check_name": name,
                    "message": doubt.message,
                    "hint": doubt.hint,
                }
                for name, doubt in doubts
            ]
        )
        self._conclude(statement, errors)
        return errors

    def _conclude(self, statement, errors):
        statement._set_lines("to_allocate")
        if errors:
            statement._set_lines("errors", errors.line_id)
            statement._move_to("errors")
            return
        statement._move_to("to_allocate")
