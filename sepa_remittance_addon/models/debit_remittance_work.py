from odoo import models
from odoo.exceptions import AccessError


class DebitRemittance(models.Model):
    """The buttons whose work grows with the lines: done at once when small, in the background when large (REM-17)."""

    _name = "debit.remittance"
    _inherit = ["debit.remittance", "background.job.target"]

    def action_confirm(self):
        """Option 9 of the source: write the bank file and block the invoices; nothing is posted."""
        self.env["debit.exporter"]._check_right()
        return self._work_on_each("_confirm", lambda remittance: self.env._("Confirm %s", remittance.name))

    def _confirm(self):
        self.env["debit.exporter"]._confirm(self)
        return self.action_internal_report()

    def action_refresh(self):
        """Take in what has become due or free since, and what was left out then."""
        self.ensure_one()
        self.check_access("write")
        return self._do("_fill", self.env._("Refresh %s", self.name), size=self._count_candidates())

    def _fill(self, selection=None):
        self.env["debit.proposer"]._fill(self, selection)

    def _count_candidates(self, selection=None):
        return self.env["debit.proposer"]._count_candidates(self, selection) + self.line_count + self.held_count

    def _ask_cancel(self, reason):
        """Cancel, now or in the background, for a person who may."""
        if not self.env.user.has_group("sepa_remittance_addon.group_debit_confirm"):
            raise AccessError(self.env._("Cancelling a remittance needs the right “Confirm and export”."))
        return self._do("_cancel", self.env._("Cancel %s", self.name), reason=reason)

    def _cancel(self, reason):
        """Free everything of a remittance that the bank never carried out, and keep the record.

        :raises UserError: when the bank has answered already.
        """
        self.env["debit.canceller"]._cancel(self, reason)

    def _do(self, method, label, size=None, **arguments):
        """See ``background.job``; the size is that of the remittance unless said otherwise."""
        size = self._get_size() if size is None else size
        return self.env["background.job"]._do(self, method, size, label, **arguments)

    def _get_size(self):
        return self.line_count + self.held_count
