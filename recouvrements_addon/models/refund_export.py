import re

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .account_journal_refund import FORMATS

ANSWERED = ("accepted", "executed", "rejected")
EXPORTER = "recouvrements_addon.group_refund_exporter"


class RefundExport(models.Model):
    """One file by which a branch asked its bank to pay refunds: what went out, what was left out, who and when."""

    _name = "refund.export"
    _description = "Refund file"
    _inherit = ["mail.thread", "debit.state.table", "background.job.target"]
    _order = "id desc"
    _check_company_auto = True

    _moves = {"exported": ("preparing",), "empty": ("preparing",), "cancelled": ("exported", "preparing")}

    name = fields.Char("Number", required=True, readonly=True, copy=False)
    company_id = fields.Many2one("res.company", "Branch", required=True, readonly=True, index=True)
    journal_id = fields.Many2one("account.journal", "Paid from", required=True, readonly=True, check_company=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [
            ("preparing", "Being written"),
            ("exported", "Exported"),
            ("empty", "Nothing went out"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        required=True,
        readonly=True,
        default="preparing",
        index=True,
        tracking=True,
        copy=False,
    )
    period_from = fields.Date("Refunds from", readonly=True)
    period_to = fields.Date("Refunds until", readonly=True)
    scope = fields.Char(
        "What was exported", compute="_compute_scope", help="The selected refunds, or all that waited in a period."
    )
    execution_date = fields.Date("To be paid on", required=True, readonly=True)
    refund_format = fields.Selection(FORMATS, "Format", required=True, readonly=True)
    batch_booking = fields.Boolean("Booked as one amount", readonly=True)
    bank_reference = fields.Char(
        "Message",
        compute="_compute_bank_reference",
        store=True,
        precompute=True,
        index=True,
        help="The number as banks accept it: letters and digits only. Their answers name it.",
    )
    # the attachment belongs to this field (``res_field``), so it is read by those alone who may read the field
    attachment_id = fields.Many2one(
        "ir.attachment", "Bank file", readonly=True, copy=False, ondelete="restrict", groups=EXPORTER
    )
    has_file = fields.Boolean(compute="_compute_has_file", compute_sudo=True)
    exported_on = fields.Datetime("Exported on", readonly=True, copy=False)
    exported_by_id = fields.Many2one("res.users", "Exported by", readonly=True, copy=False)
    cancelled_on = fields.Datetime("Cancelled on", readonly=True, copy=False)
    cancelled_by_id = fields.Many2one("res.users", "Cancelled by", readonly=True, copy=False)
    cancel_reason = fields.Char("Why it was cancelled", readonly=True, copy=False)
    line_ids = fields.One2many("refund.export.line", "export_id", "Refunds", readonly=True)
    left_out_ids = fields.One2many("refund.left.out", "export_id", "Left out", readonly=True)
    line_count = fields.Integer("Number of refunds", compute="_compute_totals")
    total = fields.Monetary(compute="_compute_totals")
    executed_count = fields.Integer("Paid", compute="_compute_totals")
    rejected_count = fields.Integer("Refused", compute="_compute_totals")
    was_sent = fields.Boolean(compute="_compute_totals", help="The bank answered: then the file cannot be cancelled.")
    left_out_count = fields.Integer("Number left out", compute="_compute_left_out_count")

    _name_unique = models.UniqueIndex("(name)", "This number of a refund file is already used.")

    @api.depends("name")
    def _compute_bank_reference(self):
        for export in self:
            export.bank_reference = re.sub(r"[^A-Za-z0-9]", "", export.name)[-22:]

    @api.depends("period_from", "period_to")
    @api.depends_context("lang")
    def _compute_scope(self):
        for export in self:
            export.scope = export._tell_period() if export.period_from else self.env._("The selected refunds")

    def _tell_period(self):
        first, last = (format_date(self.env, day) for day in (self.period_from, self.period_to))
        return self.env._("All unprocessed from %(first)s to %(last)s", first=first, last=last)

    @api.depends("attachment_id")
    def _compute_has_file(self):
        for export in self:
            export.has_file = bool(export.attachment_id)

    @api.depends("line_ids.state", "line_ids.amount")
    def _compute_totals(self):
        groups = self.env["refund.export.line"]._read_group(
            [("export_id", "in", self.ids)], ["export_id", "state"], ["amount:sum", "__count"]
        )
        for export in self:
            own = [(state, amount, count) for found, state, amount, count in groups if found == export]
            export.line_count = sum(count for _state, _amount, count in own)
            export.total = sum(amount for _state, amount, _count in own)
            export.executed_count = sum(count for state, _amount, count in own if state == "executed")
            export.rejected_count = sum(count for state, _amount, count in own if state == "rejected")
            export.was_sent = any(state in ANSWERED for state, _amount, _count in own)

    @api.depends("left_out_ids")
    def _compute_left_out_count(self):
        groups = self.env["refund.left.out"]._read_group([("export_id", "in", self.ids)], ["export_id"], ["__count"])
        counts = {export.id: count for export, count in groups}
        for export in self:
            export.left_out_count = counts.get(export.id, 0)

    @api.ondelete(at_uninstall=False)
    def _refuse_delete(self):
        if self:
            raise UserError(self.env._("Refund files stay on record: %s", ", ".join(self.mapped("name")[:20])))

    # ------------------------------------------------------------ who may, and the work

    @api.model
    def _check_may_export(self):
        """:raises AccessError: for people without the right."""
        if not self.env.su and not self.env.user.has_group(EXPORTER):
            name = self.env.ref(EXPORTER).sudo().full_name
            raise AccessError(self.env._("You need the right “%s” to do this.", name))
        self.check_access("read")

    def _write_out(self, **selection):
        """The work of an export, now or by a worker: all of it happens, or nothing does."""
        self._check_may_export()
        return self.env["refund.exporter"]._write_out(self, **selection)

    def _cancel(self, reason):
        self._check_may_export()
        self.env["refund.canceller"]._cancel(self, reason)

    # ------------------------------------------------------------ buttons

    def action_download(self):
        self.ensure_one()
        self._check_may_export()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "download",
        }

    def action_cancel(self):
        self.ensure_one()
        self._check_may_export()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel %s", self.name),
            "res_model": "refund.export.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_export_id": self.id},
        }

    def action_lines(self):
        return self._open_part("recouvrements_addon.action_refund_export_line")

    def action_left_out(self):
        return self._open_part("recouvrements_addon.action_refund_left_out")

    def _open_part(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": [("export_id", "=", self.id)], "display_name": f"{self.name}: {action['name']}"}

    def _action_open(self):
        """These exports on the screen: the one that was made, or the list of several."""
        action = self.env["ir.actions.act_window"]._for_xml_id("recouvrements_addon.action_refund_export")
        if len(self) == 1:
            return {**action, "views": [(False, "form")], "res_id": self.id}
        return {**action, "domain": [("id", "in", self.ids)]}
