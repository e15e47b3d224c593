from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.card_number import looks_like_card_number

# a voucher has a number of its own, which may look like one of a card
KEYED_TEXTS = ("card_reference", "comment")


class CardClerk(models.AbstractModel):
    """Captures, releases and lets expire what is reserved on customers' cards (CTR-5).

    The reservation itself is made at a terminal; here it is only known, so nothing of it is in the ledger.
    """

    _name = "card.clerk"
    _description = "Card authorisations"

    @api.model
    def _capture(self, authorisation, amount, journal, date):
        """Make a deposit payment of an authorisation, wholly or in part; the rest of the reservation is given up.

        Doing it again gives the payment of the first time.
        """
        authorisation = authorisation.sudo()
        authorisation.contract_id._hold()
        if authorisation.captured_ids:
            return authorisation.captured_ids
        authorisation._refuse_move("captured")
        if reasons := self._reasons(authorisation, amount, date):
            raise UserError("\n".join(reasons))
        captured = self.env["contract.cashier"]._record([self._prepare_vals(authorisation, amount, journal, date)])
        authorisation._move_to("captured")
        return captured

    @api.model
    def _obstacles(self, authorisation, amount, journal, date):
        """All that stands in the way of a capture: the dialog says it before anything is saved."""
        authorisation = authorisation.sudo()
        vals = self._prepare_vals(authorisation, amount, journal, date)
        known = self.env["contract.cashier"]._obstacles(authorisation.new(vals))
        return [*self._reasons(authorisation, amount, date), *known]

    @api.model
    def _release(self, authorisations):
        authorisations.sudo().contract_id._hold()
        released = authorisations.sudo()._move_to("released")
        for contract, given_up in released.grouped("contract_id").items():
            names = ", ".join(given_up.mapped("display_name"))
            contract.message_post(body=self.env._("Released: %s", names))

    @api.model
    def _expire(self):
        """Every day: reservations whose last day has passed are not there any more."""
        today = fields.Date.context_today(self)
        late = (
            self.env["contract.transaction"].sudo().search([("state", "=", "authorised"), ("expiry_date", "<", today)])
        )
        late._move_to("expired")

    @api.model
    def _refuse_card_numbers(self, vals):
        """Before anything is stored, in the dialog too."""
        if any(isinstance(text, str) and looks_like_card_number(text) for text in map(vals.get, KEYED_TEXTS)):
            raise UserError(
                self.env._("This looks like a card number, which is never kept. Key the terminal's reference instead.")
            )

    def _prepare_vals(self, authorisation, amount, journal, date):
        return {
            "contract_id": authorisation.contract_id.id,
            "kind": "deposit_payment",
            "method": "card",
            "journal_id": journal.id,
            "date": date,
            "amount": amount,
            "comment": authorisation.comment,
            "card_reference": authorisation.card_reference,
            "iban": authorisation.iban,
            "authorisation_id": authorisation.id,
        }

    def _reasons(self, authorisation, amount, date):
        """Why a reservation does not cover this."""
        reasons = []
        if authorisation.expiry_date < date:
            reasons.append(
                self.env._(
                    "%(name)s: the card was reserved until %(day)s. If the terminal took the money nevertheless, key a "
                    "deposit payment by card.",
                    name=authorisation.display_name,
                    day=format_date(self.env, authorisation.expiry_date),
                )
            )
        if authorisation.currency_id.compare_amounts(amount, authorisation.amount) > 0:
            reasons.append(
                self.env._(
                    "%(name)s: only %(amount)s is reserved.",
                    name=authorisation.display_name,
                    amount=authorisation.currency_id.format(authorisation.amount),
                )
            )
        return reasons
