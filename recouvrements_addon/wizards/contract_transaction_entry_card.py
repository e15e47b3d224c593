from odoo import api, fields, models


class ContractTransactionEntry(models.TransientModel):
    """What a terminal printed for a reservation on a card (CTR-5); a card number is refused, not stored."""

    _inherit = "contract.transaction.entry"

    card_reference = fields.Char("Terminal reference", help="What the terminal printed; never a card number.")
    expiry_date = fields.Date("Reserved until", compute="_compute_expiry_date", store=True, readonly=False)

    @api.depends("kind", "date")
    def _compute_expiry_date(self):
        transactions = self.env["contract.transaction"]
        for entry in self:
            reserves = entry.kind == "card_authorisation"
            entry.expiry_date = transactions._default_expiry(entry.company_id, entry.date) if reserves else False

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self.env["card.clerk"]._refuse_card_numbers(vals)
        return super().create(vals_list)

    def write(self, vals):
        self.env["card.clerk"]._refuse_card_numbers(vals)
        return super().write(vals)

    @api.model
    def _keyed_fields(self):
        return [*super()._keyed_fields(), "card_reference", "expiry_date"]

    def _fill_gaps(self):
        gaps = super()._fill_gaps()
        if self.kind == "card_authorisation" and not self.card_reference:
            gaps["card_reference"] = "-"
        return gaps
