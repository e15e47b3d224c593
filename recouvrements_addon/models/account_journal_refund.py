from odoo import fields, models
from odoo.addons.sepa_remittance_addon.formats.iso20022 import pain001

FORMATS = [(version, version) for version in pain001.VERSIONS]


class AccountJournal(models.Model):
    """How the bank wants its refund files (REF-3)."""

    _inherit = "account.journal"

    refund_format = fields.Selection(FORMATS, "Format of refund files", required=True, default=pain001.VERSIONS[0])
    refund_batch_booking = fields.Boolean(
        "Book refunds as one amount",
        default=True,
        help="The bank debits the account once for a whole refund file. Otherwise once for each refund.",
    )
