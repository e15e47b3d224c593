from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from ..formats.identifiers import bic_of, electronic, mask_iban

MAX_NAMED = 5


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
        """MAN-11: an account that a mandate debits is never edited: the payer allowed this one, no other.

        It is not archived either while debits under the mandate go on: they would stop without a word.
        """
        if {"acc_number", "sanitized_acc_number", "partner_id"} & set(vals):
            self._refuse_edit(vals)
        if vals.get("active") is False:
            self._refuse_archive()
        return super().write(vals)

    def _refuse_edit(self, vals):
        for account in self.filtered(lambda account: account._changes_by(vals)):
            used = account.sudo().mandate_ids.filtered(lambda mandate: mandate.state != "to_sign" or mandate.line_ids)
            if used:
                account._redirect_to_replacement(
                    self.env._(
                        "The account %(account)s is debited under the mandate %(mandates)s and cannot be edited: the "
                        "payer allowed this account, and the bank must be told of another one. Add the new account "
                        "beside it by replacing the IBAN.",
                        account=mask_iban(account.acc_number),
                        mandates=account._name_mandates(used),
                    ),
                    vals.get("acc_number"),
                )

    def _refuse_archive(self):
        for account in self.filtered("active"):
            live = account.sudo().mandate_ids.filtered(lambda mandate: mandate.state == "active")
            if live:
                account._redirect_to_replacement(
                    self.env._(
                        "The account %(account)s is debited under the mandate %(mandates)s; without it nothing could "
                        "be collected any more. Replace the IBAN, or withdraw or abandon the mandate first.",
                        account=mask_iban(account.acc_number),
                        mandates=account._name_mandates(live),
                    )
                )

    def _name_mandates(self, mandates):
        """Mandates of companies the user does not work for stay unnamed."""
        seen = mandates.filtered(lambda mandate: mandate.company_id in self.env.companies)
        other = [self.env._("of another company")] if seen != mandates else []
        return ", ".join([*seen[:MAX_NAMED].mapped("reference"), *other])

    def _redirect_to_replacement(self, message, number=None):
        """Say no, and offer to do it the right way to those who may."""
        if self.env.su or not self.env.user.has_group("sepa_remittance_addon.group_debit_user"):
            raise UserError(message)
        raise RedirectWarning(
            message,
            self.env.ref("sepa_remittance_addon.action_account_replace").id,
            self.env._("Replace IBAN"),
            {"default_old_bank_id": self.id, "default_new_number": number or False, "debit_refused_edit": True},
        )

    @api.private
    def _ask_replacement(self):
        """Open the dialog that replaces this account on the mandates that debit it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sepa_remittance_addon.action_account_replace")
        action["context"] = {"default_old_bank_id": self.id}
        return action

    def _changes_by(self, vals):
        number = vals.get("acc_number") or vals.get("sanitized_acc_number") or self.acc_number
        partner = vals.get("partner_id", self.partner_id.id)
        return electronic(number) != electronic(self.acc_number) or partner != self.partner_id.id
