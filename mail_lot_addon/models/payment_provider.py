from odoo import Command, api, fields, models
from odoo.exceptions import UserError

TRIAL = "mail_room_trial"


class PaymentProvider(models.Model):
    """A provider that exchanges a keyed card number for an alias (LOT-6).

    Another provider takes part by extending :meth:`_exchange_card`; the alias is then a payment token, charged
    by that provider as any other.
    """

    _inherit = "payment.provider"

    code = fields.Selection(selection_add=[(TRIAL, "Mail room trial")], ondelete={TRIAL: "set default"})

    def _compute_feature_support_fields(self):
        super()._compute_feature_support_fields()
        self.filtered(lambda provider: provider.code == TRIAL).support_tokenization = True

    def _get_default_payment_method_codes(self):
        self.ensure_one()
        return {"card"} if self.code == TRIAL else super()._get_default_payment_method_codes()

    @api.private
    def _exchange_card(self, number, expiry):
        """Give the number to the provider.

        :param number: :class:`~odoo.addons.mail_lot_addon.values.card.CardNumber`; nothing of it may be stored, logged
            or put into an error beyond its last four digits.
        :return: the provider's reference of the alias.
        """
        self.ensure_one()
        if self.code != TRIAL:
            raise UserError(self.env._("%s takes no keyed card: choose another provider in Settings.", self.name))
        return self.env["mail.lot.trial.provider"]._exchange(number)

    @api.model
    @api.private
    def _make_trial_provider(self, company):
        """The embedded provider of a company, made when it is first needed: it charges nothing, anywhere."""
        provider = self.search([("code", "=", TRIAL), ("company_id", "=", company.id)], limit=1)
        if provider:
            return provider
        self._setup_payment_method(TRIAL)
        card = self.env.ref("payment.payment_method_card")
        provider = self.with_company(company).create(
            {
                "name": self.env._("Mail room trial"),
                "code": TRIAL,
                "company_id": company.id,
                "is_published": False,
                "allow_tokenization": True,
                "payment_method_ids": [Command.set(card.ids)],
            }
        )
        provider.state = "test"
        # the method can be switched on once a provider takes it
        card.active = True
        provider.journal_id = company._get_mail_lot_journal()
        return provider
