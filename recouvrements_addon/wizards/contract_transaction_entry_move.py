from odoo import api, fields, models


class ContractTransactionEntry(models.TransientModel):
    """A deposit can take over what another contract of the customer moved, up to what is left of it (CTR-5, CTR-11)."""

    _inherit = "contract.transaction.entry"

    available_move_ids = fields.Many2many(
        "contract.transaction", compute="_compute_available_move_ids", compute_sudo=True
    )
    moved_from_id = fields.Many2one(
        "contract.transaction", "Take over", compute="_compute_moved_from_id", store=True, readonly=False
    )
    left_to_move = fields.Monetary("Left of it", compute="_compute_left_to_move", compute_sudo=True)

    @api.depends("contract_id", "kind")
    def _compute_available_move_ids(self):
        mover = self.env["contract.mover"]
        for entry in self:
            deposit = entry.kind == "deposit_payment"
            moves = mover._moves_for(entry.contract_id._origin) if deposit else mover.env["contract.transaction"]
            owed = mover.env["contract.ledger"]._owed_back(moves.contract_id)
            entry.available_move_ids = moves.filtered(lambda move, owed=owed: mover._left(move, owed) > 0)

    def _get_present_methods(self):
        present = super()._get_present_methods()
        return present | {"contract"} if self.available_move_ids else present

    @api.depends("method", "available_move_ids")
    def _compute_moved_from_id(self):
        for entry in self:
            taken = entry.method == "contract" and entry.kind == "deposit_payment"
            moves = entry.available_move_ids._origin if taken else entry.available_move_ids.browse()
            if entry.moved_from_id._origin not in moves:
                entry.moved_from_id = moves[:1]

    @api.depends("moved_from_id")
    def _compute_left_to_move(self):
        mover = self.env["contract.mover"]
        for entry in self:
            entry.left_to_move = mover._left(entry.moved_from_id._origin) if entry.moved_from_id else 0

    @api.depends("moved_from_id")
    def _compute_amount(self):
        """What is left of the move, or what is still expected where that is less."""
        super()._compute_amount()
        for entry in self.filtered("moved_from_id"):
            entry.amount = min(entry.amount, entry.left_to_move) or entry.left_to_move

    @api.model
    def _keyed_fields(self):
        return [*super()._keyed_fields(), "moved_from_id"]
