from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    mail_lot_item_id = fields.Many2one(
        "mail.lot.item", "Mail item", copy=False, readonly=True, index="btree_not_null", ondelete="restrict"
    )
    mail_lot_operation_id = fields.Many2one(
        "mail.lot.item.operation", copy=False, readonly=True, index="btree_not_null", ondelete="restrict"
    )
    mail_lot_correction_id = fields.Many2one(
        "mail.lot.correction", copy=False, readonly=True, index="btree_not_null", ondelete="restrict"
    )
