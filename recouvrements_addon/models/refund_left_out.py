from odoo import fields, models


class RefundLeftOut(models.Model):
    """A refund that stayed out of a file, and why: it waits for the next one (REF-4)."""

    _name = "refund.left.out"
    _description = "Refund left out of a file"
    _order = "export_id desc, reason, id"
    _rec_name = "request_id"

    export_id = fields.Many2one("refund.export", "File", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="export_id.company_id", store=True, index=True)
    request_id = fields.Many2one("contract.transaction", required=True, readonly=True, index=True, ondelete="restrict")
    contract_id = fields.Many2one(related="request_id.contract_id")
    partner_id = fields.Many2one(related="request_id.partner_id")
    currency_id = fields.Many2one(related="export_id.currency_id")
    amount = fields.Monetary(related="request_id.amount")
    request_state = fields.Selection(related="request_id.state", string="Now")
    reason = fields.Selection(
        [
            ("no_iban", "No IBAN is known: enter it or ask the customer"),
            ("invalid_iban", "The IBAN is not valid: correct it"),
            ("refused_iban", "The bank refused this IBAN: enter another"),
            ("not_sepa", "The bank is outside SEPA: pay by hand"),
            ("no_bic", "The bank is outside the EEA: enter its BIC on the bank account"),
            ("no_address", "The bank is outside the EEA: enter town and country of the branch"),
            ("no_name", "Nothing of the name can be written with the letters banks accept"),
            ("to_approve", "A second person has to approve it"),
            ("refused", "Its approval was refused"),
            ("not_owed", "The contract does not owe this amount any more: cancel the request or ask anew"),
        ],
        required=True,
        readonly=True,
    )

    def action_enter_iban(self):
        return self.request_id.action_enter_iban()
