from odoo import fields, models


class DebitLineChangeWizard(models.TransientModel):
    """Asks who wanted a change of the proposal, how and why, and then makes it (REM-5)."""

    _name = "debit.line.change.wizard"
    _description = "Change of a proposal"

    line_ids = fields.Many2many("debit.remittance.line", required=True)
    line_count = fields.Integer(compute="_compute_line_count")
    action = fields.Selection([("hold", "Hold"), ("release", "Release"), ("remove", "Remove")], required=True)
    channel = fields.Selection(
        [
            ("letter", "Letter"),
            ("telephone", "Telephone"),
            ("email", "E-mail"),
            ("internal", "Our own decision"),
        ],
        "Asked by",
        required=True,
        default="telephone",
    )
    asked_by = fields.Char("Person who asked")
    reason = fields.Char()

    def _compute_line_count(self):
        for wizard in self:
            wizard.line_count = len(wizard.line_ids)

    def action_apply(self):
        for wizard in self:
            wizard.line_ids._change(wizard.action, wizard.channel, wizard.reason, wizard.asked_by)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
