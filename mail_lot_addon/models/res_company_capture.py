from odoo import fields, models


class ResCompany(models.Model):
    """How a company's mail room takes cards and external mandates."""

    _inherit = "res.company"

    mail_lot_card_provider_id = fields.Many2one(
        "payment.provider",
        "Card provider",
        domain="[('company_id', '=', id), ('state', '!=', 'disabled')]",
        ondelete="set null",
        help="Exchanges keyed card numbers for aliases and charges them. Empty: the trial provider.",
    )
    mail_lot_charge_at_once = fields.Boolean(
        "Charge cards as soon as they are keyed", default=True, help="Otherwise they are charged by the nightly run."
    )
    external_mandate_url = fields.Char(
        "Mandate provider (mode 99)", help="Where the provider of external mandates is reached."
    )
    external_mandate_key = fields.Char("Key of the mandate provider", groups="base.group_system", copy=False)

    def _get_card_provider(self):
        """The provider that exchanges keyed cards, the embedded one for trying out unless settings say otherwise."""
        self.ensure_one()
        company = self.sudo()
        return company.mail_lot_card_provider_id or self.env["payment.provider"].sudo()._make_trial_provider(company)
