from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.debit_notice import CHANNELS


class DebitTellPayers(models.TransientModel):
    """Asks which payers of a remittance are told, and how (REM-4)."""

    _name = "debit.tell.payers"
    _description = "Tell the payers"

    remittance_id = fields.Many2one("debit.remittance", required=True, readonly=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    scope = fields.Selection(
        [("untold", "Those not told yet, or for whom something has changed"), ("all", "All, also those told before")],
        "Whom",
        required=True,
        default="untold",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Payers",
        domain="[('debit_notice_ids.remittance_id', '=', remittance_id)]",
        help="Empty: all payers of the remittance.",
    )
    notice_ids = fields.Many2many("debit.notice", string="Chosen notices")
    count = fields.Integer("Notices", compute="_compute_count")
    without_email_count = fields.Integer("Without e-mail address", compute="_compute_count")
    late_count = fields.Integer("Told too late", compute="_compute_count")
    late_notice = fields.Selection(related="remittance_id.payment_method_line_id.debit_late_notice")
    late_names = fields.Char(compute="_compute_count")

    @api.depends("remittance_id", "channel", "scope", "partner_ids", "notice_ids")
    def _compute_count(self):
        for wizard in self:
            chosen = wizard._get_chosen()
            reachable = wizard._reachable(chosen)
            late = self.env["debit.notice.period"]._late(wizard.remittance_id, chosen.partner_id) if chosen else []
            wizard.count = len(reachable)
            wizard.without_email_count = len(chosen) - len(reachable)
            wizard.late_count = len(late)
            wizard.late_names = ", ".join(row[1] for row in late[:5])

    def _get_chosen(self):
        return self.env["debit.notifier"]._select(
            self.remittance_id, self.scope, self.partner_ids._origin, self.notice_ids._origin
        )

    def _reachable(self, notices):
        if self.channel != "email":
            return notices
        with_address = set(
            self.env["res.partner"].search([("id", "in", notices.partner_id.ids), ("email", "not in", [False, ""])]).ids
        )
        return notices.filtered(lambda notice: notice.partner_id.id in with_address)

    def action_tell(self):
        self.ensure_one()
        self.remittance_id.check_access("write")
        notices = self._reachable(self._in_time(self._get_chosen()))
        if not notices:
            raise UserError(self.env._("There is nobody to tell: choose other payers, or tell all of them again."))
        return self.env["debit.notifier"]._tell(notices, self.channel)

    def _in_time(self, notices):
        """The chosen notices, after what the payment type wants done about debits that are too near."""
        period = self.env["debit.notice.period"]
        payers = notices.partner_id
        if not payers or self.late_notice not in ("refuse", "move"):
            return notices
        if self.late_notice == "refuse":
            if problems := period._sentences(self.remittance_id, payers):
                raise UserError(self.env._("These payers would be told too late:") + "\n- " + "\n- ".join(problems))
            return notices
        moved = self.env["res.partner"].browse(period._move_late(self.remittance_id, payers))
        if not moved:
            return notices
        self.env["debit.notifier"]._prepare(self.remittance_id)
        fresh = self.env["debit.notifier"]._select(self.remittance_id, "untold", moved)
        return self.env["debit.notifier"]._select(self.remittance_id, "all", notices=notices | fresh)
