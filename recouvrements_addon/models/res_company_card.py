from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    card_authorisation_days = fields.Integer(
        "Days of a card authorisation", default=7, help="How long a terminal keeps an amount reserved on a card."
    )

    _card_authorisation_days_positive = models.Constraint(
        "CHECK(card_authorisation_days >= 0)", "A card authorisation cannot end before it begins."
    )
