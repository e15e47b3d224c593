from odoo import fields, models


class MailLotItem(models.Model):
    """An item with an IBAN: the account, and what it did to the client's mandate (LOT-7)."""

    _inherit = "mail.lot.item"

    partner_bank_id = fields.Many2one("res.partner.bank", "Account", ondelete="restrict", groups="base.group_system")
    previous_bank_id = fields.Many2one(
        "res.partner.bank", "Account before", ondelete="restrict", groups="base.group_system"
    )
    mandate_id = fields.Many2one(
        "debit.mandate", ondelete="restrict", index="btree_not_null", groups="sepa_remittance_addon.group_debit_reader"
    )
    is_mandate_made = fields.Boolean("Mandate made by this item")
    account_shown = fields.Char("IBAN", compute="_compute_account_shown")
    mandate_reference = fields.Char("RUM", compute="_compute_account_shown", search="_search_mandate_reference")

    def _compute_account_shown(self):
        """Whoever may see the item may see this much, also without a right on mandates and accounts."""
        for item in self:
            known = item.sudo()
            item.account_shown = known.partner_bank_id and known.mandate_id.masked_account
            item.mandate_reference = known.mandate_id.reference or (
                known.partner_id.client_external_reference if known.payment_mode == "99" else False
            )

    def _search_mandate_reference(self, operator, value):
        mandates = self.env["debit.mandate"].sudo()._search([("reference", operator, value)])
        return [("mandate_id", "in", mandates)]

    def _after_cancelled(self):
        super()._after_cancelled()
        self.env["mail.lot.account.changer"]._undo(self.filtered(lambda item: item.payment_mode == "iban"))
