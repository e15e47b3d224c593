from odoo import api, fields, models


class DebitProposal(models.TransientModel):
    """What a person selects for a new proposal (REM-2)."""

    _name = "debit.proposal"
    _description = "New proposal"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    payment_method_line_id = fields.Many2one(
        "account.payment.method.line",
        "Payment type",
        required=True,
        check_company=True,
        domain="[('code', '=', 'debit_remittance'), ('company_id', '=', company_id)]",
        default=lambda self: self._default_payment_method_line(),
    )
    journal_id = fields.Many2one(related="payment_method_line_id.journal_id", string="Collecting bank account")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency")
    due_from = fields.Date("Due from")
    due_to = fields.Date("Due to", required=True, default=fields.Date.context_today)
    partner_ids = fields.Many2many("res.partner", string="Payers", domain="[('parent_id', '=', False)]")
    category_ids = fields.Many2many("res.partner.category", string="Customer categories")
    country_ids = fields.Many2many("res.country", string="Countries")
    user_ids = fields.Many2many("res.users", string="Salespersons")
    minimum_amount = fields.Monetary(help="Payers who owe less than this on one day are left out.")

    @api.model
    def _default_payment_method_line(self):
        company = self.env.company
        return company.debit_method_line_id or self.env["account.payment.method.line"].search(
            [("code", "=", "debit_remittance"), ("company_id", "=", company.id)], limit=1
        )

    @api.depends("journal_id")
    def _compute_currency(self):
        for wizard in self:
            wizard.currency_id = wizard.journal_id.currency_id or wizard.company_id.currency_id

    def action_propose(self):
        self.ensure_one()
        selection = self._get_selection()
        remittance = self.env["debit.proposer"]._start(self.payment_method_line_id, selection)
        size = remittance._count_candidates(selection)
        remittance._do("_fill", self.env._("Fill %s", remittance.name), size=size, selection=selection)
        return {
            "type": "ir.actions.act_window",
            "res_model": "debit.remittance",
            "res_id": remittance.id,
            "view_mode": "form",
        }

    def _get_selection(self):
        return {
            # as text, because the work may be done later
            "due_from": fields.Date.to_string(self.due_from) if self.due_from else False,
            "due_to": fields.Date.to_string(self.due_to),
            "partner_ids": self.partner_ids.ids,
            "category_ids": self.category_ids.ids,
            "country_ids": self.country_ids.ids,
            "user_ids": self.user_ids.ids,
            "minimum_amount": self.minimum_amount,
        }
