from odoo import fields, models
from odoo.exceptions import UserError

from .debit_mandate import PBS_SCHEMES


class DebitRemittance(models.Model):
    """The payers of a remittance are told: whom, how, and in time (REM-4)."""

    _inherit = "debit.remittance"

    notice_mode = fields.Selection(related="payment_method_line_id.debit_notice", string="When payers are told")
    untold_count = fields.Integer("Payers to tell", compute="_compute_untold_count")
    late_notice_count = fields.Integer("Payers told too late", compute="_compute_untold_count")

    def _compute_untold_count(self):
        """Payers and days that were not told, or of which something has changed since; read for one form at a time."""
        for remittance in self:
            counted = self.env["debit.notice.period"]._count(remittance._origin)
            remittance.untold_count, remittance.late_notice_count = counted

    def action_late(self):
        """Who is debited sooner than it must be told, as totals by payer and date."""
        self.ensure_one()
        late = self.env["debit.notice.period"]._late(self)
        action = self.action_groups()
        payers, days = {row[0] for row in late}, {row[2] for row in late}
        action["domain"] += [("partner_id", "in", list(payers)), ("payment_date", "in", list(days))]
        return action

    def action_untold(self):
        """Who is to be told, or told again."""
        self.ensure_one()
        if self.has_access("write"):
            self.env["debit.notifier"]._prepare(self)
        action = self.action_notices()
        action["context"]["search_default_to_tell"] = 1
        return action

    def action_print_notices(self):
        """Option 11 of the source: the letters to the payers, before the remittance is confirmed."""
        return self._ask_telling("print")

    def action_email_notices(self):
        return self._ask_telling("email")

    def action_notices_by_institution(self):
        """PBS writes to the payer itself; we record that it was asked to."""
        return self._ask_telling("institution")

    def _ask_telling(self, channel, notices=None):
        self.ensure_one()
        self.check_access("write")
        if channel == "institution" and self.scheme not in PBS_SCHEMES:
            raise UserError(self.env._("Only PBS sends notices for us; print them or send them by e-mail."))
        self.env["debit.notifier"]._prepare(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tell the payers of %s", self.name),
            "res_model": "debit.tell.payers",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_remittance_id": self.id,
                "default_channel": channel,
                "default_scope": "all" if notices else "untold",
                "default_notice_ids": notices.ids if notices else [],
            },
        }

    def _tell_payers(self, run_id):
        """A share of a run; see ``background.job``. The work of the buttons above."""
        self.check_access("write")
        return self.env["debit.notifier"]._go_on(self.env["debit.notice.run"].browse(run_id))
