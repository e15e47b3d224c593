from odoo import api, models

OF_FILES = ("menu_refund_export", "menu_refund_answer")


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    @api.model
    def _load_menus_blacklist(self):
        """*Refund files* and their answers are not there while no company uses them, or ever did (REF-3)."""
        hidden = super()._load_menus_blacklist()
        companies = self.env["res.company"].sudo().search_count([("refund_xml_export", "=", True)], limit=1)
        if not companies and not self.env["refund.export"].sudo().search_count([], limit=1):
            hidden += [self.env.ref(f"recouvrements_addon.{name}").id for name in OF_FILES]
        return hidden
