from odoo import fields, models

from ..models.debit_remittance_line import LIVE


class DebitAddInvoices(models.TransientModel):
    """Puts other open invoices into a proposal, as its payer asked (REM-5)."""

    _name = "debit.add.invoices"
    _description = "Add invoices to a proposal"

    remittance_id = fields.Many2one("debit.remittance", required=True)
    company_id = fields.Many2one(related="remittance_id.company_id")
    currency_id = fields.Many2one(related="remittance_id.currency_id")
    payment_method_line_id = fields.Many2one(related="remittance_id.payment_method_line_id")
    partner_id = fields.Many2one("res.partner", "Payer", domain="[('parent_id', '=', False)]")
    move_line_ids = fields.Many2many(
        "account.move.line",
        string="Due amounts",
        required=True,
        domain="""[('company_id', '=', company_id), ('parent_state', '=', 'posted'), ('reconciled', '=', False),
                   ('account_id.account_type', '=', 'asset_receivable'), ('currency_id', '=', currency_id),
                   ('move_id.preferred_payment_method_line_id', '=', payment_method_line_id),
                   ('payment_block', '=', False), ('partner_id', '=?', partner_id),
                   ('remittance_line_ids', 'not any', [('state', 'in', ('proposed', 'held', 'remitted'))])]""",
    )
    channel = fields.Selection(
        selection=lambda self: self._get_channels(), string="Asked by", required=True, default="telephone"
    )
    asked_by = fields.Char("Person who asked")
    reason = fields.Char()

    def _get_channels(self):
        return self.env["debit.line.change.wizard"]._fields["channel"]._description_selection(self.env)

    def action_take_all(self):
        """Every open amount of the payer that may be added; the user still sees them and may take some off."""
        self.ensure_one()
        self.move_line_ids = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("account_id.account_type", "=", "asset_receivable"),
                ("currency_id", "=", self.currency_id.id),
                ("move_id.preferred_payment_method_line_id", "=", self.payment_method_line_id.id),
                ("payment_block", "=", False),
                ("partner_id", "=", self.partner_id.id),
                ("remittance_line_ids", "not any", [("state", "in", LIVE)]),
            ]
        )
        return {**self.remittance_id.action_add_invoices(), "res_id": self.id}

    def action_add(self):
        self.ensure_one()
        self.env["debit.proposer"]._add(
            self.remittance_id, self.move_line_ids, self.channel, self.reason, self.asked_by
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
