from odoo import api, fields, models

from ..models.contract_transaction_card import CASHIER


class CardCapture(models.TransientModel):
    """Asks how much of a card authorisation becomes a deposit payment."""

    _name = "card.capture"
    _description = "Capture a card authorisation"

    authorisation_id = fields.Many2one("contract.transaction", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="authorisation_id.company_id")
    currency_id = fields.Many2one(related="authorisation_id.currency_id")
    reserved_amount = fields.Monetary("Reserved", related="authorisation_id.amount")
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    date = fields.Date(required=True, default=fields.Date.context_today)
    available_journal_ids = fields.Many2many("account.journal", compute="_compute_available_journal_ids")
    journal_id = fields.Many2one(
        "account.journal", "Paid through", compute="_compute_journal_id", store=True, readonly=False
    )

    obstacle = fields.Text(compute="_compute_obstacle", help="Why this cannot be saved, and what to do about it.")

    @api.depends("authorisation_id")
    def _compute_amount(self):
        for capture in self:
            capture.amount = capture.reserved_amount

    @api.depends("authorisation_id")
    def _compute_available_journal_ids(self):
        for capture in self:
            journals = self.env["account.journal"]._of_branch(capture.company_id)
            capture.available_journal_ids = journals.filtered(lambda journal: journal.collection_method == "card")

    @api.depends("available_journal_ids")
    def _compute_journal_id(self):
        for capture in self:
            capture.journal_id = capture.available_journal_ids._origin[:1]

    @api.depends("authorisation_id", "amount", "journal_id", "date")
    def _compute_obstacle(self):
        for capture in self:
            keyed = capture.journal_id and capture.date and capture.amount > 0
            asked = (capture.authorisation_id._origin, capture.amount, capture.journal_id._origin, capture.date)
            capture.obstacle = "\n".join(self.env["card.clerk"]._obstacles(*asked)) if keyed else False

    def action_capture(self):
        self.ensure_one()
        self.authorisation_id._check_may(CASHIER)
        self.authorisation_id.contract_id.check_access("write")
        self.env["card.clerk"]._capture(self.authorisation_id, self.amount, self.journal_id, self.date)
        return {"type": "ir.actions.act_window_close"}
