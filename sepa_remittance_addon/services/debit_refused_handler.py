from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, UserError

MOST_NAMED = 10


class Told(NamedTuple):
    """Who wanted it, how it was told, and why."""

    channel: str
    asked_by: str
    why: str


class DebitRefusedHandler(models.AbstractModel):
    """Does what people decide on refused debits, over whole sets; every act is kept in the history of its lines."""

    _name = "debit.refused.handler"
    _description = "Handling of refused debits"

    @api.model
    def _check(self, lines):
        """Refuse what cannot be handled, naming it, before anything is done."""
        if not self.env.su and not self.env.user.has_group("sepa_remittance_addon.group_debit_user"):
            raise AccessError(self.env._("Handling refused debits needs the right “Prepare”."))
        lines.remittance_id.check_access("write")
        lines._refuse_unless_refused()
        settled = lines.filtered(lambda line: not line.to_decide)
        if settled:
            raise UserError(
                self.env._(
                    "These are settled, or asked of the bank again, and left as they are; take them out:\n%s",
                    "\n".join(f"- {line.display_name}" for line in settled[:MOST_NAMED]),
                )
            )

    @api.model
    def _change_method(self, lines, method, told):
        lines.move_id.preferred_payment_method_line_id = method
        self._log(lines, "method", told, method.display_name or self.env._("No payment method"))
        self._free(lines)

    @api.model
    def _change_due_date(self, lines, day, told):
        """The due amounts fall due on another day, and so does the last of them for its invoice."""
        receivables = lines.move_line_id
        receivables.date_maturity = day
        for due, moves in lines.move_id.grouped(
            lambda move: max(move.line_ids.filtered("date_maturity").mapped("date_maturity"))
        ).items():
            moves.invoice_date_due = due
        self._log(lines, "due_date", told, str(day))

    @api.model
    def _present_again(self, lines, where, proposal, told):
        """Ask for the amounts again, from the same accounts.

        :param where: ``next``: the next proposal takes them; ``new``: a proposal is made at once; ``proposal``: the one
            given.
        :return: the proposals they are in.
        """
        lines._refuse_beyond_limit()
        self._free(lines)
        proposals = self.env["debit.remittance"].browse()
        if where == "new":
            for method, those in lines.grouped(lambda line: line.move_id.preferred_payment_method_line_id).items():
                proposals |= self._make_proposal(method, those)
        elif where == "proposal":
            self.env["debit.proposer"]._add(proposal, lines.move_line_id, told.channel, told.why, told.asked_by)
            proposals = proposal
        self._log(lines, "again", told, ", ".join(proposals.mapped("name")))
        return proposals

    def _make_proposal(self, method, lines):
        if method.code != "debit_remittance":
            raise UserError(
                self.env._(
                    "These invoices are not collected by direct debit any more: %s",
                    ", ".join(lines[:MOST_NAMED].move_id.mapped("name")),
                )
            )
        receivables = lines.move_line_id
        due = max(receivable.date_maturity or receivable.date for receivable in receivables)
        return self.env["debit.proposer"]._propose(method, {"due_to": due, "move_line_ids": receivables.ids})

    def _free(self, lines):
        """Lift the block of the remittance; one that somebody set by hand since stays."""
        receivables = lines.move_line_id
        receivables.filtered(lambda receivable: receivable.payment_block == "9")._set_payment_block(False)
        lines.remittance_id._forget_refused()

    @api.model
    def _charge(self, lines, fee, rate, day, told):
        charger = self.env["debit.charger"]
        interests = charger._compute_interest(lines, rate, day) if rate else []
        with_fee = charger._without_fee(lines) if fee else lines.browse()
        invoices = charger._charge(lines, fee, interests)
        self._log(with_fee, "fee", told, str(fee))
        charged = {interest.receivable: interest.amount for interest in interests}
        for amount, those in lines.grouped(lambda line: charged.get(line.move_line_id)).items():
            self._log(those if amount else lines.browse(), "interest", told, str(amount))
        return invoices

    def _log(self, lines, action, told, detail=""):
        reason = ": ".join(filter(None, (detail, told.why)))
        self.env["debit.line.change"]._log(lines, action, told.channel, reason, told.asked_by)
