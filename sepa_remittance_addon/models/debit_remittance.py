import re
from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

FIXED_BY_CONFIRMATION = {
    "name", "company_id", "journal_id", "payment_method_line_id", "currency_id", "due_from", "due_to", "line_ids",
    "left_out_ids", "notice_ids", "file_ids", "confirmed_on", "confirmed_by_id", "cancel_reason",
}  # fmt: skip


class DebitRemittance(models.Model):
    """A set of debits for one collecting bank account: first a proposal, then what the bank was asked."""

    _name = "debit.remittance"
    _description = "Direct debit remittance"
    _inherit = ["mail.thread", "mail.activity.mixin", "debit.state.table"]
    _order = "id desc"
    _check_company_auto = True

    _moves = {
        "confirmed": ("proposal",),
        "closed": ("proposal",),
        "cancelled": ("proposal", "confirmed", "closed"),
    }

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    journal_id = fields.Many2one(
        "account.journal",
        "Collecting bank account",
        required=True,
        domain="[('type', '=', 'bank')]",
        check_company=True,
        tracking=True,
    )
    payment_method_line_id = fields.Many2one(
        "account.payment.method.line",
        "Payment type",
        required=True,
        domain="[('journal_id', '=', journal_id), ('code', '=', 'debit_remittance')]",
        check_company=True,
        ondelete="restrict",
    )
    scheme = fields.Selection(related="payment_method_line_id.debit_scheme", store=True)
    electronic = fields.Boolean(related="payment_method_line_id.debit_electronic")
    currency_id = fields.Many2one("res.currency", required=True)
    state = fields.Selection(
        [
            ("proposal", "1 - Proposal"),
            ("closed", "9 - Closed, no bank file"),
            ("confirmed", "11 - Confirmed"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        help="1: being prepared. 9: closed without electronic confirmation, settled by registering payments. "
        "11: confirmed, to be matched from the bank's statements.",
        required=True,
        default="proposal",
        tracking=True,
        copy=False,
        index=True,
    )
    due_from = fields.Date("Due from")
    due_to = fields.Date("Due to", required=True)
    line_ids = fields.One2many("debit.remittance.line", "remittance_id", "Lines")
    left_out_ids = fields.One2many("debit.left.out", "remittance_id", "Left out")
    notice_ids = fields.One2many("debit.notice", "remittance_id", "Notices")
    # the attachments belong to this field (``res_field``), so they are read by those alone who may read the field
    file_ids = fields.Many2many(
        "ir.attachment",
        string="Bank files",
        readonly=True,
        copy=False,
        groups="sepa_remittance_addon.group_debit_confirm",
        context={"skip_res_field_check": True},
    )
    confirmed_on = fields.Datetime(readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    cancel_reason = fields.Char(readonly=True, copy=False)
    bank_reference = fields.Char(
        compute="_compute_bank_reference",
        store=True,
        precompute=True,
        help="The number as banks accept it: letters and digits only, at most 22. Their answers name it.",
    )

    line_count = fields.Integer("Debits", compute="_compute_totals")
    total = fields.Monetary("To collect", compute="_compute_totals")
    collected = fields.Monetary(compute="_compute_totals")
    refused = fields.Monetary(compute="_compute_totals", help="Rejected or returned by the bank.")
    waiting = fields.Monetary(compute="_compute_totals", help="Remitted, and no answer of the bank yet.")
    progress = fields.Float(compute="_compute_totals", help="Share of the remitted amount that the bank has answered.")
    held_count = fields.Integer("On hold", compute="_compute_totals")
    left_out_count = fields.Integer(compute="_compute_totals")
    notice_count = fields.Integer(compute="_compute_totals")

    _name_unique = models.UniqueIndex("(company_id, name) WHERE name != '/'", "This remittance number is already used.")
    _by_bank_reference = models.Index("(company_id, bank_reference)")

    @api.depends("name")
    def _compute_bank_reference(self):
        for remittance in self:
            remittance.bank_reference = re.sub(r"[^A-Za-z0-9]", "", remittance.name)[-22:]

    @api.depends("line_ids.state", "line_ids.amount", "left_out_ids", "notice_ids")
    def _compute_totals(self):
        sums = {remittance.id: {} for remittance in self}
        for remittance, state, amount, count in self.env["debit.remittance.line"]._read_group(
            [("remittance_id", "in", self.ids)], ["remittance_id", "state"], ["amount:sum", "__count"]
        ):
            sums[remittance.id][state] = (amount, count)
        left_out = self._count_by_remittance("debit.left.out")
        notices = self._count_by_remittance("debit.notice")
        for remittance in self:
            remittance.left_out_count = left_out.get(remittance._origin.id, 0)
            remittance.notice_count = notices.get(remittance._origin.id, 0)
            remittance._set_totals(sums.get(remittance.id) or sums.get(remittance._origin.id) or {})

    def _set_totals(self, by_state):
        def total(*states):
            return sum(by_state.get(state, (0, 0))[0] for state in states)

        asked = ("proposed", "remitted", "matched", "rejected", "returned")
        self.total = total(*asked)
        self.line_count = sum(by_state.get(state, (0, 0))[1] for state in asked)
        self.held_count = by_state.get("held", (0, 0))[1]
        self.collected = total("matched")
        self.refused = total("rejected", "returned")
        self.waiting = total("remitted")
        answered = self.collected + self.refused
        self.progress = 100 * answered / self.total if self.total and self.state == "confirmed" else 0

    def _count_by_remittance(self, model):
        groups = self.env[model]._read_group([("remittance_id", "in", self.ids)], ["remittance_id"], ["__count"])
        return {remittance.id: count for remittance, count in groups}

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("state", "proposal") != "proposal" for vals in vals_list):
            raise AccessError(self.env._("A remittance begins as a proposal; its status changes by its buttons only."))
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
                vals["name"] = self.env["ir.sequence"].with_company(company).next_by_code("debit.remittance") or "/"
        return super().create(vals_list)

    def write(self, vals):
        """What the bank was asked is not edited afterwards."""
        confirmed = self.filtered(lambda remittance: remittance.state != "proposal")
        if confirmed and not self.env.su and FIXED_BY_CONFIRMATION & vals.keys():
            raise UserError(
                self.env._(
                    "%s is confirmed and stays as it is; cancel it instead.", ", ".join(confirmed.mapped("name"))
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _refuse_delete(self):
        kept = self.filtered(lambda remittance: remittance.state != "proposal")
        if kept:
            raise UserError(
                self.env._("Only a proposal can be deleted; cancel these instead: %s", ", ".join(kept.mapped("name")))
            )

    # ------------------------------------------------------------ buttons

    def action_cancel(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel %s", self.name),
            "res_model": "debit.remittance.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_remittance_id": self.id},
        }

    def action_lines(self):
        """View 1: all invoices by payer."""
        return self._lines_action("sepa_remittance_addon.action_remittance_line_invoices")

    def action_groups(self):
        """View 3: totals by payer and payment date."""
        return self._lines_action("sepa_remittance_addon.action_remittance_group")

    def _switch_view(self, target, action):
        """Open the other view of the lines, or go back to it, so that switching to and fro leaves no trail."""
        if self.env.context.get("debit_switched_from") == target:
            return {"type": "ir.actions.client", "tag": "debit_switch_back"}
        opened = action()
        opened["context"]["debit_switched_from"] = "groups" if target == "lines" else "lines"
        return opened

    def _lines_action(self, xmlid):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [("remittance_id", "=", self.id)]
        action["context"] = {**literal_eval(action["context"]), "default_remittance_id": self.id, "create": False}
        action["display_name"] = f"{self.name}: {action['name']}"
        return action

    def action_left_out(self):
        return self._lines_action("sepa_remittance_addon.action_left_out")

    def action_notices(self):
        return self._lines_action("sepa_remittance_addon.action_notice")

    def action_add_invoices(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add invoices to %s", self.name),
            "res_model": "debit.add.invoices",
            "view_mode": "form",
            "target": "new",
            "context": {"default_remittance_id": self.id},
        }

    def action_register_payments(self):
        """A remittance closed without electronic confirmation is settled by ordinary payments."""
        self.ensure_one()
        receivables = self.line_ids.filtered(lambda line: line.state == "remitted").move_line_id
        action = receivables.action_register_payment()
        action["context"] = {**action["context"], "debit_remittance_id": self.id}
        return action

    def action_download(self):
        self.ensure_one()
        attachment = self.file_ids[:1]
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}?download=true", "target": "self"}
