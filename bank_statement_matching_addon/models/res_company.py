from odoo import fields, models

from .statement_profile import STOPS


class ResCompany(models.Model):
    _inherit = "res.company"

    statement_stop_after = fields.Selection(
        STOPS,
        "Automation of new bank accounts stops",
        required=True,
        default="import",
        help="How far a received statement goes by itself; each bank account profile may differ.",
    )
