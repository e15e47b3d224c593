from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    _inherit = "res.partner"

    refund_bank_id = fields.Many2one(
        "res.partner.bank",
        "Account for refunds",
        domain="[('partner_id', '=', id)]",
        ondelete="set null",
        help="To which refunds go unless a request or a contract names another account. Mandates keep theirs.",
    )

    @api.constrains("refund_bank_id")
    def _check_refund_bank(self):
        for partner in self.sudo().filtered("refund_bank_id"):
            if partner.refund_bank_id.partner_id.commercial_partner_id != partner.commercial_partner_id:
                raise ValidationError(
                    self.env._("%s: the account for refunds must be one of the customer's own.", partner.display_name)
                )

    def _refund_iban(self):
        """The electronic IBAN to which refunds of this customer go, if any."""
        self.ensure_one()
        ibans = (self.refund_bank_id | self.bank_ids).filtered(lambda bank: bank.active and bank.acc_type == "iban")
        return ibans[:1].sanitized_acc_number

    def _prefer_for_refunds(self, iban):
        """CTR-6: put an account on the customer's record and prefer it for refunds; other accounts stay as they are."""
        self.ensure_one()
        customer = self.sudo().commercial_partner_id
        accounts = self.env["res.partner.bank"].sudo().with_context(active_test=False)
        account = accounts.search([("sanitized_acc_number", "=", iban), ("partner_id", "=", customer.id)], limit=1)
        if not account:
            account = accounts.create({"acc_number": iban, "partner_id": customer.id})
        elif not account.active:
            account.active = True
        customer.refund_bank_id = account
