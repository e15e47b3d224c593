from odoo import api, fields, models

STATE = [("active", "Active"), ("suspended", "Suspended"), ("cancelled", "Cancelled")]


class SubscriptionOrder(models.Model):
    """A client's subscription to a title: what a coupon can put in service again (LOT-9)."""

    _name = "subscription.order"
    _description = "Subscription order"
    _inherit = ["debit.state.table"]
    _order = "id desc"
    _check_company_auto = True

    _moves = {
        "active": ("suspended", "cancelled"),
        "suspended": ("active",),
        "cancelled": ("active", "suspended"),
    }

    name = fields.Char("Order", required=True, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one("res.partner", "Client", required=True, index=True, ondelete="restrict")
    title_id = fields.Many2one("subscription.title", required=True, index=True, ondelete="restrict", check_company=True)
    state = fields.Selection(STATE, "Status", required=True, default="active", index=True)
    state_before = fields.Selection(STATE, "Status before", help="Comes back when the item is cancelled.")
    since = fields.Date("Ordered on", default=fields.Date.context_today)
    is_gift = fields.Boolean("Gift (KDO)")
    beneficiary = fields.Char(help="Who receives a gift.")
    can_reinstate = fields.Boolean("Can be reinstated", default=True)
    refusal = fields.Char("Why not")
    item_id = fields.Many2one(
        "mail.lot.item", "Reinstated by", readonly=True, index="btree_not_null", ondelete="restrict", copy=False
    )

    _name_unique = models.UniqueIndex("(company_id, name)", "Another order has this number.")
    _stopped = models.Index("(partner_id) WHERE state IN ('suspended', 'cancelled')")

    @api.depends("name", "title_id")
    def _compute_display_name(self):
        for order in self:
            order.display_name = f"{order.name} {order.title_id.name or ''}".strip()

    def _get_refusal(self):
        """Why this order cannot be put in service again; empty when it can."""
        self.ensure_one()
        if self.can_reinstate and self.title_id.can_reinstate and self.title_id.active:
            return ""
        return self.refusal or self.title_id.refusal or self.env._("Réab Imp: this title is not served any more")

    def _put_in_service(self, item):
        for state, orders in self.grouped("state").items():
            orders._move_to("active", item_id=item.id, state_before=state)

    def _take_back(self):
        """The item was cancelled: these orders are again what they were before it."""
        for state, orders in self.filtered("state_before").grouped("state_before").items():
            orders._move_to(state, item_id=False, state_before=False)
