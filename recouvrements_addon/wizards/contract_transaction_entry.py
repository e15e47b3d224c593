from uuid import uuid4

from odoo import api, fields, models

from ..models.account_move import CUSTOMER_DOCUMENTS
from ..models.transaction_kind import KEYED, KINDS, METHODS

CASHIER = "recouvrements_addon.group_contract_cashier"


class ContractTransactionEntry(models.TransientModel):
    """The dialog behind *Payment* and *Deposit*: what cannot be done on this contract is not offered."""

    _name = "contract.transaction.entry"
    _description = "Key a transaction on a contract"

    contract_id = fields.Many2one("customer.contract", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="contract_id.company_id")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    part = fields.Selection([("payment", "Payment"), ("deposit", "Deposit")], required=True, default="payment")
    token = fields.Char(default=lambda self: uuid4().hex)
    date = fields.Date(required=True, default=fields.Date.context_today)

    available_kinds = fields.Char(compute="_compute_available_kinds")
    kind = fields.Selection(
        lambda self: self.env["contract.transaction"]._fields["kind"]._description_selection(self.env),
        "Type",
        compute="_compute_kind",
        store=True,
        readonly=False,
        required=True,
    )
    available_methods = fields.Char(compute="_compute_available_methods")
    method = fields.Selection(METHODS, compute="_compute_method", store=True, readonly=False, required=True)
    available_journal_ids = fields.Many2many("account.journal", compute="_compute_available_journal_ids")
    journal_id = fields.Many2one(
        "account.journal", "Paid through", compute="_compute_journal_id", store=True, readonly=False
    )
    available_invoice_ids = fields.Many2many("account.move", compute="_compute_available_invoice_ids")
    invoice_id = fields.Many2one("account.move", compute="_compute_invoice_id", store=True, readonly=False)
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    owed_back = fields.Monetary("May be given back", compute="_compute_owed_back")
    voucher_number = fields.Char("Voucher number")
    comment = fields.Char()
    moves_money = fields.Boolean(compute="_compute_moves_money")
    obstacle = fields.Text(compute="_compute_obstacle", help="Why this cannot be saved, and what to do about it.")

    # ------------------------------------------------------------ what is offered

    @api.depends("contract_id", "part")
    def _compute_available_kinds(self):
        for entry in self:
            entry.available_kinds = ",".join(entry._get_kinds())

    def _get_kinds(self):
        """Nothing that gives back is offered when nothing is owed back (CTR-7)."""
        contract = self.contract_id
        owed = contract.deposit_refundable if self.part == "deposit" else contract.refundable_amount
        return [name for name in KEYED if KINDS[name].part == self.part and (owed > 0 or not KINDS[name].gives_back)]

    @api.depends("available_kinds")
    def _compute_kind(self):
        for entry in self:
            offered = entry._get_kinds()
            if entry.kind not in offered:
                entry.kind = entry._get_likely_kind(offered)

    def _get_likely_kind(self, offered):
        """What is most probably keyed: money in while some is expected, money back once more was paid than is due."""
        contract = self.contract_id
        expected = contract.deposit_balance if self.part == "deposit" else contract.balance
        gives_back = [name for name in offered if KINDS[name].gives_back]
        return gives_back[0] if gives_back and expected <= 0 else offered[0]

    @api.depends("kind", "company_id")
    def _compute_available_methods(self):
        for entry in self:
            entry.available_methods = ",".join(entry._get_methods())

    def _get_methods(self):
        """Methods of the type that the branch has a journal for; cash is always there, to say what it needs (CTR-8)."""
        kind = KINDS.get(self.kind)
        if not kind:
            return []
        present = self._get_present_methods() | {"cash"}
        return [name for name in kind.methods if name in present or not kind.direction]

    def _get_present_methods(self):
        return set(self.env["account.journal"]._of_branch(self.company_id).mapped("collection_method"))

    @api.depends("available_methods")
    def _compute_method(self):
        for entry in self:
            offered = entry._get_methods()
            if entry.method not in offered:
                # one that can be saved, where there is one
                present = entry._get_present_methods()
                entry.method = next((name for name in offered if name in present), next(iter(offered), False))

    @api.depends("kind", "method", "company_id")
    def _compute_available_journal_ids(self):
        for entry in self:
            journals = self.env["account.journal"]
            if entry.moves_money:
                journals = journals._of_branch(entry.company_id).filtered(
                    lambda journal, method=entry.method: journal.collection_method == method
                )
            entry.available_journal_ids = journals

    @api.depends("available_journal_ids")
    def _compute_journal_id(self):
        for entry in self:
            journals = entry.available_journal_ids._origin
            if entry.journal_id._origin not in journals:
                own = journals.filtered(lambda journal: journal.register_user_id == self.env.user)
                entry.journal_id = (own or journals)[:1]

    @api.depends("kind", "contract_id")
    def _compute_available_invoice_ids(self):
        for entry in self:
            entry.available_invoice_ids = entry._get_invoices()

    def _get_invoices(self):
        """Open invoices of this contract for money that comes in, its open credit notes for money that goes back."""
        kind = KINDS.get(self.kind)
        moves = self.env["account.move"].sudo()
        if not kind or kind.part == "deposit":
            return moves
        return moves.search(
            [
                ("contract_id", "=", self.contract_id.id),
                ("move_type", "in", CUSTOMER_DOCUMENTS),
                ("move_type", "=" if kind.gives_back else "!=", "out_refund"),
                ("state", "=", "posted"),
                ("amount_residual", ">", 0),
            ],
            order="invoice_date_due, id",
        )

    @api.depends("available_invoice_ids")
    def _compute_invoice_id(self):
        """The oldest open invoice is proposed; a refund is not tied to a credit note unless a person says so."""
        for entry in self:
            invoices = entry.available_invoice_ids._origin
            if entry.invoice_id._origin not in invoices:
                gives_back = entry.kind and KINDS[entry.kind].gives_back
                entry.invoice_id = invoices[:0] if gives_back else invoices[:1]

    @api.depends("kind", "contract_id")
    def _compute_owed_back(self):
        for entry in self:
            kind = KINDS.get(entry.kind)
            contract = entry.contract_id
            owed = contract.deposit_refundable if entry.part == "deposit" else contract.refundable_amount
            entry.owed_back = owed if kind and kind.gives_back else 0

    @api.depends("kind", "invoice_id")
    def _compute_amount(self):
        for entry in self:
            kind = KINDS.get(entry.kind)
            if not kind:
                entry.amount = 0
            elif kind.gives_back:
                residual = entry.invoice_id.sudo().amount_residual
                entry.amount = min(residual, entry.owed_back) if residual else entry.owed_back
            elif kind.part == "deposit":
                entry.amount = max(0, entry.contract_id.deposit_balance)
            else:
                entry.amount = abs(entry.invoice_id.sudo().amount_residual_signed)

    @api.depends("kind", "method")
    def _compute_moves_money(self):
        for entry in self:
            entry.moves_money = bool(entry.kind and self.env["contract.cashier"]._is_paid(entry))

    @api.depends(lambda self: ("kind", "method", "journal_id", "invoice_id", "amount", "date", *self._keyed_fields()))
    def _compute_obstacle(self):
        """The cashier's own checks, asked before saving; what is only not filled in yet is no obstacle."""
        cashier, transactions = self.env["contract.cashier"], self.env["contract.transaction"].sudo()
        for entry in self:
            if not entry.kind or not entry.method:
                entry.obstacle = False
                continue
            draft = transactions.new({**entry._prepare_transaction_vals(), **entry._fill_gaps()})
            entry.obstacle = "\n".join(cashier._obstacles(draft)) or False

    @api.model
    def _keyed_fields(self):
        """Names of keyed fields that go into the transaction as they are."""
        return ["voucher_number", "comment"]

    def _fill_gaps(self):
        """Values that stand for what a person has not keyed yet."""
        return {} if self.amount else {"amount": self.currency_id.rounding}

    # ------------------------------------------------------------ saving

    def action_save(self):
        """Record the transaction; a second click finds it recorded and makes none."""
        self.ensure_one()
        self.env["contract.transaction"]._check_may(CASHIER)
        self.contract_id.check_access("write")
        self._after_saving(self.env["contract.cashier"]._record([self._prepare_transaction_vals()]))
        return {"type": "ir.actions.act_window_close"}

    def _prepare_transaction_vals(self):
        return {
            "contract_id": self.contract_id.id,
            "kind": self.kind,
            "method": self.method,
            "journal_id": self.journal_id.id,
            "date": self.date,
            "amount": self.amount,
            "invoice_id": self.invoice_id.id,
            "token": self.token,
            **{name: self._fields[name].convert_to_write(self[name], self) for name in self._keyed_fields()},
        }

    def _after_saving(self, transaction):
        """For what the dialog keeps beside the transaction."""
