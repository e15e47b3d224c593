from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ReceivedStatementLine(models.Model):
    """The ways from lines to the settling screen, and what keeps two people apart on one line (STM-13)."""

    _inherit = "received.statement.line"

    settling_revision = fields.Integer(readonly=True, copy=False)
    settling_step_ids = fields.One2many("received.settling.step", "line_id", "Settling steps")

    def _claim(self):
        """Keep others from these lines until the transaction ends.

        Whoever read them before fails to claim them at that moment: Odoo runs that request again, and it then sees
        what was done here.
        """
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                """UPDATE received_statement_line SET settling_revision = COALESCE(settling_revision, 0) + 1
                    WHERE id = ANY(%s) RETURNING id""",
                list(self.ids),
            )
        )
        self.invalidate_recordset(["settling_revision"])

    def _refuse_unposted(self):
        """What no line posts, no line may take: the invoice would be given away, and never be paid (STM-4, STM-6)."""
        unposted = self.filtered(lambda line: line.dropped or not line.statement_id.posts)
        if unposted:
            raise UserError(
                self.env._(
                    "%s is a notification or a duplicate and is not posted; allocate to the line of the bank's "
                    "statement.",
                    unposted[0].display_name,
                )
            )

    def action_settle(self):
        """The settling screen, on the first of these lines; it shows all lines when these are of several statements."""
        several = len(self.statement_id) > 1
        return (self.statement_id.browse() if several else self.statement_id)._action_settle(self[:1])
