from odoo import api, fields, models

BATCH = 1000


class DebitMandateExpirer(models.AbstractModel):
    """Abandons SEPA mandates that were not used for 36 months, batch by batch (MAN-13)."""

    _name = "debit.mandate.expirer"
    _description = "Expiry of unused mandates"

    @api.model
    def _cron_expire(self):
        """Each batch is stored for good; an interrupted run goes on with what is left."""
        mandates, cron, last = self.env["debit.mandate"].sudo(), self.env["ir.cron"], 0
        cron._commit_progress(remaining=mandates.search_count(self._get_expired_domain(last)))
        while expired := mandates.search(self._get_expired_domain(last), order="id", limit=BATCH):
            last = expired[-1].id
            self._expire(expired)
            if not cron._commit_progress(len(expired)):
                break

    def _get_expired_domain(self, after):
        """Active mandates that must not be used any more from today on, by id."""
        today = fields.Date.context_today(self)
        return [("state", "=", "active"), ("expiry_date", "<=", today), ("id", ">", after)]

    @api.model
    def _expire(self, mandates):
        """Abandon the mandates and tell so once on each. One that somebody is working on waits for the next run."""
        free = mandates.try_lock_for_update()
        free = free.filtered(lambda mandate: mandate.state == "active").with_context(tracking_disable=True)
        reason = self.env._("Expired: not used for 36 months")
        moved = free._end("abandoned", fields.Date.context_today(self), reason)
        moved._message_log_batch(bodies=dict.fromkeys(moved.ids, reason))
        return moved
