from odoo import api, models
from odoo.addons.sepa_remittance_addon.formats.identifiers import check_iban
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.models.refusals import tell
from odoo.tools import format_date

from ..models.card_number import looks_like_card_number
from ..models.transaction_kind import KINDS


class ContractCashier(models.AbstractModel):
    """What must be right before a transaction is recorded; the dialog shows the same words before saving.

    Each check takes a transaction that is not saved yet and the situation; it returns what is wrong, or nothing.
    """

    _inherit = "contract.cashier"

    def _check_amount(self, draft, situation):
        if draft.currency_id.compare_amounts(draft.amount, 0) <= 0:
            return self.env._("the amount must be above zero.")
        return None

    def _check_date(self, draft, situation):
        """A payment cannot be posted in a closed period; better said before it is saved."""
        if not KINDS[draft.kind].direction:
            return None
        company = draft.company_id._origin
        locks = company._get_lock_date_violations(draft.date, sale=False, purchase=False, tax=False)
        if not locks:
            return None
        return self.env._("the books are closed until %s; choose a later date.", format_date(self.env, max(locks)[0]))

    def _check_method(self, draft, situation):
        if draft.method in KINDS[draft.kind].methods:
            return None
        return self.env._(
            "the method “%(method)s” is not possible for the type “%(kind)s”.",
            method=self._label(draft, "method"),
            kind=self._label(draft, "kind"),
        )

    def _check_journal(self, draft, situation):
        direction = KINDS[draft.kind].direction
        if not self._is_paid(draft):
            return None
        fitting = situation.journals[draft.company_id._origin].filtered(
            lambda journal: journal.collection_method == draft.method
        )
        if draft.method == "cash" and not fitting:
            return self._no_register(draft.company_id)
        if draft.journal_id._origin not in fitting:
            return self.env._("choose the journal of %s through which the money goes.", draft.company_id.name)
        if not self._manual_line(draft.journal_id._origin, direction):
            return self.env._("the journal %s has no manual payment method in this direction.", draft.journal_id.name)
        return None

    @api.model
    def _no_register(self, company):
        """CTR-8: says where to create what is missing; the dialog shows the same words before anything is saved."""
        return self.env._(
            "%s has no cash register. An accountant creates one under Configuration > Cash registers.", company.name
        )

    def _check_invoice(self, draft, situation):
        invoice = draft.invoice_id
        kind = KINDS[draft.kind]
        if not invoice:
            return None
        if invoice.contract_id != draft.contract_id:
            return self.env._("invoice %s does not belong to it.", invoice.display_name)
        if kind.part == "deposit" or (invoice.move_type == "out_refund") != kind.gives_back:
            return self.env._("%s cannot be paid by this type of transaction.", invoice.display_name)
        if invoice.state != "posted" or not invoice.amount_residual:
            return self.env._("invoice %s has nothing open.", invoice.display_name)
        return None

    def _check_iban(self, draft, situation):
        try:
            check_iban(draft.iban) if draft.iban else None
        except Refusal as refusal:
            return tell(self.env, refusal)
        return None

    def _check_deposit_account(self, draft, situation):
        if KINDS[draft.kind].part != "deposit" or draft.contract_id._get_deposit_account():
            return None
        return self._no_deposit_account(draft.company_id)

    @api.model
    def _no_deposit_account(self, company):
        return self.env._(
            "%s has no account for deposits held. An administrator chooses one under Configuration > Settings.",
            company.name,
        )

    def _check_owed_back(self, draft, situation):
        key = (draft.contract_id._origin.id, KINDS[draft.kind].part)
        if not KINDS[draft.kind].gives_back:
            return None
        if draft.currency_id.compare_amounts(situation.asked[key], situation.owed[key]) <= 0:
            return None
        return self.env._(
            "at most %s may be given back to the customer; open requests count as given back.",
            draft.currency_id.format(max(0, situation.owed[key])),
        )

    def _check_taken_over(self, draft, situation):
        """CTR-11: what is taken over was moved by the same customer, waits, and is still owed back there."""
        if draft.method != "contract" or not KINDS[draft.kind].direction:
            return None
        request = draft.moved_from_id._origin
        if not request:
            return self.env._("choose the move that it takes over.")
        if request not in self.env["contract.mover"]._moves_for(draft.contract_id._origin):
            return self.env._("%s cannot be taken over by it.", request.display_name)
        left = self.env["contract.mover"]._left(request, situation.owed)
        if draft.currency_id.compare_amounts(situation.drawn[request], left) <= 0:
            return None
        return self.env._(
            "at most %(amount)s is left of %(request)s.",
            amount=draft.currency_id.format(left),
            request=request.display_name,
        )

    def _check_between_branches(self, draft, situation):
        """CTR-11: what goes from one branch to another goes over the account of internal transfers."""
        source = draft.moved_from_id.contract_id
        if not source or source.company_id == draft.company_id._origin:
            return None
        return self.env["contract.mover"]._no_transfer_account(draft.company_id._origin)

    def _check_card(self, draft, situation):
        """Card numbers are not kept anywhere, so nobody can lose them."""
        if any(looks_like_card_number(text) for text in (draft.card_reference, draft.comment)):
            return self.env._(
                "this looks like a card number, which is never kept; key the terminal's reference instead."
            )
        if draft.kind != "card_authorisation":
            return None
        if not draft.card_reference:
            return self.env._("key the reference that the terminal printed.")
        if not draft.expiry_date or draft.expiry_date < draft.date:
            return self.env._("say until when the card is reserved, not before its date.")
        return None

    def _label(self, draft, name):
        return dict(draft._fields[name]._description_selection(self.env)).get(draft[name], "")
