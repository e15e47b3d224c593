from odoo import fields, models


class ResPartner(models.Model):
    """From the customer to its debits, and so to the remittances they are in (REM-16)."""

    _inherit = "res.partner"

    debit_line_ids = fields.One2many("debit.remittance.line", "partner_id", "Debits")
    debit_line_count = fields.Integer(compute="_compute_debit_line_count")

    def _compute_debit_line_count(self):
        counts = dict(
            self.env["debit.remittance.line"]._read_group([("partner_id", "in", self.ids)], ["partner_id"], ["__count"])
        )
        for partner in self:
            partner.debit_line_count = counts.get(partner, 0)

    def action_open_debits(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sepa_remittance_addon.action_remittance_line")
        return {**action, "domain": [("partner_id", "=", self.commercial_partner_id.id)]}

    def action_open_debit_changes(self):
        """Who asked, when and why, for every debit of this payer (REM-5)."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("sepa_remittance_addon.action_line_change")
        return {**action, "domain": [("line_id.partner_id", "=", self.commercial_partner_id.id)]}
