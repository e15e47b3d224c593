from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .received_statement import ALLOCATING

KINDS = [
    ("remitted", "Remitted invoice"),
    ("returned", "Remitted invoice taken back"),
    ("refused", "Refused debit"),
    ("open_item", "Open invoice"),
    ("on_account", "On account"),
    ("carried", "Carried within the payer's group"),
    ("ledger_account", "Ledger account"),
    ("variance", "Accepted variance"),
]
WITH_ACCOUNT = ("ledger_account", "variance")
SETTLING = frozenset(
    {"amount", "invoice_amount", "account_id", "partner_id", "move_line_id", "remittance_line_id", "kind"}
)
# Settling moves an allocation, the ledger update notes what it posted: neither is written.
NOTED = frozenset({"line_id", "counterpart_id", "reopened_id", "scenario_id"})


class ReceivedAllocation(models.Model):
    """An amount of a statement line, and what we believe it belongs to."""

    _name = "received.allocation"
    _description = "Allocation"
    _order = "line_id, id"
    _check_company_auto = True

    line_id = fields.Many2one(
        "received.statement.line", "Statement line", required=True, index=True, ondelete="cascade"
    )
    statement_id = fields.Many2one(related="line_id.statement_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="line_id.currency_id", store=True, precompute=True)
    kind = fields.Selection(KINDS, required=True)
    origin = fields.Selection([("automatic", "Automatic"), ("manual", "By hand")], required=True, default="manual")
    scenario_id = fields.Many2one("statement.scenario", readonly=True, ondelete="restrict")
    amount = fields.Monetary(help="Same sign as the line; the allocations of a line add up to its amount.")
    remittance_line_id = fields.Many2one(
        "debit.remittance.line", "Remitted", index="btree_not_null", ondelete="restrict", check_company=True
    )
    remittance_id = fields.Many2one(related="remittance_line_id.remittance_id", store=True, index=True, precompute=True)
    move_line_id = fields.Many2one(
        "account.move.line", "Due amount", index="btree_not_null", ondelete="restrict", check_company=True
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    partner_id = fields.Many2one(
        "res.partner", "Payer", index="btree_not_null", ondelete="restrict", check_company=True
    )
    account_id = fields.Many2one("account.account", "Ledger account", ondelete="restrict", check_company=True)
    label = fields.Char(help="What the entry on the ledger account says.")
    residual = fields.Monetary("Still open", related="move_line_id.amount_residual_currency")
    payment_block = fields.Selection(related="move_line_id.payment_block")
    line_state = fields.Selection(related="line_id.state", string="Status")
    counterpart_id = fields.Many2one(
        "account.move.line",
        "Posted counterpart",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    reopened_id = fields.Many2one(
        "account.move.line",
        "Payment taken back",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _by_hand = models.Index("(line_id) WHERE origin = 'manual'")
    _collected_once = models.UniqueIndex(
        "(remittance_line_id) WHERE kind = 'remitted'",
        "This remitted invoice is allocated to another statement line already.",
    )
    _returned_once = models.UniqueIndex(
        "(remittance_line_id) WHERE kind = 'returned'",
        "This remitted invoice was taken back by another statement line already.",
    )
    _refused_once = models.UniqueIndex(
        "(remittance_line_id) WHERE kind = 'refused'",
        "This remitted invoice was refused by another statement line already.",
    )

    @api.depends("kind", "move_id", "partner_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for allocation in self:
            what = allocation.move_id.name or allocation.partner_id.name or allocation.account_id.display_name
            allocation.display_name = ": ".join(filter(None, (labels.get(allocation.kind), what)))

    @api.constrains("kind", "remittance_line_id", "move_line_id", "partner_id", "account_id", "amount")
    def _check_complete(self):
        for allocation in self:
            if not allocation._is_complete():
                raise ValidationError(
                    self.env._("An allocation needs what it is for: %s", allocation.display_name or allocation.kind)
                )

    def _is_complete(self):
        if self.kind in ("remitted", "returned", "refused"):
            return bool(self.remittance_line_id and self.move_line_id)
        if self.kind == "open_item":
            return bool(self.move_line_id)
        return bool(self.account_id if self.kind in WITH_ACCOUNT else self.partner_id)

    # ------------------------------------------------------------ by hand: statuses follow at once

    @api.model_create_multi
    def create(self, vals_list):
        allocations = super().create(vals_list)
        if not self._is_own_work():
            allocations._require_allocating()
            allocations.line_id._refuse_unposted()
            allocations.statement_id._follow(lines=allocations.line_id)
        return allocations

    def write(self, vals):
        if self._is_own_work():
            return super().write(vals)
        self._require_allocating()
        self._refuse_noted(vals)
        if not SETTLING & vals.keys():
            return super().write(vals)
        self._refuse_other_amount(vals)
        result = super().write({**vals, "origin": "manual"})
        self.statement_id._follow(lines=self.line_id)
        return result

    def unlink(self):
        lines = self.line_id
        if self._is_own_work():
            return super().unlink()
        self._require_allocating()
        self.env["statement.settler"]._take_back_refusals(self)
        result = super().unlink()
        lines.statement_id.exists()._follow(lines=lines)
        return result

    def _is_own_work(self):
        """Whether a service of ours is at work, which sets the statuses itself; a context alone anybody may send."""
        return self.env.su and self.env.context.get("allocating_statement")

    def _require_allocating(self):
        self.statement_id._require(*ALLOCATING)

    def _refuse_noted(self, vals):
        if NOTED & vals.keys():
            raise UserError(
                self.env._("Move an allocation on the settling screen, or take it off: %s", self[:1].display_name)
            )

    def _refuse_other_amount(self, vals):
        """A remitted invoice was asked for as a whole and is answered as a whole."""
        whole = self.filtered(lambda allocation: allocation.kind in ("remitted", "returned", "refused"))
        if "amount" in vals and whole:
            raise UserError(
                self.env._(
                    "A remitted invoice is allocated as a whole; take it off and add a part of it instead: %s",
                    whole[0].display_name,
                )
            )

    # ------------------------------------------------------------ buttons

    def action_take_off(self):
        return self.unlink()

    def action_lift_block(self):
        """Take the invoices off and let them be remitted again (STM-13)."""
        self.env["statement.settler"]._lift_block(self)

    def action_open_invoice(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "view_mode": "form",
        }

    def action_remittance(self):
        """Option 20 of the source."""
        return self.remittance_id._action_open_from_statement()
