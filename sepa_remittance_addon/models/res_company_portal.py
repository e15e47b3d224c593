from odoo import api, fields, models
from odoo.exceptions import ValidationError
from pytz import country_timezones, timezone, utc


class ResCompany(models.Model):
    """What payers may do online, and the clock by which their days are counted."""

    _inherit = "res.company"

    signing_link_days = fields.Integer(
        "Signing links are valid for (days)",
        default=30,
        required=True,
        help="After these days a payer can no longer sign a mandate by the link; send a new one.",
    )
    payers_answer_online = fields.Boolean(
        default=True,
        help="The notice by e-mail has a link by which the payer takes invoices out of the debit, puts them on hold or "
        "adds others, until the objection date.",
    )

    @api.constrains("signing_link_days")
    def _check_signing_link_days(self):
        for company in self:
            if not 1 <= company.signing_link_days <= 365:
                raise ValidationError(
                    self.env._("%s: signing links are valid for 1 to 365 days.", company.display_name)
                )

    def _get_local_now(self):
        """Date and time on the company's clock, whatever the clock of the payer's browser or of the server says."""
        return self._get_local_time(fields.Datetime.now())

    def _get_local_time(self, moment):
        """A stored moment as the company's clock shows it: its own zone, or that of its country."""
        self.ensure_one()
        company = self.sudo()
        country = company.account_fiscal_country_id or company.country_id
        zone = company.partner_id.tz or country_timezones.get(country.code, ["Europe/Paris"])[0]
        return utc.localize(moment).astimezone(timezone(zone))

    def _email_mandate_forms(self, mandate_ids, since):
        """One share of a long sending; see ``debit.mandate.sender``."""
        mandates = self.env["debit.mandate"].browse(mandate_ids).exists()
        return self.env["debit.mandate.sender"]._email_share(mandates, fields.Datetime.to_datetime(since))
