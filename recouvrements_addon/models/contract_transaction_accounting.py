from odoo import api, fields, models
from odoo.fields import Domain

CASHIER = "recouvrements_addon.group_contract_cashier"
PAID_INVOICES = ("payment", "refund")


class ContractTransaction(models.Model):
    """Until outside accounting has a transaction, the invoice it pays can be changed (CTR-10)."""

    _inherit = "contract.transaction"

    accounting_export_id = fields.Many2one(
        "accounting.export",
        "Outside accounting",
        compute="_compute_accounting_export_id",
        search="_search_accounting_export_id",
        compute_sudo=True,
        help="The export by which its entry went out.",
    )
    can_change_invoice = fields.Boolean(compute="_compute_can_change_invoice")

    @api.depends("entry_id.export_entry_ids")
    def _compute_accounting_export_id(self):
        for made in self:
            made.accounting_export_id = made.entry_id.export_entry_ids.export_id[:1]

    def _search_accounting_export_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        out = self.env["accounting.export.entry"].sudo()
        found = out._search([("live", "=", True), ("export_id", "in", [one for one in value if one])])
        domain = Domain("entry_id", "in", found.subselect("move_id"))
        if False in value:
            domain |= Domain("entry_id", "not in", out._search([("live", "=", True)]).subselect("move_id"))
        return domain

    @api.depends("state", "kind", "payment_id", "accounting_export_id")
    def _compute_can_change_invoice(self):
        for made in self:
            pays = made.kind in PAID_INVOICES and made.state == "recorded" and made.payment_id
            made.can_change_invoice = bool(pays) and not made.accounting_export_id

    def action_change_invoice(self):
        self.ensure_one()
        self._check_may(CASHIER)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoice of %s", self.display_name),
            "res_model": "contract.invoice.change",
            "view_mode": "form",
            "target": "new",
            "context": {"default_transaction_id": self.id},
        }
