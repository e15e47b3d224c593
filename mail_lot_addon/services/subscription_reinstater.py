from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError

MARK_IMPOSSIBLE = "Réab Imp"
MARK_NO_WISH = "E"


class OfferedTitle(NamedTuple):
    """A subscription that a coupon can put in service again, as the screen shows it."""

    order_id: int
    order: str
    title_id: int
    title: str
    is_gift: bool
    beneficiary: str
    is_ticked: bool
    refusal: str


class SubscriptionReinstater(models.AbstractModel):
    """Puts stopped subscriptions in service again, as the coupon asks (LOT-9)."""

    _name = "subscription.reinstater"
    _description = "Re-subscription"

    @api.model
    def _offer(self, company, client, named=()):
        """The stopped subscriptions of a client, with those ticked that the coupon means.

        :param named: ids of the titles that the coupon names; none: it means all of them.
        :return: list of :class:`OfferedTitle`, the latest first. A title is ticked once, and never when it cannot be
            put in service again.
        """
        orders = self._get_stopped(company, client)
        offered, seen = [], set()
        for order in orders:
            refusal = order._get_refusal()
            meant = not named or order.title_id.id in named
            double = (order.title_id, order.is_gift and order.beneficiary)
            ticked = meant and not refusal and double not in seen
            if ticked:
                seen.add(double)
            offered.append(
                OfferedTitle(
                    order_id=order.id,
                    order=order.name,
                    title_id=order.title_id.id,
                    title=order.title_id.name,
                    is_gift=order.is_gift,
                    beneficiary=order.beneficiary or "",
                    is_ticked=ticked,
                    refusal=refusal,
                )
            )
        return offered

    def _get_stopped(self, company, client):
        return (
            self.env["subscription.order"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("partner_id", "child_of", client.commercial_partner_id.id),
                    ("company_id", "=", company.id),
                    ("state", "in", ("suspended", "cancelled")),
                ]
            )
        )

    @api.model
    def _refuse(self, company, client, order_ids, beneficiary_ids=()):
        """What stands against putting these orders in service again: an iterable of sentences.

        :param beneficiary_ids: gift orders of which BEN is ticked.
        """
        stopped = self._get_stopped(company, client)
        ticked = stopped.filtered(lambda order: order.id in set(order_ids))
        if len(ticked) != len(set(order_ids)):
            yield self.env._("A title of %s was changed in the meantime: select the client again.", client.name)
        seen = set()
        for order in ticked:
            refusal = order._get_refusal()
            if refusal:
                yield self.env._(
                    "%(title)s cannot be reinstated (%(why)s): untick it; the coupon is marked “Réab Imp”.",
                    title=order.title_id.name,
                    why=refusal,
                )
            if order.is_gift and order.id not in beneficiary_ids:
                yield self.env._("%s is a gift: tick BEN, the beneficiary receives it.", order.title_id.name)
            double = (order.title_id, order.is_gift and order.beneficiary)
            if double in seen:
                yield self.env._("%s is ticked twice: once is enough.", order.title_id.name)
            seen.add(double)

    @api.model
    def _reinstate(self, item, order_ids, beneficiary_ids=(), wishes=None):
        """Put orders in service again with an item just keyed; mark and route its coupon where something is left.

        :param wishes: ids of the titles that the client wants back; None: every title offered; empty: none at all.
        :raises UserError: with everything that stands against it.
        """
        company, client = item.company_id, item.partner_id
        offered = self._offer(company, client, wishes or ())
        errors = list(self._refuse(company, client, order_ids, beneficiary_ids))
        if errors:
            raise UserError("\n".join(errors))
        self.env["subscription.order"].sudo().browse(order_ids)._put_in_service(item)
        vals = self._route(offered, order_ids, wishes)
        if vals:
            item.sudo().write(vals)

    def _route(self, offered, order_ids, wishes):
        """Mark and destination of the coupon; nothing when every wish is met."""
        if wishes is not None and not wishes:
            return {
                "mark": MARK_NO_WISH,
                "destination": "digitisation",
                "destination_reason": self.env._("Debt paid, no wish to go on"),
            }
        wanted = [title for title in offered if wishes is None or title.title_id in wishes]
        served = {title.title_id for title in wanted if title.order_id in order_ids}
        refused = [title for title in wanted if title.title_id not in served]
        unknown = set(wishes or ()) - {title.title_id for title in offered}
        if not refused and not unknown and offered:
            return {}
        why = "; ".join(sorted({f"{title.title}: {title.refusal}" for title in refused if title.refusal}))
        return {
            "mark": MARK_IMPOSSIBLE,
            "destination": "digitisation",
            "destination_reason": why or self.env._("No title can be reinstated on screen"),
        }
