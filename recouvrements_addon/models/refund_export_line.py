from odoo import api, fields, models
from odoo.addons.sepa_remittance_addon.models.number_mask import MaskedNumber

# What the bank was asked and has not refused: a request can be in one such line only.
LIVE = ("exported", "accepted", "executed")


class RefundExportLine(models.Model):
    """One refund in a file for the bank: as it was asked, and what the bank answered. Only services write here."""

    _name = "refund.export.line"
    _description = "Refund in a file"
    _inherit = ["debit.state.table", "debit.number.mask"]
    _order = "export_id desc, id"
    _rec_name = "end_to_end_id"
    _check_company_auto = True

    _moves = {
        "accepted": ("exported",),
        "executed": ("exported", "accepted"),
        "rejected": ("exported", "accepted", "executed"),
        "cancelled": ("exported", "accepted"),
    }

    export_id = fields.Many2one("refund.export", "File", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="export_id.company_id", store=True, index=True)
    request_id = fields.Many2one("contract.transaction", required=True, readonly=True, index=True, ondelete="restrict")
    refund_id = fields.Many2one("contract.transaction", readonly=True, index="btree_not_null", ondelete="restrict")
    contract_id = fields.Many2one(related="request_id.contract_id")
    partner_id = fields.Many2one(related="request_id.partner_id")
    currency_id = fields.Many2one(related="export_id.currency_id")
    amount = fields.Monetary(readonly=True)
    holder = fields.Char("Paid to", readonly=True)
    iban = MaskedNumber("IBAN", readonly=True)
    bic = fields.Char("BIC", readonly=True)
    text = fields.Char("Text on the statement", readonly=True)
    block_reference = fields.Char("Payment block", readonly=True)
    end_to_end_id = fields.Char("End-to-end reference", required=True, readonly=True)
    state = fields.Selection(
        [
            ("exported", "In the file"),
            ("accepted", "Accepted by the bank"),
            ("executed", "Paid"),
            ("rejected", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        "Status",
        required=True,
        readonly=True,
        default="exported",
        index=True,
    )
    reason_id = fields.Many2one("debit.reason", "Bank's reason", readonly=True, ondelete="restrict")
    answer_text = fields.Char("What the bank says", readonly=True)
    answer_source = fields.Char("Told by", readonly=True)
    answered_on = fields.Datetime(readonly=True)

    _refund_once = models.UniqueIndex(
        "(request_id) WHERE state IN ('exported', 'accepted', 'executed')",
        "This refund is in a file for the bank already.",
    )
    _end_to_end_unique = models.UniqueIndex("(end_to_end_id)", "This end-to-end reference is already used.")
    _by_block = models.Index("(block_reference)")

    @api.depends("end_to_end_id", "partner_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.end_to_end_id} ({line.partner_id.name})"

    def action_open_request(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "contract.transaction",
            "res_id": self.request_id.id,
            "view_mode": "form",
        }
