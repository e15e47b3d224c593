from odoo import api, fields, models


class ResPartner(models.Model):
    """What a payer agreed on being told, and what it was told (REM-4)."""

    _inherit = "res.partner"

    debit_notice_days = fields.Integer(
        "Agreed days of notice",
        company_dependent=True,
        help="Direct debit: how many days before a debit this customer agreed to be told. 0: as the payment type says.",
    )
    debit_notice_ids = fields.One2many("debit.notice", "partner_id", "Notices of direct debits")
    debit_notice_count = fields.Integer(compute="_compute_debit_notice_count")

    def _compute_debit_notice_count(self):
        counts = dict(
            self.env["debit.notice"]._read_group(
                [("partner_id", "in", self.ids), ("sent_on", "!=", False)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.debit_notice_count = counts.get(partner, 0)

    @api.model
    def _commercial_fields(self):
        return [*super()._commercial_fields(), "debit_notice_days"]

    def action_open_notices(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sepa_remittance_addon.action_notice")
        return {**action, "domain": [("partner_id", "=", self.commercial_partner_id.id)], "context": {}}
