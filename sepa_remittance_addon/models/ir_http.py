from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        """The scripts of the payer's pages speak the payer's language too."""
        return [*super()._get_translation_frontend_modules_name(), "sepa_remittance_addon"]
