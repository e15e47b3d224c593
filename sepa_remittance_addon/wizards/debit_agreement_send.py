from odoo import api, fields, models

from ..models.debit_mandate import PBS_SCHEMES


class DebitAgreementSend(models.TransientModel):
    """Shows how much there is to ask of PBS for one bank account, and asks it by file or on paper."""

    _name = "debit.agreement.send"
    _description = "Ask PBS about agreements"

    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, required=True)
    payment_method_line_id = fields.Many2one(
        "account.payment.method.line",
        "Payment type",
        required=True,
        domain=[("code", "=", "debit_remittance"), ("debit_scheme", "in", PBS_SCHEMES)],
        check_company=True,
        default=lambda self: self._default_payment_type(),
    )
    scheme = fields.Selection(related="payment_method_line_id.debit_scheme")
    mandate_ids = fields.Many2many("debit.mandate", string="Only these", help="Empty: all that wait.")
    register = fields.Boolean(default=True)
    cancel = fields.Boolean(default=True)
    renumber = fields.Boolean("Change numbers", default=True)
    register_count = fields.Integer(compute="_compute_counts")
    cancel_count = fields.Integer(compute="_compute_counts")
    renumber_count = fields.Integer(compute="_compute_counts")

    @api.model
    def _default_payment_type(self):
        return self.env["account.payment.method.line"].search(
            [
                ("code", "=", "debit_remittance"),
                ("debit_scheme", "in", PBS_SCHEMES),
                ("company_id", "=", self.env.company.id),
            ],
            limit=1,
        )

    @api.depends("payment_method_line_id", "mandate_ids")
    def _compute_counts(self):
        sender = self.env["debit.agreement.sender"]
        for wizard in self:
            counts = sender._count_requests(wizard.payment_method_line_id, wizard.mandate_ids)
            for action in ("register", "cancel", "renumber"):
                wizard[f"{action}_count"] = counts.get(action, 0)

    def action_write_file(self):
        return self._send("file")

    def action_print(self):
        return self._send("print")

    def _send(self, channel):
        self.ensure_one()
        transfer = self.env["debit.agreement.sender"]._send(
            self.payment_method_line_id,
            [action for action in ("register", "cancel", "renumber") if self[action]],
            channel,
            self.mandate_ids,
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "debit.agreement.transfer",
            "res_id": transfer.id,
            "view_mode": "form",
        }
