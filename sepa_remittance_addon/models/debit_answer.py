from odoo import api, fields, models
from odoo.exceptions import UserError


class DebitAnswer(models.Model):
    """One file in which a bank or PBS answered what we asked: kept as it came, with what it told and what it did."""

    _name = "debit.answer"
    _description = "Bank answer"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("File", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    layout = fields.Char("Format", readonly=True)
    identification = fields.Char(readonly=True, help="The number that the sender gave the file.")
    created = fields.Datetime("Made by the bank on", readonly=True)
    digest = fields.Char(required=True, readonly=True, copy=False)
    position = fields.Integer(default=1, readonly=True, help="Which message of the file, where it is an archive.")
    attachment_id = fields.Many2one(
        "ir.attachment",
        "Bank file",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="sepa_remittance_addon.group_debit_confirm",
    )
    received_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    received_by_id = fields.Many2one("res.users", "Received by", readonly=True, default=lambda self: self.env.uid)
    remittance_ids = fields.Many2many("debit.remittance", string="Remittances", readonly=True, copy=False)
    line_ids = fields.One2many("debit.answer.line", "answer_id", "What it says", readonly=True)
    accepted_count = fields.Integer("Accepted", compute="_compute_counts")
    rejected_count = fields.Integer("Refused", compute="_compute_counts")
    information_count = fields.Integer("Information", compute="_compute_counts")
    unknown_count = fields.Integer("Not applied", compute="_compute_counts")

    _file_once = models.UniqueIndex("(company_id, digest, position)", "This file was received before.")

    @api.depends("line_ids.outcome")
    def _compute_counts(self):
        counts = {
            (answer.id, outcome): count
            for answer, outcome, count in self.env["debit.answer.line"]._read_group(
                [("answer_id", "in", self.ids)], ["answer_id", "outcome"], ["__count"]
            )
        }
        for answer in self:
            for outcome in ("accepted", "rejected", "information", "unknown"):
                answer[f"{outcome}_count"] = counts.get((answer.id, outcome), 0)

    @api.ondelete(at_uninstall=False)
    def _refuse_delete(self):
        if self:
            raise UserError(
                self.env._("What the bank answered stays on record: %s", ", ".join(self.mapped("name")[:5]))
            )

    @api.model
    def create_document_from_attachment(self, attachment_ids):
        """Files dropped on the list, or chosen by its button, are received."""
        attachments = self.env["ir.attachment"].browse(attachment_ids)
        attachments.check_access("read")
        files = [(attachment.name, attachment.raw) for attachment in attachments]
        return self.env["debit.answer.receiver"]._receive_and_open(files)

    # ------------------------------------------------------------ ways to and fro

    def _action_open(self):
        """The answer, or the list of them, as a screen."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sepa_remittance_addon.action_answer")
        if len(self) == 1:
            return {**action, "views": [(False, "form")], "res_id": self.id}
        return {**action, "domain": [("id", "in", self.ids)]}

    def action_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sepa_remittance_addon.action_answer_line")
        return {**action, "domain": [("answer_id", "=", self.id)]}

    def action_remittances(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sepa_remittance_addon.action_remittance")
        return {**action, "domain": [("id", "in", self.remittance_ids.ids)], "context": {"create": False}}

    def action_file(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "download",
        }
