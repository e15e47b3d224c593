from odoo import api, fields, models
from odoo.exceptions import UserError

WAYS = [
    ("on_account", "Customer payment on account (7)"),
    ("write_off", "Book on a ledger account"),
    ("move", "Move to another line"),
]


class ReceivedLineSettle(models.TransientModel):
    """Asks for what settling a line by hand needs: a payer, an account, or another line."""

    _name = "received.line.settle"
    _description = "Settle a statement line"
    _check_company_auto = True

    line_id = fields.Many2one("received.statement.line", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="line_id.company_id")
    journal_id = fields.Many2one(related="line_id.journal_id")
    currency_id = fields.Many2one(related="line_id.currency_id")
    way = fields.Selection(WAYS, required=True, default="on_account")
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    partner_id = fields.Many2one(
        "res.partner", "Payer", compute="_compute_partner", store=True, readonly=False, check_company=True
    )
    account_id = fields.Many2one("account.account", "Ledger account", check_company=True)
    allocation_ids = fields.Many2many(
        "received.allocation",
        string="Invoices",
        domain="[('line_id', '=', line_id), ('kind', 'in', ('remitted', 'open_item', 'on_account'))]",
    )
    target_line_id = fields.Many2one(
        "received.statement.line",
        "To line",
        domain="[('journal_id', '=', journal_id), ('id', '!=', line_id), "
        "('state', 'in', ('to_allocate', 'partial', 'full'))]",
    )

    @api.depends("line_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.line_id.difference

    @api.depends("line_id")
    def _compute_partner(self):
        for wizard in self:
            wizard.partner_id = wizard.line_id.partner_id

    def action_settle(self):
        self.ensure_one()
        settler = self.env["statement.settler"]
        if self.way == "on_account":
            settler._put_on_account(self.line_id, self.partner_id, self.amount)
        elif self.way == "write_off":
            if not self.account_id:
                raise UserError(self.env._("Choose the ledger account."))
            settler._write_off(self.line_id, self.account_id, self.amount)
        else:
            if not self.target_line_id:
                raise UserError(self.env._("Choose the line that gets the invoices."))
            settler._move(self.allocation_ids, self.target_line_id)
        return {"type": "ir.actions.act_window_close"}
