from odoo import fields, models


class SubscriptionTitle(models.Model):
    """A newspaper or review that clients subscribe to."""

    _name = "subscription.title"
    _description = "Subscription title"
    _order = "name, id"

    name = fields.Char("Title", required=True)
    code = fields.Char(required=True, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    active = fields.Boolean(default=True)
    can_reinstate = fields.Boolean("Can be reinstated", default=True)
    refusal = fields.Char("Why not", help="Told to the operator; the coupon is marked “Réab Imp” and digitised.")

    _code_unique = models.UniqueIndex("(company_id, code)", "Another title has this code.")
