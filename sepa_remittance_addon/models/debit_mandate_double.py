from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# One-off mandates of several invoices stand beside one another by nature; two schemes are two permissions.
DOUBLE = """
SELECT id FROM (SELECT id, COUNT(*) OVER (PARTITION BY partner_id, company_id, scheme, partner_bank_id) AS together
                  FROM debit_mandate
                 WHERE kind = 'recurrent' AND state IN ('to_sign', 'active') AND %s) live
 WHERE together > 1
"""


class DebitMandate(models.Model):
    """The check on double mandates: same payer, same account (MAN-16)."""

    _inherit = "debit.mandate"

    is_double = fields.Boolean(
        "Double",
        compute="_compute_is_double",
        search="_search_is_double",
        help="Another recurrent mandate of the same payer, account and scheme is to sign or active too. Keep one.",
    )

    @api.depends("kind", "state", "partner_id", "partner_bank_id", "scheme")
    def _compute_is_double(self):
        self.env["debit.mandate"].flush_model(
            ["kind", "state", "partner_id", "partner_bank_id", "scheme", "company_id"]
        )
        payers = SQL("partner_id = ANY(%s)", self.partner_id.ids)
        double = {row[0] for row in self.env.execute_query(SQL(DOUBLE, payers))}
        for mandate in self:
            mandate.is_double = mandate._origin.id in double

    def _search_is_double(self, operator, value):
        if operator != "in" or len(set(value)) != 1:
            return NotImplemented if operator != "in" else Domain.TRUE
        self.env["debit.mandate"].flush_model()
        double = Domain.custom(
            to_sql=lambda model, alias, _query: SQL("%s IN (%s)", SQL.identifier(alias, "id"), SQL(DOUBLE, SQL("TRUE")))
        )
        return double if True in value else ~double

    def action_open_double(self):
        """This mandate beside those it may be confused with."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mandates of %s", self.partner_id.name),
            "res_model": "debit.mandate",
            "view_mode": "list,form",
            "domain": [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("partner_bank_id", "=", self.partner_bank_id.id),
                ("kind", "=", "recurrent"),
            ],
        }
