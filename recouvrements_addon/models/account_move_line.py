from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column


class AccountMoveLine(models.Model):
    """The contract of a journal item: that of its entry, or its own where an entry carries from one to another."""

    _inherit = "account.move.line"

    contract_id = fields.Many2one(
        "customer.contract",
        compute="_compute_contract_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _auto_init(self):
        """Millions of items are not computed one by one when the module is installed."""
        cr = self.env.cr
        if not column_exists(cr, "account_move_line", "contract_id"):
            create_column(cr, "account_move_line", "contract_id", "int4")
            if column_exists(cr, "account_move", "contract_id"):
                cr.execute(
                    """UPDATE account_move_line line SET contract_id = move.contract_id
                         FROM account_move move WHERE move.id = line.move_id AND move.contract_id IS NOT NULL"""
                )
        return super()._auto_init()

    @api.depends("move_id.contract_id")
    def _compute_contract_id(self):
        for line in self:
            line.contract_id = line.move_id.contract_id
