from odoo import api, models

from ..values.problem import at

OWN_PLACES = ("discard", "archive")


class MailLotCouponClerk(models.AbstractModel):
    """Follows what a coupon says beside the payment: titles to resubscribe, a death, a refusal, a remark."""

    _name = "mail.lot.coupon.clerk"
    _description = "What a coupon says beside the payment"

    @api.model
    @api.private
    def _refuse(self, lot, client, envelope):
        if client and envelope.orders is not None:
            reinstater = self.env["subscription.reinstater"]
            for sentence in reinstater._refuse(lot.company_id, client, envelope.orders, envelope.beneficiaries):
                yield at("titles", sentence)

    @api.model
    @api.private
    def _follow(self, item, envelope):
        self._tell_events(item, envelope)
        if envelope.orders is not None:
            self._resubscribe(item, envelope)

    def _tell_events(self, item, envelope):
        clerk, client, facts = self.env["mail.lot.client.clerk"], item.partner_id, envelope.facts
        if "deceased" in facts:
            if item.payment_mode:
                clerk._deceased_paid(client, item)
            else:
                clerk._deceased(client, item)
        if "guardianship" in facts:
            clerk._guardianship(client, item)
        if "refusal" in facts:
            clerk._refuse(client, item)
        if "re_invoice" in envelope.operations.values() and item.payment_mode == "iban":
            clerk._stop_promo(client, item)
        if envelope.comment:
            clerk._comment(client, envelope.comment, item=item)

    def _resubscribe(self, item, envelope):
        """Reinstating marks and routes the coupon; what the rules said of it stays beside."""
        place, reason, mark = item.destination, item.destination_reason, item.mark
        self.env["subscription.reinstater"]._reinstate(item, envelope.orders, envelope.beneficiaries, envelope.wishes)
        item.sudo().write(
            {
                "destination": item.destination if place in OWN_PLACES else place,
                "destination_reason": _joined("; ", reason, item.destination_reason),
                "mark": _joined(", ", mark, item.mark),
            }
        )


def _joined(separator, *texts):
    return separator.join(dict.fromkeys(filter(None, texts)))
