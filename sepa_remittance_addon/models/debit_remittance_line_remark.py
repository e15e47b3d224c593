from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class DebitRemittanceLine(models.Model):
    """What PBS remarks on a payment it was sent (0920): shown, and registered as a rejection when someone says so."""

    _inherit = "debit.remittance.line"

    pbs_error_id = fields.Many2one("debit.pbs.error", "Remark of PBS", readonly=True, ondelete="restrict", copy=False)
    pbs_remark_source = fields.Char("Remark told by", readonly=True, copy=False)

    def action_register_remark(self):
        """PBS did not accept these payments: no money will move, the invoices are free again."""
        if not self.env.su and not self.env.user.has_group("sepa_remittance_addon.group_debit_confirm"):
            raise AccessError(self.env._("Registering an answer needs the right “Confirm and export”."))
        remarked = self.filtered(lambda line: line.pbs_error_id and line.state == "remitted")
        if not remarked:
            raise UserError(self.env._("None of these debits waits for the bank with a remark of PBS."))
        remarked._reject_by_remark()

    def _reject_by_remark(self):
        return self._register_rejection(
            {
                line.id: (f"LS{line.pbs_error_id.number}", line.pbs_error_id.name, line.pbs_remark_source)
                for line in self
            }
        )
