from odoo import api, fields, models

from .transaction_kind import MOVES


class ContractTransaction(models.Model):
    """What is owed back on one contract can pay the deposit of another: both show where it came from and went."""

    _inherit = "contract.transaction"

    moved_from_id = fields.Many2one(
        "contract.transaction",
        "Takes over",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The move from another contract that pays this deposit.",
    )
    moved_to_ids = fields.One2many("contract.transaction", "moved_from_id", "Taken over by", readonly=True)
    counter_entry_id = fields.Many2one(
        "account.move",
        "Entry in the other branch",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="A move between two branches makes an entry in each.",
    )
    open_amount = fields.Monetary(
        "Still to carry out",
        compute="_compute_open_amount",
        store=True,
        precompute=True,
        help="What this request still reserves.",
    )
    trace = fields.Char("From or to", compute="_compute_trace", compute_sudo=True)

    @api.depends("state", "amount", "moved_to_ids.state", "moved_to_ids.amount")
    def _compute_open_amount(self):
        for request in self:
            waits = request.state == "requested"
            request.open_amount = request.amount - request._carried_amount() if waits else 0

    def _carried_amount(self):
        return sum(self.moved_to_ids.filtered(lambda taken: taken.state == "recorded").mapped("amount"))

    @api.depends("moved_from_id.contract_id.number", "moved_to_ids.state", "open_amount")
    def _compute_trace(self):
        for transaction in self:
            transaction.trace = transaction._tell_origin() or transaction._tell_destinations()

    def _tell_origin(self):
        if not self.moved_from_id:
            return False
        return self.env._("from %s", self.moved_from_id.contract_id.number)

    def _tell_destinations(self):
        taken = self.moved_to_ids.filtered(lambda one: one.state == "recorded").sorted("id")
        if not taken:
            return False
        told = ", ".join(f"{one.contract_id.number} ({one.currency_id.format(one.amount)})" for one in taken)
        return self.env._("to %s", told)

    def _ledger_entries(self):
        return super()._ledger_entries() | self.counter_entry_id

    # ------------------------------------------------------------ life

    @api.model_create_multi
    def create(self, vals_list):
        """A move that is taken over wholly waits no longer."""
        made = super().create(vals_list)
        used_up = made.moved_from_id.filtered(lambda move: move.currency_id.is_zero(move.open_amount))
        used_up._move_to("processed", processed_date=fields.Datetime.now(), processed_by_id=self.env.uid)
        return made

    def _cancel_requests(self):
        """What was carried to another contract stays there; only the rest is given up."""
        used = self.filtered(lambda request: request.kind in MOVES and request._carried_amount())
        done = used._move_to("processed", processed_date=fields.Datetime.now(), processed_by_id=self.env.uid)
        return done | super(ContractTransaction, self - used)._cancel_requests()
