from odoo import api, models
from odoo.exceptions import ValidationError

from ..formats.charset import to_reference
from ..formats.identifiers import check_iban
from ..formats.refusal import Refusal
from .debit_mandate import SEPA_SCHEMES
from .refusals import tell


class DebitMandate(models.Model):
    """What must hold for every mandate, however it was entered."""

    _inherit = "debit.mandate"

    @api.constrains("reference", "scheme")
    def _check_reference(self):
        for mandate in self.filtered(lambda mandate: mandate.scheme in SEPA_SCHEMES):
            try:
                lawful = to_reference(mandate.reference)
            except Refusal as refusal:
                raise ValidationError(tell(self.env, refusal)) from refusal
            if lawful != mandate.reference:
                raise ValidationError(
                    self.env._(
                        "The mandate reference “%(reference)s” is not possible: at most 35 characters, letters without "
                        "accents, digits and / - ? : ( ) . , ' + only. “%(lawful)s” would be.",
                        reference=mandate.reference,
                        lawful=lawful,
                    )
                )

    @api.constrains("partner_bank_id", "partner_id")
    def _check_account_of_payer(self):
        for mandate in self.filtered("partner_bank_id"):
            holder = mandate.partner_bank_id.partner_id.commercial_partner_id
            if holder != mandate.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "Mandate %(reference)s: the account belongs to %(holder)s, not to the payer %(payer)s.",
                        reference=mandate.reference,
                        holder=holder.display_name,
                        payer=mandate.partner_id.display_name,
                    )
                )

    @api.constrains("partner_bank_id", "scheme")
    def _check_iban(self):
        """Odoo lets wrong national check digits pass; a bank does not (MAN-14)."""
        for mandate in self.filtered(lambda mandate: mandate.partner_bank_id and mandate.scheme in SEPA_SCHEMES):
            try:
                check_iban(mandate.partner_bank_id.acc_number)
            except Refusal as refusal:
                problem = f"{mandate.reference}: {tell(self.env, refusal)}"
                raise ValidationError(problem) from refusal

    @api.constrains("state", "signature_date", "partner_bank_id", "scheme")
    def _check_active_is_complete(self):
        for mandate in self.filtered(lambda mandate: mandate.state == "active"):
            if not mandate.signature_date:
                raise ValidationError(
                    self.env._("Mandate %s: an active mandate needs the date of its signature.", mandate.reference)
                )
            if mandate.scheme in SEPA_SCHEMES and not mandate.partner_bank_id:
                raise ValidationError(
                    self.env._("Mandate %s: an active SEPA mandate needs the payer's account.", mandate.reference)
                )

    @api.constrains("kind", "move_line_id")
    def _check_one_off_has_receivable(self):
        for mandate in self:
            if mandate.kind == "recurrent" and mandate.move_line_id:
                raise ValidationError(
                    self.env._("Mandate %s is recurrent and cannot belong to one due amount.", mandate.reference)
                )
