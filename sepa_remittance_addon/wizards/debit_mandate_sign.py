from odoo import api, fields, models
from odoo.exceptions import UserError


class DebitMandateSign(models.TransientModel):
    """Asks the date on which the payer signed, and for one mandate alone what was still missing."""

    _name = "debit.mandate.sign"
    _description = "Sign mandates"

    mandate_ids = fields.Many2many("debit.mandate", required=True)
    signature_date = fields.Date(required=True, default=fields.Date.context_today)
    earlier_signature = fields.Date("Signed before on", compute="_compute_mandate")
    partner_id = fields.Many2one("res.partner", compute="_compute_mandate")
    partner_bank_id = fields.Many2one(
        "res.partner.bank",
        "Payer's account",
        compute="_compute_proposed",
        store=True,
        readonly=False,
        domain="[('partner_id', '=', partner_id)]",
    )
    not_collected = fields.Boolean(compute="_compute_mandate")
    collect_automatically = fields.Boolean(
        compute="_compute_proposed",
        store=True,
        readonly=False,
        help="The customer is not collected automatically at present: its new invoices would be paid another way.",
    )

    @api.depends("mandate_ids")
    def _compute_mandate(self):
        for wizard in self:
            one = wizard._single_mandate()
            wizard.partner_id = one.partner_id
            wizard.earlier_signature = one.signature_date
            wizard.not_collected = bool(wizard._payers_not_collected())

    @api.depends("mandate_ids")
    def _compute_proposed(self):
        for wizard in self:
            wizard.partner_bank_id = wizard._single_mandate().partner_bank_id
            # whoever signs again what was withdrawn wants to be collected again (MAN-8)
            withdrawn = "withdrawn" in wizard.mandate_ids.mapped("state")
            wizard.collect_automatically = withdrawn and bool(wizard._payers_not_collected())

    def _single_mandate(self):
        return self.mandate_ids if len(self.mandate_ids) == 1 else self.mandate_ids.browse()

    def _payers_not_collected(self):
        return self.mandate_ids.filtered(
            lambda mandate: not mandate.partner_id.with_company(mandate.company_id).collect_automatically
        )

    def action_sign(self):
        self.ensure_one()
        if self.signature_date > fields.Date.context_today(self):
            raise UserError(self.env._("A mandate cannot be signed in the future."))
        one = self._single_mandate()
        if one and self.partner_bank_id != one.partner_bank_id:
            one.partner_bank_id = self.partner_bank_id
        waiting = self._payers_not_collected() if self.collect_automatically else self.mandate_ids.browse()
        self.mandate_ids._sign(self.signature_date)
        for company, mandates in waiting.grouped("company_id").items():
            mandates.partner_id.with_company(company)._set_collecting(True)
        return {"type": "ir.actions.act_window_close"}
