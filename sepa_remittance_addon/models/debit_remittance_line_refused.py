from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .debit_remittance_line import LIVE

REFUSED = ("rejected", "returned")
MOST_NAMED = 10


class DebitRemittanceLine(models.Model):
    """What people decide on a refused debit, and what was decided (REM-15)."""

    _inherit = "debit.remittance.line"

    advice = fields.Char("What to do", related="reason_id.advice")
    next_step = fields.Selection(
        [
            ("decide", "Decide"),
            ("next", "Goes into the next proposal"),
            ("limit", "Limit of attempts reached"),
            ("asked", "Asked again"),
            ("paid", "Settled"),
        ],
        compute="_compute_next_step",
    )
    to_decide = fields.Boolean(compute="_compute_next_step", search="_search_to_decide")
    fee_line_id = fields.Many2one(
        "account.move.line", "Return fee", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )

    @api.depends("state", "attempt", "payment_block", "residual", "move_line_id.remittance_line_ids.state")
    def _compute_next_step(self):
        for line in self:
            later = line.move_line_id.remittance_line_ids.filtered(
                lambda other, line=line: (
                    other.state in LIVE or (other.state in ("matched", *REFUSED) and other.id > line.id)
                )
            )
            line.next_step = line._get_next_step(later) if line.state in REFUSED else False
            line.to_decide = line.next_step in ("decide", "next", "limit")

    def _get_next_step(self, later):
        if not self.residual:
            return "paid"
        if later:
            return "asked"
        if not self._may_be_asked_again():
            return "limit"
        return "decide" if self.payment_block else "next"

    @api.model
    def _search_to_decide(self, operator, value):
        """Refused, not asked again since, and still open."""
        if operator != "in":
            return NotImplemented
        self.flush_model(["state", "move_line_id"])
        self.env["account.move.line"].flush_model(["reconciled"])
        todo = Domain("id", "in", SQL("(%s)", SQL(TO_DECIDE)))
        return todo if True in value else ~todo

    def action_handle_refused(self):
        """The one screen for everything that can be done with refused debits."""
        self._refuse_unless_refused()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Handle refused debits"),
            "res_model": "debit.refused.handling",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_ids": self.ids, **self.env.context.get("refused_defaults", {})},
        }

    def action_present_again(self):
        """Lift the block: the next proposal takes them."""
        return self.with_context(refused_defaults={"default_present_again": True}).action_handle_refused()

    def _refuse_unless_refused(self):
        wrong = self.filtered(lambda line: line.state not in REFUSED)
        if wrong or not self:
            raise UserError(
                self.env._(
                    "Choose debits that the bank refused. These are not: %s",
                    ", ".join(wrong[:MOST_NAMED].mapped("display_name")) or "-",
                )
            )

    def _refuse_beyond_limit(self):
        beyond = self.filtered(lambda line: not line._may_be_asked_again())
        if beyond:
            raise UserError(
                self.env._(
                    "The company asks at most %(limit)s times for an amount; these stay blocked:\n%(names)s",
                    limit=beyond.company_id[:1].debit_attempt_limit,
                    names="\n".join(f"- {line.display_name}" for line in beyond[:MOST_NAMED]),
                )
            )


TO_DECIDE = """
SELECT line.id
  FROM debit_remittance_line line
  JOIN account_move_line receivable ON receivable.id = line.move_line_id AND receivable.reconciled IS NOT TRUE
 WHERE line.state IN ('rejected', 'returned')
   AND NOT EXISTS (SELECT 1 FROM debit_remittance_line later
                    WHERE later.move_line_id = line.move_line_id
                      AND (later.state IN ('proposed', 'held', 'remitted')
                           OR later.state IN ('matched', 'rejected', 'returned') AND later.id > line.id))
"""
