from odoo import api, fields, models
from odoo.exceptions import UserError

from ..formats.identifiers import bic_of, mask_iban


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    mandate_ids = fields.One2many("debit.mandate", "partner_bank_id", "Mandates")

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        accounts._derive_bank()
        return accounts

    def _derive_bank(self):
        """MAN-14: where the registry of banks knows the IBAN's bank, the user need not type its BIC."""
        accounts = self.filtered(lambda account: not account.bank_id and account.acc_type == "iban")
        bics = {account: bic_of(account.sanitized_acc_number) for account in accounts}
        wanted = {bic for bic in bics.values() if bic}
        if not wanted:
            return
        banks = {bank.bic: bank for bank in self.env["res.bank"].search([("bic", "in", list(wanted))])}
        missing = sorted(wanted - set(banks))
        banks |= {
            bank.bic: bank
            for bank in self.env["res.bank"].sudo().create([{"name": bic, "bic": bic} for bic in missing])
        }
        for account, bic in bics.items():
            if bic:
                account.bank_id = banks[bic].with_env(self.env)

    def write(self, vals):
        """MAN-11: an account that a signed mandate debits is never edited: the payer allowed this one, no other."""
        if {"acc_number", "partner_id"} & set(vals):
            used = self.filtered(
                lambda bank: (
                    bank._changes_by(vals)
                    and bank.sudo().mandate_ids.filtered(lambda mandate: mandate.state != "to_sign")
                )
            )
            if used:
                raise UserError(
                    self.env._(
                        "The account %(account)s is debited under a mandate and cannot be edited. Add the new account "
                        "to the customer, then choose it on the mandate.",
                        account=mask_iban(used[0].acc_number),
                    )
                )
        return super().write(vals)

    def _changes_by(self, vals):
        number = vals.get("acc_number", self.acc_number)
        partner = vals.get("partner_id", self.partner_id.id)
        return number.replace(" ", "") != self.acc_number.replace(" ", "") or partner != self.partner_id.id
