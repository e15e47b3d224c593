from odoo import api, fields, models
from odoo.exceptions import UserError


class DebitMandateEnd(models.TransientModel):
    """Asks since when and why mandates are withdrawn or abandoned, and whether their payers are still collected."""

    _name = "debit.mandate.end"
    _description = "End mandates"

    mandate_ids = fields.Many2many("debit.mandate", required=True)
    target = fields.Selection(
        [("withdrawn", "Withdrawn by the payer"), ("abandoned", "Abandoned")], required=True, default="withdrawn"
    )
    day = fields.Date("Since", required=True, default=fields.Date.context_today)
    reason = fields.Char("Why", required=True)
    collected_partner_ids = fields.Many2many("res.partner", compute="_compute_collected_partner_ids")
    stop_collecting = fields.Boolean(
        "Stop collecting automatically",
        help="Otherwise they stay on collect automatically, and “no mandate” shows on the customer, on invoices and in "
        "proposals until a mandate is signed.",
    )

    @api.depends("mandate_ids")
    def _compute_collected_partner_ids(self):
        for wizard in self:
            wizard.collected_partner_ids = wizard.mandate_ids.partner_id.filtered(
                lambda payer, wizard=wizard: any(
                    payer.with_company(company).collect_automatically
                    for company in wizard.mandate_ids.filtered(lambda mandate: mandate.partner_id == payer).company_id
                )
            )

    def action_end(self):
        """End the mandates; nothing new is made in their place."""
        self.ensure_one()
        if self.day > fields.Date.context_today(self):
            raise UserError(self.env._("A mandate cannot end in the future."))
        self.mandate_ids._end(self.target, self.day, self.reason)
        if self.stop_collecting:
            for company, mandates in self.mandate_ids.grouped("company_id").items():
                mandates.partner_id.with_company(company)._set_collecting(False)
        return {"type": "ir.actions.act_window_close"}
