from odoo import fields, models


class DebitRemittance(models.Model):
    """How many payers a remittance debits, and on which days; read for one form at a time."""

    _inherit = "debit.remittance"

    payer_count = fields.Integer("Payers", compute="_compute_payers")
    payment_from = fields.Date("First payment date", compute="_compute_payers")
    payment_to = fields.Date("Last payment date", compute="_compute_payers")

    def _compute_payers(self):
        groups = self.env["debit.remittance.line"]._read_group(
            [("remittance_id", "in", self.ids), ("state", "not in", ("held", "removed", "cancelled"))],
            ["remittance_id"],
            ["partner_id:count_distinct", "payment_date:min", "payment_date:max"],
        )
        found = {remittance.id: values for remittance, *values in groups}
        for remittance in self:
            count, first, last = found.get(remittance._origin.id, (0, False, False))
            remittance.payer_count, remittance.payment_from, remittance.payment_to = count, first, last
