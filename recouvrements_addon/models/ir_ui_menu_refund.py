from odoo import api, models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    @api.model
    def _load_menus_blacklist(self):
        """*Refund files* is not there while no company uses them, or ever did (REF-3)."""
        hidden = super()._load_menus_blacklist()
        companies = self.env["res.company"].sudo().search_count([("refund_xml_export", "=", True)], limit=1)
        if not companies and not self.env["refund.export"].sudo().search_count([], limit=1):
            hidden.append(self.env.ref("recouvrements_addon.menu_refund_export").id)
        return hidden
