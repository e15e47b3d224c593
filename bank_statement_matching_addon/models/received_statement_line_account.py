from odoo import models


class ReceivedStatementLine(models.Model):
    """Whose account paid a line, and for whom it paid before: settled lines are what the allocation learns from."""

    _inherit = "received.statement.line"

    _paid_before = models.Index(
        "(company_id, counterparty_account) WHERE state = 'done' AND counterparty_account IS NOT NULL"
    )
