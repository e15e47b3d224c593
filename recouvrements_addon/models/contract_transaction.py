from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .transaction_kind import KINDS, METHODS, MOVES, REQUESTS


class ContractTransaction(models.Model):
    """One thing that happened, or is asked for, on a contract: money that moved, or a request to move it.

    People never write here: the dialog and the refund overview ask a service, which makes the payment and the
    transaction together. The balances of a contract come from the ledger, not from this list.
    """

    _name = "contract.transaction"
    _description = "Contract transaction"
    _inherit = ["debit.state.table"]
    _order = "date desc, id desc"
    _check_company_auto = True

    _moves = {
        "processed": ("requested",),
        "requested": ("processed",),
        "cancelled": ("requested",),
        "reversed": ("recorded",),
        "captured": ("authorised",),
        "released": ("authorised",),
        "expired": ("authorised",),
    }

    contract_id = fields.Many2one(
        "customer.contract", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one(
        "res.company", "Branch", related="contract_id.company_id", store=True, index=True, precompute=True
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", related="contract_id.partner_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, default=fields.Date.context_today)
    kind = fields.Selection([(name, kind.label) for name, kind in KINDS.items()], "Type", required=True, index=True)
    part = fields.Selection(
        [("payment", "Payment"), ("deposit", "Deposit")],
        "Concerns",
        compute="_compute_part",
        store=True,
        precompute=True,
    )
    method = fields.Selection(METHODS)
    journal_id = fields.Many2one("account.journal", "Paid through", check_company=True, ondelete="restrict")
    amount = fields.Monetary(required=True)
    voucher_number = fields.Char("Voucher number")
    invoice_id = fields.Many2one("account.move", index="btree_not_null", check_company=True, ondelete="restrict")
    comment = fields.Char()
    iban = fields.Char("IBAN keyed", help="The account keyed for this refund, or for the later refund of this deposit.")
    state = fields.Selection(
        [
            ("recorded", "Recorded"),
            ("requested", "To process"),
            ("processed", "Processed"),
            ("cancelled", "Cancelled"),
            ("reversed", "Reversed"),
            ("authorised", "Authorised"),
            ("captured", "Captured"),
            ("released", "Released"),
            ("expired", "Expired"),
        ],
        "Status",
        required=True,
        default="recorded",
        index=True,
    )
    payment_id = fields.Many2one("account.payment", index="btree_not_null", check_company=True, ondelete="restrict")
    entry_id = fields.Many2one(
        "account.move", "Journal entry", index="btree_not_null", check_company=True, ondelete="restrict"
    )
    request_id = fields.Many2one(
        "contract.transaction",
        "Carries out",
        index="btree_not_null",
        ondelete="restrict",
        help="The refund request that this refund carried out.",
    )
    processed_date = fields.Datetime(readonly=True)
    processed_by_id = fields.Many2one("res.users", "Processed by", readonly=True)
    token = fields.Char(readonly=True, help="Of the dialog that made it: a second click makes no second transaction.")

    _token_unique = models.UniqueIndex("(token) WHERE token IS NOT NULL", "This transaction was saved already.")
    _request_carried_out_once = models.UniqueIndex(
        "(request_id) WHERE request_id IS NOT NULL AND state = 'recorded'",
        "This refund request was carried out already.",
    )
    _open_requests = models.Index("(contract_id, kind) WHERE state = 'requested'")
    _amount_positive = models.Constraint("CHECK(amount > 0)", "The amount of a transaction is above zero.")

    # ------------------------------------------------------------ values

    @api.depends("kind")
    def _compute_part(self):
        for transaction in self:
            transaction.part = KINDS[transaction.kind].part if transaction.kind else False

    @api.depends("kind", "contract_id.number", "amount", "currency_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for transaction in self:
            amount = transaction.currency_id.format(transaction.amount) if transaction.currency_id else ""
            transaction.display_name = f"{transaction.contract_id.number}: {labels.get(transaction.kind, '')} {amount}"

    # ------------------------------------------------------------ life

    @api.ondelete(at_uninstall=False)
    def _refuse_delete(self):
        raise UserError(self.env._("Transactions stay on record: %s", ", ".join(self[:20].mapped("display_name"))))

    # ------------------------------------------------------------ buttons

    def action_cancel_request(self):
        self._check_may("recouvrements_addon.group_contract_cashier")
        others = self.filtered(lambda transaction: transaction.kind not in (*REQUESTS, *MOVES))
        if others:
            raise UserError(
                self.env._("Only requests can be cancelled here, not: %s", ", ".join(others.mapped("display_name")))
            )
        self.contract_id._hold()
        for contract, requests in self.sudo()._cancel_requests().grouped("contract_id").items():
            names = ", ".join(requests.mapped("display_name"))
            contract.message_post(body=self.env._("Cancelled: %s", names))
        return True

    def _cancel_requests(self):
        """:return: the requests that reserve nothing any more."""
        return self._move_to("cancelled")

    def _ledger_entries(self):
        """All journal entries that these transactions made."""
        return self.entry_id

    def _check_may(self, group):
        if not self.env.su and not self.env.user.has_group(group):
            raise AccessError(self.env._("You need the right “%s” to do this.", self.env.ref(group).sudo().full_name))
        self.check_access("read")

    def action_open_entry(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.entry_id.id,
            "view_mode": "form",
        }
