from odoo import fields, models
from odoo.exceptions import UserError

from ..formats.identifiers import mask_iban


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    mandate_ids = fields.One2many("debit.mandate", "partner_bank_id", "Mandates")

    def write(self, vals):
        """MAN-11: an account that a signed mandate debits is never edited: the payer allowed this one, no other."""
        if {"acc_number", "partner_id"} & set(vals):
            used = self.filtered(
                lambda bank: bank._changes_by(vals)
                and bank.sudo().mandate_ids.filtered(lambda mandate: mandate.state != "to_sign")
            )
            if used:
                raise UserError(
                    self.env._(
                        "The account %(account)s is debited under a mandate and cannot be edited. Add the new account to "
                        "the customer, then choose it on the mandate.",
                        account=mask_iban(used[0].acc_number),
                    )
                )
        return super().write(vals)

    def _changes_by(self, vals):
        number = vals.get("acc_number", self.acc_number)
        partner = vals.get("partner_id", self.partner_id.id)
        return number.replace(" ", "") != self.acc_number.replace(" ", "") or partner != self.partner_id.id
