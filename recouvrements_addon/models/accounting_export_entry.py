from odoo import fields, models


class AccountingExportEntry(models.Model):
    """One journal entry that went out in an export; written and released by statements of SQL, many at once."""

    _name = "accounting.export.entry"
    _description = "Entry in outside accounting"
    _order = "export_id, position"

    export_id = fields.Many2one("accounting.export", required=True, readonly=True, index=True, ondelete="restrict")
    move_id = fields.Many2one("account.move", required=True, readonly=True, index=True, ondelete="restrict")
    position = fields.Integer(required=True, readonly=True)
    live = fields.Boolean("Is out", required=True, readonly=True, help="Until its export is cancelled.")

    _out_once = models.UniqueIndex("(move_id) WHERE live", "This entry went out already.")
    _in_order = models.Index("(export_id, position)")
