from odoo import api, fields, models
from odoo.addons.sepa_remittance_addon.formats.identifiers import check_iban
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.models.refusals import tell
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .account_move import CUSTOMER_DOCUMENTS

STATUSES = [("unpaid", "Unpaid"), ("partly", "Partly paid"), ("paid", "Paid"), ("overpaid", "Overpaid")]
HANDLINGS = [("settled", "Settled on the final invoice"), ("refunded", "Refunded")]
AMOUNTS = (
    "invoiced_amount",
    "paid_amount",
    "balance",
    "refundable_amount",
    "deposit_received",
    "deposit_returned",
    "deposit_held",
    "deposit_refundable",
)


class CustomerContract(models.Model):
    """What a customer agreed with one branch: its invoices, its deposit and all money received or given back for it."""

    _name = "customer.contract"
    _description = "Contract"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "number"
    _rec_names_search = ("number", "partner_id")
    _check_company_auto = True

    active = fields.Boolean(default=True)
    number = fields.Char(copy=False, tracking=True, help="Empty: the next number is given when the contract is saved.")
    partner_id = fields.Many2one(
        "res.partner",
        "Main customer",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", "Branch", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    agreed_amount = fields.Monetary(
        "Contract amount", tracking=True, help="The price agreed, taxes included; the deposit is computed from it."
    )
    payment_moment = fields.Selection(
        [
            ("reservation", "At reservation"),
            ("departure", "At departure"),
            ("return", "At return"),
            ("invoice", "On invoice"),
        ],
        "Payment moment",
        tracking=True,
        help="When the customer said it would pay. For information only.",
    )
    deposit_handling = fields.Selection(
        HANDLINGS,
        "Handling of the deposit",
        required=True,
        tracking=True,
        compute="_compute_deposit_handling",
        store=True,
        readonly=False,
        precompute=True,
    )
    deposit_source = fields.Selection(
        [("computed", "Computed"), ("typed", "Typed")],
        "Deposit is",
        required=True,
        default="computed",
        help="Computed: the branch's deposit rate on the contract amount. Typed: what you enter is never overwritten.",
    )
    deposit_expected = fields.Monetary(
        "Deposit expected",
        compute="_compute_deposit_expected",
        store=True,
        readonly=False,
        tracking=True,
        precompute=True,
    )
    deposit_iban = fields.Char("Deposit IBAN", copy=False, help="The account to which the deposit goes back.")
    deposit_account_id = fields.Many2one(
        "account.account",
        "Account of the deposit",
        copy=False,
        readonly=True,
        check_company=True,
        help="The liability account on which the deposit of this contract sits, from its first movement to its last.",
    )
    last_movement = fields.Datetime(copy=False, readonly=True)

    invoice_ids = fields.One2many(
        "account.move", "contract_id", "Invoices", domain=[("move_type", "in", CUSTOMER_DOCUMENTS)]
    )
    transaction_ids = fields.One2many("contract.transaction", "contract_id", "Transactions")

    invoiced_amount = fields.Monetary("Invoiced", compute="_compute_amounts", compute_sudo=True)
    paid_amount = fields.Monetary("Paid", compute="_compute_amounts", compute_sudo=True)
    balance = fields.Monetary(compute="_compute_amounts", compute_sudo=True, help="What the customer still owes.")
    refundable_amount = fields.Monetary(
        "Owed back",
        compute="_compute_amounts",
        compute_sudo=True,
        help="Paid too much, less what open refund requests already ask for.",
    )
    payment_status = fields.Selection(
        STATUSES, "Payment status", compute="_compute_status", search="_search_payment_status"
    )
    deposit_received = fields.Monetary("Received", compute="_compute_amounts", compute_sudo=True)
    deposit_returned = fields.Monetary(
        "Returned", compute="_compute_amounts", compute_sudo=True, help="Refunded, or settled on the final invoice."
    )
    deposit_held = fields.Monetary("Held", compute="_compute_amounts", compute_sudo=True)
    deposit_refundable = fields.Monetary(
        "Deposit owed back",
        compute="_compute_amounts",
        search="_search_deposit_refundable",
        compute_sudo=True,
        help="Held and not to be settled on the final invoice, less what open refund requests already ask for.",
    )
    deposit_balance = fields.Monetary(
        "Still expected", compute="_compute_status", help="Deposit expected less deposit received."
    )
    deposit_status = fields.Selection(
        STATUSES, "Deposit status", compute="_compute_status", search="_search_deposit_status"
    )

    _number_unique = models.UniqueIndex("(company_id, UPPER(number))", "This contract number is already taken.")

    # ------------------------------------------------------------ values

    @api.depends("company_id")
    def _compute_deposit_handling(self):
        for contract in self:
            contract.deposit_handling = contract.company_id.deposit_handling or "refunded"

    @api.depends("deposit_source", "agreed_amount", "company_id")
    def _compute_deposit_expected(self):
        for contract in self:
            if contract.deposit_source == "computed":
                contract.deposit_expected = contract.currency_id.round(
                    contract.agreed_amount * contract.company_id._get_deposit_rate() / 100
                )

    @api.depends(
        "invoice_ids.state",
        "invoice_ids.amount_residual",
        "transaction_ids.state",
        "transaction_ids.open_amount",
        "deposit_handling",
    )
    def _compute_amounts(self):
        amounts = self.env["contract.ledger"]._amounts(self)
        for contract in self:
            contract.update(amounts[contract.id])

    @api.depends("invoiced_amount", "paid_amount", "deposit_expected", "deposit_received")
    def _compute_status(self):
        for contract in self:
            contract.deposit_balance = contract.deposit_expected - contract.deposit_received
            contract.payment_status = contract._status(contract.invoiced_amount, contract.paid_amount)
            contract.deposit_status = contract._status(contract.deposit_expected, contract.deposit_received)

    def _status(self, due, got):
        """How far ``got`` covers ``due``; ``False`` where there is nothing to say."""
        compare = self.currency_id.compare_amounts
        if compare(due, 0) <= 0 and compare(got, due) == 0:
            return "paid" if compare(due, 0) else False
        if compare(got, 0) <= 0 and compare(due, 0) > 0:
            return "unpaid"
        return {-1: "partly", 0: "paid", 1: "overpaid"}[compare(got, due)]

    def _search_payment_status(self, operator, value):
        return self._search_status("payment_status", operator, value)

    def _search_deposit_status(self, operator, value):
        return self._search_status("deposit_status", operator, value)

    def _search_status(self, name, operator, value):
        if operator != "in":
            return NotImplemented
        return self._search_balance([(name, "in", value)])

    def _search_deposit_refundable(self, operator, value):
        return self._search_balance([("deposit_refundable", operator, value)])

    def _search_balance(self, domain):
        """Contracts of which the ledger says so, by one query over all of them."""
        self.env.flush_all()
        found = self.env["contract.balance"].sudo().with_context(active_test=False)._search(domain)
        return Domain("id", "in", found)

    @api.depends("number", "partner_id.display_name")
    @api.depends_context("formatted_display_name")
    def _compute_display_name(self):
        """The number; where one is chosen among many, whose it is too."""
        for contract in self:
            contract.display_name = contract.number
            if self.env.context.get("formatted_display_name"):
                contract.display_name = f"{contract.number}\t--{contract.partner_id.display_name}--"

    # ------------------------------------------------------------ checks

    @api.constrains("deposit_expected", "agreed_amount")
    def _check_not_negative(self):
        for contract in self:
            if contract.deposit_expected < 0 or contract.agreed_amount < 0:
                raise ValidationError(
                    self.env._("Contract %s: the deposit and the contract amount cannot be negative.", contract.number)
                )

    @api.constrains("deposit_iban")
    def _check_deposit_iban(self):
        for contract in self.filtered("deposit_iban"):
            try:
                check_iban(contract.deposit_iban)
            except Refusal as refusal:
                raise ValidationError(
                    self.env._(
                        "Contract %(number)s: %(reason)s", number=contract.number, reason=tell(self.env, refusal)
                    )
                ) from refusal

    # ------------------------------------------------------------ life

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._type_deposit(vals)
            if not vals.get("number"):
                company = vals.get("company_id") or self.env.company.id
                vals["number"] = self.env["ir.sequence"].with_company(company).next_by_code("customer.contract")
            self._clean_iban(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._type_deposit(vals)
        self._clean_iban(vals)
        return super().write(vals)

    @api.model
    def _type_deposit(self, vals):
        """Whoever gives a deposit has typed it: from then on it is not computed any more (CTR-1)."""
        if "deposit_expected" in vals and "deposit_source" not in vals:
            vals["deposit_source"] = "typed"

    @api.model
    def _clean_iban(self, vals):
        if vals.get("deposit_iban"):
            vals["deposit_iban"] = self._electronic_iban(vals["deposit_iban"])

    @api.model
    def _electronic_iban(self, text):
        """The IBAN without blanks where it is one; anything else unchanged, for the check to name."""
        try:
            return check_iban(text)
        except Refusal:
            return text

    def _hold(self):
        """Make every other transaction that moves money of these contracts wait for this one.

        It is an update, not a lock: a second user's transaction then fails to serialise and is run again by the server,
        with the amounts as this one left them, instead of showing an error.
        """
        self.sudo().write({"last_movement": fields.Datetime.now()})
        self.flush_recordset(["last_movement"])

    def _get_deposit_account(self):
        """The account of this contract's deposit: the one it uses already, else the branch's."""
        self.ensure_one()
        return self.deposit_account_id or self.company_id._get_deposit_account()

    # ------------------------------------------------------------ buttons

    def action_key_payment(self):
        return self._open_entry("payment", self.env._("Payment"))

    def action_key_deposit(self):
        return self._open_entry("deposit", self.env._("Deposit"))

    def _open_entry(self, part, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("%(title)s on contract %(number)s", title=title, number=self.number),
            "res_model": "contract.transaction.entry",
            "view_mode": "form",
            "target": "new",
            "context": {"default_contract_id": self.id, "default_part": part},
        }

    def action_open_invoices(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices of contract %s", self.number),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("contract_id", "=", self.id), ("move_type", "in", CUSTOMER_DOCUMENTS)],
            "context": {
                "default_move_type": "out_invoice",
                "default_contract_id": self.id,
                "default_partner_id": self.partner_id.id,
                # people work in several branches at once; this invoice is of the contract's
                "default_company_id": self.company_id.id,
            },
        }
