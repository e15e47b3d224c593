from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

PAYMENT_BLOCKS = [
    ("1", "1 - Blocked by hand"),
    ("2", "2 - Disputed"),
    ("3", "3 - Agreed to pay later"),
    ("9", "9 - Remitted"),
]


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    payment_block = fields.Selection(
        PAYMENT_BLOCKS,
        copy=False,
        help="Keeps this due amount out of a remittance. 9 is set when a remittance is confirmed.",
    )
    remittance_line_ids = fields.One2many("debit.remittance.line", "move_line_id", "Remittance lines")
    mandate_ids = fields.One2many("debit.mandate", "move_line_id", "One-off mandates")

    def write(self, vals):
        """The block of a remittance comes and goes with the bank's answers, by screen and by RPC."""
        if "payment_block" in vals and not self.env.su:
            self._refuse_block_of_remittance(vals["payment_block"])
        return super().write(vals)

    def _refuse_block_of_remittance(self, block):
        kept = self.filtered(lambda line: (line.payment_block == "9") != (block == "9"))
        if kept:
            raise UserError(
                self.env._(
                    "The block of a remittance is set and lifted by the remittance alone: %s",
                    ", ".join(kept[:5].move_id.mapped("name")),
                )
            )

    @api.private
    def _set_payment_block(self, block):
        """Set or lift (``False``) the block of many receivables at once.

        Our own column of Odoo's table, on which nothing depends: written set-wise, without the recomputation that a
        write on a posted entry would start.
        """
        if not self:
            return
        self.env["account.move.line"].flush_model(["payment_block"])
        self.env.cr.execute(
            SQL(
                "UPDATE account_move_line SET payment_block = %(block)s"
                " WHERE id = ANY(%(ids)s) AND payment_block IS DISTINCT FROM %(block)s",
                block=block or None,
                ids=list(self.ids),
            )
        )
        self.invalidate_recordset(["payment_block"])
        self.move_id.invalidate_recordset(["payment_block"])
        self.env["debit.remittance.line"].invalidate_model(["payment_block", "next_step", "to_decide"], flush=False)
