from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .debit_remittance_line import LIVE

MOST_NAMED = 10


class AccountMove(models.Model):
    """An invoice that the bank was asked for stays as it is until the bank answers; a proposal lets it go (REM-8)."""

    _inherit = "account.move"

    def write(self, vals):
        """Whatever resets or cancels invoices, by button or otherwise, ends here."""
        if vals.get("state") in ("draft", "cancel"):
            self._leave_remittances()
        return super().write(vals)

    def unlink(self):
        self._leave_remittances()
        self._refuse_remitted_once()
        return super().unlink()

    def _leave_remittances(self):
        """Invoices in proposals leave them, with the reason; one that waits for the bank refuses for all."""
        live = self._remittance_lines(Domain("state", "in", LIVE))
        waiting = live.filtered(lambda line: line.state == "remitted")
        if waiting:
            raise UserError(
                self.env._(
                    "The bank was asked for these invoices and has not answered yet. Wait for its answer, or cancel "
                    "the remittance, before you change them:\n%s",
                    "\n".join(f"- {line.move_id.name}: {line.remittance_id.name}" for line in waiting[:MOST_NAMED]),
                )
            )
        if live:
            why = self.env._("The invoice was reset, cancelled or deleted")
            live._move_to("removed", hold_reason=why)
            self.env["debit.line.change"]._log(live, "remove", "internal", why)

    def _refuse_remitted_once(self):
        """What was asked of a bank stays on record with its invoice; lines that never left a proposal go with it."""
        lines = self._remittance_lines(Domain.TRUE)
        asked = lines.filtered(lambda line: line.remittance_id.state != "proposal")
        if asked:
            raise UserError(
                self.env._(
                    "These invoices were in a remittance and stay on record; cancel them instead: %s",
                    ", ".join(asked.move_id[:MOST_NAMED].mapped("name")),
                )
            )
        lines.unlink()

    def _remittance_lines(self, domain):
        # who changes invoices need not know remittances
        Line = self.env["debit.remittance.line"].sudo()
        return Line.search(Domain("move_id", "in", self.ids) & domain) if self.ids else Line
