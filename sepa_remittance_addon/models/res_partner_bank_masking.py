from odoo import api, models
from odoo.tools import SQL

from ..formats.identifiers import mask_iban
from .number_mask import MaskedNumber


class ResPartnerBank(models.Model):
    """Account numbers are masked for users without the right, but for the company's own accounts (MAN-18)."""

    _name = "res.partner.bank"
    _inherit = ["res.partner.bank", "debit.number.mask"]

    acc_number = MaskedNumber()
    sanitized_acc_number = MaskedNumber()

    def _is_open_number(self):
        return bool(self.sudo().partner_id.ref_company_ids)

    def _open_numbers_sql(self, alias):
        return SQL(
            "EXISTS (SELECT FROM res_company WHERE res_company.partner_id = %s)", SQL.identifier(alias, "partner_id")
        )

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Names of accounts are read as superuser wherever a field points at one: here the user counts alone."""
        super()._compute_display_name()
        if not self._hides_numbers():
            return
        for account in self:
            number = account.acc_number
            if number and account.display_name and not account._is_open_number():
                account.display_name = account.display_name.replace(number, mask_iban(number))

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_masked_values(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_masked_values([vals])
        return super().write(vals)

    def unlink(self):
        """Archiving tells the customer's chatter, with the number; it is masked there for everybody."""
        numbers = {account.acc_number: mask_iban(account.acc_number) for account in self}
        return super(ResPartnerBank, self.with_context(debit_masked_in_messages=numbers)).unlink()

    def build_qr_code_url(self, *args, **kwargs):
        return None if self._hides_this_number() else super().build_qr_code_url(*args, **kwargs)

    def build_qr_code_base64(self, *args, **kwargs):
        return None if self._hides_this_number() else super().build_qr_code_base64(*args, **kwargs)

    def _hides_this_number(self):
        """A QR code spells the number out."""
        return bool(self) and not self.env.su and self._hides_numbers() and not self._is_open_number()
