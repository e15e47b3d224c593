from odoo import fields, models

from ..formats.calendar import add_bank_days

CONFIRM = "sepa_remittance_addon.activity_confirm"
REFUSED = "sepa_remittance_addon.activity_refused"


class DebitRemittance(models.Model):
    """Reminds people of what waits for them: to confirm before the cut-off, to decide on refused debits."""

    _inherit = "debit.remittance"

    def _remind_to_confirm(self):
        """Whoever made the proposal hears until when the bank takes it; one reminder, moved when the dates move."""
        self.ensure_one()
        deadline = self._get_last_day_to_confirm()
        if not deadline:
            self.activity_unlink([CONFIRM])
        elif not self.activity_reschedule([CONFIRM], date_deadline=deadline):
            self.activity_schedule(CONFIRM, date_deadline=deadline, user_id=self.env.uid)

    def _get_last_day_to_confirm(self):
        """The last day on which the bank still takes a file for the first payment date."""
        if self.state != "proposal" or not self.payment_from:
            return False
        method = self.payment_method_line_id
        last_day = add_bank_days(self.payment_from, -method.debit_lead_days, method._get_calendar())
        return max(last_day, fields.Date.context_today(self))

    def _remind_of_refused(self):
        """Whoever confirmed a remittance decides on what the bank refused; one reminder as long as it is not done."""
        reminded = self.filtered(
            lambda remittance: (
                remittance.activity_ids.activity_type_id & self.env.ref(REFUSED, raise_if_not_found=False)
            )
        )
        for remittance in self - reminded:
            decides = remittance.confirmed_by_id.filtered("active") or self.env.user
            remittance.activity_schedule(REFUSED, user_id=decides.id)

    def _forget_refused(self):
        """When nothing refused is blocked any more, there is nothing left to decide."""
        waiting = self.env["debit.remittance.line"]._read_group(
            [("remittance_id", "in", self.ids), ("to_decide", "=", True), ("move_line_id.payment_block", "!=", False)],
            ["remittance_id"],
        )
        (self - self.browse(remittance.id for (remittance,) in waiting)).activity_unlink([REFUSED])

    def _move_to(self, target, **values):
        moved = super()._move_to(target, **values)
        moved.activity_unlink([CONFIRM])
        return moved
