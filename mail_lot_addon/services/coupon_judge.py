from odoo import api, models

from ..values.envelope import Judgement

USUAL_DESTINATION = {"cheque": "discard", "card": "archive", "iban": "archive", "letter": "archive"}


class CouponJudge(models.AbstractModel):
    """Says what becomes of an envelope by the rules in force on the day it arrived (LOT-10, LOT-11)."""

    _name = "coupon.judge"
    _description = "Judgement of coupons"

    @api.model
    def _judge(self, lot, client, envelope, pending):
        """
        :param pending: the client's pending invoices.
        :return: :class:`Judgement`; where no rule applies, the payment is keyed, the coupon of a cheque is thrown away
            and any other is kept.
        """
        facts = envelope.facts | self._seen(lot, client, envelope, pending)
        rules = self.env["coupon.rule"]._applying(
            lot.company_id, lot.arrival_date, envelope.content, facts, envelope.amount
        )
        sending = rules.filtered(lambda rule: rule.result not in ("accept", "refuse"))
        refusing = rules.filtered(lambda rule: rule.result == "refuse")
        # what keeps the payment from being keyed weighs more than what only sends the coupon somewhere
        deciding = sending.filtered(lambda rule: not rule.is_keyed)[:1] or sending[:1]
        noted = deciding | rules
        return Judgement(
            is_keyed=all(rule.is_keyed for rule in rules),
            destination=deciding.result or USUAL_DESTINATION[envelope.content],
            reason="; ".join(dict.fromkeys(filter(None, noted.mapped("reason")))),
            mark=", ".join(dict.fromkeys(filter(None, noted.mapped("mark")))),
            refusals=tuple(rule.reason or rule.display_name for rule in refusing),
        )

    def _seen(self, lot, client, envelope, pending):
        """What needs no operator to be noticed."""
        found = {f"option_{envelope.option}"} if envelope.option else set()
        if client and client._is_fa(lot.company_id):
            found.add("fa")
        if client.client_blocked:
            found.add("account_blocked")
        if lot.with_invoice and not pending and envelope.content in ("card", "iban"):
            found.add("no_debt")
        return found
