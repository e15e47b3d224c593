from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("payer_and_date", "Remitted invoices by payer and payment date (type 6)"),
    ("block", "Whole remittance or payment block booked as one amount"),
    ("end_to_end", "End-to-end reference"),
    ("mandate", "Mandate"),
    ("invoice_number", "Invoice number or structured reference in the text"),
    ("iban_and_amount", "IBAN and amount"),
    ("name_and_amount", "Payer's name and amount"),
    ("on_account", "On account of the payer"),
    ("ledger_account", "General ledger account"),
]


class StatementScenario(models.Model):
    """A belief about a statement line, tried in the order of the profile's priorities (STM-3)."""

    _name = "statement.scenario"
    _description = "Scenario"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True)
    executed = fields.Boolean(
        default=True,
        help="The money moved. Off: lines of this scenario are classified as rejected; the debits they name are "
        "rejected, and no invoice is allocated to them.",
    )
    account_id = fields.Many2one(
        "account.account", "Ledger account", check_company=True, help="Where the whole amount of the line is booked."
    )
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    active = fields.Boolean(default=True)

    @api.constrains("kind", "account_id", "company_id")
    def _check_account(self):
        for scenario in self.filtered(lambda scenario: scenario.kind == "ledger_account"):
            if not scenario.account_id or not scenario.company_id:
                raise ValidationError(
                    self.env._("Scenario %s: choose its company and the ledger account it books on.", scenario.name)
                )
