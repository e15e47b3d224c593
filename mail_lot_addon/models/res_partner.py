from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    """A client of the mail room is named by three things printed on the coupon: letter, partner code, chrono."""

    _inherit = "res.partner"

    client_letter = fields.Char("Letter", size=1, copy=False)
    client_partner_code = fields.Integer(
        "Partner code", copy=False, aggregator=None, help="The partner file through which the subscriber came."
    )
    client_chrono = fields.Char("Chrono", copy=False)
    client_blocked = fields.Boolean("Blocked for the mail room", copy=False)
    client_block_reason = fields.Char("Why blocked", copy=False)

    _client_identity = models.UniqueIndex(
        "(client_chrono, client_partner_code, client_letter, COALESCE(company_id, 0)) WHERE client_chrono IS NOT NULL",
        "Another client has this letter, partner code and chrono.",
    )

    @api.constrains("client_letter", "client_partner_code", "client_chrono")
    def _check_client_identity(self):
        for partner in self:
            parts = (partner.client_letter, partner.client_partner_code, partner.client_chrono)
            if any(parts) and not partner._has_client_identity():
                raise ValidationError(
                    self.env._(
                        "%(client)s: give a letter, a partner code above 0 and a chrono of digits, or none of them.",
                        client=partner.display_name,
                    )
                )

    def _has_client_identity(self):
        letter, chrono = self.client_letter or "", self.client_chrono or ""
        return (
            len(letter) == 1
            and "A" <= letter <= "Z"
            and self.client_partner_code > 0
            and chrono.isascii()
            and chrono.isdigit()
        )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_client_identity(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean_client_identity(vals))

    @api.model
    def _clean_client_identity(self, vals):
        """Stored the way the search reads it, so that the index sees `j` and `J` as the same letter."""
        cleaned = {
            name: "".join(vals[name].upper().split()) for name in ("client_letter", "client_chrono") if vals.get(name)
        }
        emptied = {name: False for name in ("client_letter", "client_chrono") if name in vals and not vals[name]}
        return {**vals, **cleaned, **emptied} if cleaned or emptied else vals

    def _get_client_code(self):
        """``J 121 52134466``, or an empty string for a partner who is no client of the mail room."""
        self.ensure_one()
        if not self.client_chrono:
            return ""
        return f"{self.client_letter} {self.client_partner_code} {self.client_chrono}"

    def _is_fa(self, company):
        """FA clients came through a partner file above the limit; their lots are kept apart."""
        self.ensure_one()
        return self.client_partner_code > company.mail_lot_partner_code_limit
