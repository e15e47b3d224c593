from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """An entry that outside accounting software has keeps its content: it is reversed, not reset (CTR-10)."""

    _inherit = "account.move"

    export_entry_ids = fields.One2many(
        "accounting.export.entry",
        "move_id",
        "Exports",
        domain=[("live", "=", True)],
        groups="recouvrements_addon.group_accounting_exporter",
    )

    def button_draft(self):
        exported = self.filtered(lambda move: move._is_exported())
        if exported:
            raise UserError(
                self.env._(
                    "Outside accounting software has these entries already. Reverse or credit them instead: %s",
                    ", ".join(exported[:20].mapped("display_name")),
                )
            )
        return super().button_draft()

    @api.private
    def _is_exported(self):
        return bool(self.sudo().export_entry_ids)
