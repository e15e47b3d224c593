from odoo import fields, models


class MailLotItem(models.Model):
    """A coupon that is forwarded goes on one slip."""

    _inherit = "mail.lot.item"

    transfer_id = fields.Many2one(
        "mail.lot.transfer", "Transfer slip", readonly=True, index="btree_not_null", check_company=True, copy=False
    )

    _by_arrival = models.Index("(company_id, arrival_date)")
    _to_transfer = models.Index(
        "(company_id, destination) WHERE transfer_id IS NULL AND state != 'cancelled'"
        " AND destination IN ('digitisation', 'recovery', 'src')"
    )

    def action_gather(self):
        """Put the chosen coupons, or all that wait, on their slips."""
        gatherer = self.env["mail.lot.transfer.gatherer"]
        transfers = gatherer._gather(self if self else gatherer._get_waiting(self.env.companies))
        action = self.env["ir.actions.act_window"]._for_xml_id("mail_lot_addon.action_mail_lot_transfer")
        return {**action, "domain": [("id", "in", transfers.ids)], "context": {}}

    def _after_cancelled(self):
        """A coupon keyed wrong leaves a slip that is still here; one that is gone stays listed."""
        super()._after_cancelled()
        self.filtered(lambda item: item.transfer_id.state == "ready").transfer_id = False
