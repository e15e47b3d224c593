from odoo import api, fields, models
from odoo.addons.sepa_remittance_addon.formats.identifiers import is_iban
from odoo.addons.sepa_remittance_addon.models.number_mask import MaskedNumber
from odoo.exceptions import UserError
from odoo.fields import Domain

from .transaction_kind import KINDS, REQUESTS

PROCESSOR = "recouvrements_addon.group_refund_processor"
SOURCES = [("request", "Request"), ("contract", "Contract"), ("customer", "Customer")]


class ContractTransaction(models.Model):
    """What the refund overview shows of a refund request (REF-1), and its way to *processed* and back."""

    _name = "contract.transaction"
    _inherit = ["contract.transaction", "debit.number.mask"]

    iban = MaskedNumber()
    iban_by_id = fields.Many2one("res.users", "IBAN keyed by", readonly=True)
    sent_iban = MaskedNumber("Paid to", readonly=True, help="The account to which a processed refund went.")
    refused_iban = MaskedNumber(
        "IBAN refused by the bank", readonly=True, help="No refund goes there until somebody enters an account anew."
    )
    refund_iban = MaskedNumber(
        "IBAN",
        compute="_compute_refund_account",
        help="Where the refund goes: the account of the request, else the contract's, else the customer's.",
    )
    iban_source = fields.Selection(SOURCES, "IBAN from", compute="_compute_refund_account")
    iban_problem = fields.Selection(
        [("no_iban", "Missing"), ("invalid_iban", "Not valid"), ("refused_iban", "Refused")],
        "What is wrong with the IBAN",
        compute="_compute_iban_problem",
    )
    iban_missing = fields.Boolean(
        "IBAN missing",
        compute="_compute_iban_problem",
        search="_search_iban_missing",
        help="No account is known, or it is no valid IBAN, or the bank refused it.",
    )

    carried_out_ids = fields.One2many(
        "contract.transaction", "request_id", "Refunds made", help="A refund that the bank refused is reversed."
    )

    # ------------------------------------------------------------ values

    @api.depends("iban", "sent_iban", "kind", "state", "contract_id.deposit_iban", "partner_id")
    def _compute_refund_account(self):
        requests = self.filtered(lambda transaction: transaction.kind in REQUESTS)
        accounts = self.env["refund.account.finder"]._find(requests)
        for transaction in self:
            account = accounts.get(transaction.id)
            gives_back = transaction.kind and KINDS[transaction.kind].gives_back
            own = transaction.iban if gives_back and transaction not in requests else False
            transaction.refund_iban = (account and account.iban) or own
            transaction.iban_source = (account and account.source) or False

    @api.depends("refund_iban", "refused_iban", "state", "kind")
    def _compute_iban_problem(self):
        for transaction in self:
            waits = transaction.state == "requested" and transaction.kind in REQUESTS
            transaction.iban_problem = waits and transaction._why_no_good_iban(transaction.refund_iban)
            transaction.iban_missing = bool(transaction.iban_problem)

    def _why_no_good_iban(self, iban):
        """What keeps this account from getting the refund, or nothing."""
        if not iban:
            return "no_iban"
        if not is_iban(iban):
            return "invalid_iban"
        return "refused_iban" if iban == self.refused_iban else False

    def _search_iban_missing(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = self.search([("state", "=", "requested"), ("kind", "in", REQUESTS)])
        missing = Domain("id", "in", waiting.filtered("iban_missing").ids)
        return missing if True in value else ~missing

    # ------------------------------------------------------------ life

    def write(self, vals):
        self._refuse_masked_values([vals])
        if "iban" in vals:
            vals = {"iban_by_id": self.env.uid, **vals}
        return super().write(vals)

    def _before_processed(self):
        """Keep the account to which each refund goes: it must not change with the customer's later choices.

        A move to another contract goes to no account.
        """
        refunds = self.filtered(lambda request: request.kind in REQUESTS)
        accounts = self.env["refund.account.finder"]._find(refunds)
        for iban, requests in refunds.grouped(lambda request: accounts[request.id].iban).items():
            requests.sent_iban = iban

    def _before_requested(self):
        """Open again: the account is looked for anew, at the next attempt."""
        self.write({"sent_iban": False, "processed_date": False, "processed_by_id": False})

    # ------------------------------------------------------------ buttons

    def action_mark_processed(self):
        """REF-2: the refunds were paid by hand; record them on their contracts, once."""
        self._check_may(PROCESSOR)
        self.env["refund.processor"]._process(self)
        return True

    def action_ask_processed(self):
        """Show how many and how much it is before they are marked as processed."""
        self._check_may(PROCESSOR)
        waiting = self.filtered(lambda request: request.kind in REQUESTS and request.state == "requested")
        if not waiting:
            raise UserError(self.env._("None of these waits: they are processed or cancelled already."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mark as processed"),
            "res_model": "refund.processing",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_ids": waiting.ids},
        }
