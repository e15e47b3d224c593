from odoo import api, fields, models
from odoo.exceptions import UserError

from .transaction_kind import REQUESTS

EXPORT_PARTS = (
    "//button[@name='action_export_refunds']",
    "//field[@name='bank_status']",
    "//filter[@name='bank_refused']",
)
APPROVAL_PARTS = (
    "//filter[@name='to_approve']",
    "//filter[@name='approved']",
    "//filter[@name='approval_refused']",
    "//button[@name='action_approve']",
    "//button[@name='action_ask_refusal']",
    "//field[@name='approval']",
)


class ContractTransaction(models.Model):
    """A refund request on its way through files for the bank (REF-3), and back by hand."""

    _inherit = "contract.transaction"

    export_line_ids = fields.One2many("refund.export.line", "request_id", "In files for the bank", readonly=True)
    bank_status = fields.Selection(
        selection=lambda self: self.env["refund.export.line"]._fields["state"]._description_selection(self.env),
        string="Bank",
        compute="_compute_bank_status",
        help="What became of it in the last file for the bank.",
    )
    bank_reason = fields.Char("Bank's reason", compute="_compute_bank_status")

    @api.depends("export_line_ids.state", "export_line_ids.reason_id", "export_line_ids.answer_text")
    def _compute_bank_status(self):
        for request in self:
            line = request.export_line_ids.sorted("id")[-1:]
            told = (line.reason_id.display_name, line.answer_text) if line.state == "rejected" else ()
            request.bank_status = line.state
            request.bank_reason = " - ".join(filter(None, told)) or False

    # ------------------------------------------------------------ there where the setting is on

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        return (*super()._get_view_cache_key(view_id, view_type, **options), *self._get_absent_parts())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        for path in self._get_absent_parts() if view_type in ("list", "search") else ():
            for node in arch.xpath(path):
                node.getparent().remove(node)
        return arch, view

    @api.model
    def _get_absent_parts(self):
        """What a list and its filters do not show because none of the user's companies has switched it on."""
        limits = [company._get_refund_approval_from() for company in self.env.companies]
        return (*(() if self._exports_are_on() else EXPORT_PARTS), *(() if any(limits) else APPROVAL_PARTS))

    @api.model
    def _exports_are_on(self):
        return any(company._exports_refunds() for company in self.env.companies)

    def action_export_refunds(self):
        """Open the wizard on the selected refunds; without any it offers all that wait."""
        self.env["refund.export"]._check_may_export()
        if not self._exports_are_on():
            raise UserError(self.env._("“XML export for refunds” is off in the settings."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Export refunds"),
            "res_model": "refund.export.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_mode": "selected" if self else "period",
                "default_request_ids": self.filtered(lambda one: one.kind in REQUESTS and one.state == "requested").ids,
            },
        }

    # ------------------------------------------------------------ back by hand

    def action_reopen(self):
        """A refund that was marked as processed by mistake waits again, once the reason is told."""
        self.ensure_one()
        self._check_may("recouvrements_addon.group_refund_processor")
        self._refuse_reopening()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open again"),
            "res_model": "refund.reopening",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_id": self.id},
        }

    def _reopen_by_hand(self, reason):
        self._check_may("recouvrements_addon.group_refund_processor")
        self._refuse_reopening()
        self.env["refund.processor"]._reopen(self, reason)

    def _refuse_reopening(self):
        if self.state != "processed" or self.kind not in REQUESTS:
            raise UserError(self.env._("%s is no processed refund.", self.display_name))
        live = self.sudo().export_line_ids.filtered(lambda line: line.state not in ("rejected", "cancelled"))
        if live:
            raise UserError(
                self.env._(
                    "%(refund)s is in the file %(export)s: cancel that if it was not sent, or read the bank's answer.",
                    refund=self.display_name,
                    export=live.export_id.name,
                )
            )

    def _why_not_by_hand(self):
        if self.request_id and self.state == "recorded":
            return self.env._("it carried out a refund request; open the request again instead.")
        return super()._why_not_by_hand()
