from odoo import api, fields, models


class DebitMandateSwitch(models.TransientModel):
    """Asks whether another way of giving mandates concerns the open items too, and shows what will happen (MAN-6)."""

    _name = "debit.mandate.switch"
    _description = "Switch between one mandate and a mandate per invoice"

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    way = fields.Selection(
        [("one_off", "Each invoice needs a mandate of its own"), ("recurrent", "One mandate for all invoices")],
        "From now on",
        required=True,
        default="one_off",
    )
    scope = fields.Selection(
        [("future", "Future invoices only"), ("open", "All open items too")],
        "Applies to",
        help="All open items: each unpaid due amount gets a one-off mandate to sign.",
    )
    customer_count = fields.Integer("Customers that change", compute="_compute_preview")
    removed_count = fields.Integer("Unsigned mandates removed", compute="_compute_preview")
    kept_count = fields.Integer("Signed mandates that still serve", compute="_compute_preview")
    open_count = fields.Integer("Open items without a mandate of their own", compute="_compute_preview")

    @api.depends("partner_ids", "way")
    def _compute_preview(self):
        for wizard in self:
            wizard.update(self.env["debit.mandate.switcher"]._preview(wizard.partner_ids._origin, wizard.way))

    def action_switch(self):
        self.ensure_one()
        self.env["debit.mandate.switcher"]._switch(self.partner_ids, self.way, self.scope == "open")
        return {"type": "ir.actions.client", "tag": "soft_reload"}
