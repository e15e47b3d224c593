import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..values.card import brand_of, clean_card, mask_digits, passes_luhn, read_expiry
from ..values.problem import at
from .item_keyer import KeyingError

_logger = logging.getLogger(__name__)


class MailLotCardKeyer(models.AbstractModel):
    """Keys a card (LOT-6): its number is exchanged for an alias, and what is owed is asked of the alias."""

    _name = "mail.lot.card.keyer"
    _description = "Keying of a card"
    _inherit = ["mail.lot.base.keyer"]

    _paying = ("re_invoice",)

    # ------------------------------------------------------------ the number, seen once

    @api.model
    @api.private
    def _exchange(self, lot, client, mode, number, expiry):
        """Exchange a keyed number for an alias; the number is forgotten with the end of this call.

        :return: the ``payment.token``, archived until an item is saved with it.
        :raises UserError: with everything that is wrong with the card, never showing its number.
        """
        self.env["mail.lot.item.keyer"]._check_right(lot)
        number, until = clean_card(number), read_expiry(expiry, fields.Date.context_today(self))
        errors = list(self._refuse_card(mode, number, until))
        if errors:
            raise KeyingError(errors)
        provider = lot.company_id._get_card_provider()
        reference = self._ask_provider(provider, number, until)
        vals = self._prepare_token_vals(provider, client, reference, number, until)
        return self.env["payment.token"].sudo().create(vals)

    def _refuse_card(self, mode, number, until):
        brand = brand_of(number)
        if not number or not passes_luhn(number):
            yield at("card", self.env._("Card: the number is not right, key it again."))
        elif not brand:
            yield at("card", self.env._("Card: a number of no known brand."))
        elif mode == "82":
            yield at("mode", self.env._("Mode 82 is not used: key 81 for American Express, 80 for any other card."))
        elif (brand == "amex") != (mode == "81"):
            yield at("mode", self.env._("Key mode 81 for American Express, and 80 for any other card."))
        if not until:
            yield at("expiry", self.env._("Card: key the expiry as month and year, such as 0928."))
        elif until.is_past(fields.Date.context_today(self)):
            expired = f"{until.month:02d}/{until.year}"
            yield at("expiry", self.env._("Card: it expired in %s.", expired))

    def _ask_provider(self, provider, number, until):
        """An exception of a provider may hold what it was given: none of it goes any further."""
        try:
            return provider._exchange_card(number, until)
        except UserError as error:
            failed = mask_digits(error.args[0])
        except Exception as error:
            _logger.warning("Exchange of a card at provider %s failed: %s", provider.id, type(error).__name__)
            failed = self.env._("%s did not take the card: key it again, or put the coupon aside.", provider.name)
        # outside the handler, so that the provider's exception is not chained to ours
        raise KeyingError([at("card", failed)])

    def _prepare_token_vals(self, provider, client, reference, number, until):
        return {
            "provider_id": provider.id,
            "payment_method_id": self.env.ref("payment.payment_method_card").id,
            "partner_id": client.id,
            "provider_ref": reference,
            "payment_details": "".join(number[-4:]),
            "card_brand": brand_of(number),
            "card_expiry": str(until),
            "mail_lot_keyed": True,
            "active": False,
        }

    # ------------------------------------------------------------ keying

    def _get_alias(self, envelope):
        return self.env["payment.token"].sudo().with_context(active_test=False).browse(envelope.alias).exists()

    def _refuse(self, lot, client, envelope, pending):
        yield from super()._refuse(lot, client, envelope, pending)
        alias = self._get_alias(envelope)
        if not lot.with_invoice:
            yield self.env._("%s is a lot without invoice: it takes cheques only.", lot.name)
        if not alias or not alias.mail_lot_keyed or alias.partner_id != client or alias.company_id != lot.company_id:
            yield at("card", self.env._("Key the card."))
        if pending and "re_invoice" not in envelope.operations.values():
            yield at("paid", self.env._("Say which invoices of %(client)s are asked of the card.", client=client.name))
        yield from self._refuse_under_way(envelope, pending)

    def _prepare_vals(self, lot, client, envelope, shares):
        alias = self._get_alias(envelope)
        return {
            **super()._prepare_vals(lot, client, envelope, shares),
            "payment_mode": "81" if alias.card_brand == "amex" else "80",
            "payment_token_id": alias.id,
            "card_brand": alias.card_brand,
            "card_last_four": alias.payment_details,
            "card_expiry": alias.card_expiry,
            "charge_state": "waiting",
        }

    def _after_saved(self, item, envelope):
        super()._after_saved(item, envelope)
        item.payment_token_id.active = True
        item.partner_id.client_payment_mode = item.payment_mode
        self.env["mail.lot.card.charger"]._plan(item)
