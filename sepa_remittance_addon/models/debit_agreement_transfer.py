from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .debit_mandate import SCHEMES


class DebitAgreementTransfer(models.Model):
    """What was asked of PBS about agreements at one time, by file or on paper: kept as it was sent (MAN-17)."""

    _name = "debit.agreement.transfer"
    _description = "Transfer of agreements to PBS"
    _inherit = ["mail.thread", "debit.state.table"]
    _order = "id desc"
    _check_company_auto = True

    _moves = {"cancelled": ("sent",)}

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    journal_id = fields.Many2one(
        "account.journal", "Collecting bank account", required=True, readonly=True, check_company=True
    )
    scheme = fields.Selection(SCHEMES, required=True, readonly=True)
    creditor_number = fields.Char(required=True, readonly=True)
    channel = fields.Selection([("file", "File"), ("print", "On paper")], "Sent by", required=True, readonly=True)
    state = fields.Selection(
        [("sent", "Sent"), ("cancelled", "Cancelled")], "Status", required=True, default="sent", tracking=True
    )
    sent_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    sent_by_id = fields.Many2one("res.users", "By", required=True, readonly=True, default=lambda self: self.env.uid)
    file = fields.Binary(attachment=True, readonly=True, copy=False, groups="sepa_remittance_addon.group_see_numbers")
    file_name = fields.Char(readonly=True)
    receipt_on = fields.Date("Receipt of PBS", readonly=True)
    line_ids = fields.One2many("debit.agreement.transfer.line", "transfer_id", "Requests", readonly=True)
    register_count = fields.Integer("Registrations", compute="_compute_counts")
    cancel_count = fields.Integer("Cancellations", compute="_compute_counts")
    renumber_count = fields.Integer("New numbers", compute="_compute_counts")

    _name_unique = models.UniqueIndex("(company_id, name) WHERE name != '/'", "This number is already used.")

    @api.depends("line_ids.action")
    def _compute_counts(self):
        counts = {
            (transfer.id, action): count
            for transfer, action, count in self.env["debit.agreement.transfer.line"]._read_group(
                [("transfer_id", "in", self.ids)], ["transfer_id", "action"], ["__count"]
            )
        }
        for transfer in self:
            for action in ("register", "cancel", "renumber"):
                transfer[f"{action}_count"] = counts.get((transfer.id, action), 0)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            company = self.env["res.company"].browse(vals["company_id"])
            number = self.env["ir.sequence"].with_company(company).next_by_code("debit.agreement.transfer")
            vals["name"] = number or "/"
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _refuse_delete(self):
        if self:
            raise UserError(self.env._("What was sent to PBS stays on record: %s", ", ".join(self.mapped("name")[:5])))

    def action_cancel(self):
        """PBS never received it: everything is as before it was sent. What PBS answered already stays."""
        self._refuse_others()
        self.lock_for_update()
        cancelled = self.sudo()._move_to("cancelled")
        requests = cancelled.line_ids
        waiting = requests.filtered(lambda line: line.mandate_id.transfer_line_ids.sorted("id")[-1:] == line)
        waiting.mandate_id._take_request_back()

    def action_download(self):
        self.ensure_one()
        self._refuse_others()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{self.file_name}?download=true",
            "target": "download",
        }

    def action_print(self):
        """The request on paper, with the numbers that PBS needs."""
        self._refuse_others()
        return self.env.ref("sepa_remittance_addon.report_agreement_request").report_action(self, config=False)

    def _refuse_others(self):
        if not self.env.su and not self.env.user.has_group("sepa_remittance_addon.group_debit_confirm"):
            raise AccessError(self.env._("Asking PBS about agreements needs the right “Confirm and export”."))
        self.check_access("read")
