from odoo import api, fields, models

from ..formats.identifiers import mask_iban


class DebitMandateConversionLine(models.Model):
    """What a conversion does for one customer, or for one due amount of a customer with a mandate per invoice."""

    _name = "debit.mandate.conversion.line"
    _description = "Customer in a conversion to SEPA direct debit"
    _order = "outcome, id"
    _rec_name = "partner_id"

    conversion_id = fields.Many2one("debit.mandate.conversion", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True, ondelete="cascade")
    customer_ref = fields.Char("Customer number", related="partner_id.ref")
    move_line_id = fields.Many2one("account.move.line", "Due amount", ondelete="cascade")
    move_id = fields.Many2one("account.move", "Invoice", related="move_line_id.move_id")
    outcome = fields.Selection(
        [
            ("converted", "Converted: active"),
            ("to_sign", "To sign"),
            ("one_off", "One-off to sign"),
        ],
        required=True,
    )
    why = fields.Selection(
        [
            ("debited", "Debited before"),
            ("never_debited", "Never debited"),
            ("no_account", "No IBAN of the country"),
            ("wrong_account", "IBAN with wrong check digits"),
        ],
        required=True,
    )
    partner_bank_id = fields.Many2one("res.partner.bank", "Payer's account", ondelete="set null")
    masked_account = fields.Char("Account", compute="_compute_masked_account")
    mandate_id = fields.Many2one(
        "debit.mandate",
        ondelete="set null",
        help="The unsigned mandate that the conversion takes over, or the one it made.",
    )

    @api.depends("partner_bank_id")
    def _compute_masked_account(self):
        for line in self:
            number = line.sudo().partner_bank_id.acc_number
            line.masked_account = mask_iban(number) if number else False
