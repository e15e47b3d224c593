from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..formats.charset import to_sepa
from ..formats.refusal import Refusal


class ResCompany(models.Model):
    """A creditor that changes its name or identifier keeps its mandates: each next debit tells the banks (MAN-11)."""

    _inherit = "res.company"

    sepa_creditor_identifier = fields.Char(
        help="When it changes, the mandates given under the old one follow: their next debits tell the banks."
    )

    def _get_creditor_name(self):
        """The company's name as it stands in bank files."""
        self.ensure_one()
        try:
            return to_sepa(self.name or "", 70, "")
        except Refusal:
            return ""

    def write(self, vals):
        if "sepa_creditor_identifier" not in vals:
            return super().write(vals)
        before = {company: company.sepa_creditor_identifier for company in self}
        result = super().write(vals)
        for company, old in before.items():
            company._move_mandates_to_identifier(old, company.sepa_creditor_identifier)
        return result

    def _move_mandates_to_identifier(self, old, new):
        """Mandates given under an identifier that nobody of the company debits by any more follow to the new one.

        :raises UserError: when a reference is taken under the new identifier.
        """
        if not old or not new or old == new or old in self._sepa_identifiers_in_use():
            return
        self.env.flush_all()
        taken = [row[0] for row in self.env.execute_query(SQL(TAKEN, company=self.id, old=old, new=new))]
        if taken:
            raise UserError(
                self.env._(
                    "The mandates cannot follow to the creditor identifier %(new)s: these references are taken there: "
                    "%(references)s",
                    new=new,
                    references=", ".join(taken),
                )
            )
        self.env.cr.execute(SQL(FOLLOW, company=self.id, old=old, new=new, uid=self.env.uid))
        count = self.env.cr.rowcount
        self.env["debit.mandate"].invalidate_model(["creditor_identifier"])
        if count:
            self.partner_id.sudo()._message_log(
                body=self.env._(
                    "Creditor identifier changed from %(old)s to %(new)s; %(count)s mandates follow.",
                    old=old,
                    new=new,
                    count=count,
                )
            )

    def _sepa_identifiers_in_use(self):
        journals = self.env["account.journal"].sudo().search([("company_id", "=", self.id), ("type", "=", "bank")])
        return {self.sepa_creditor_identifier, *journals.mapped("sepa_creditor_identifier")}


TAKEN = """
SELECT mandate.reference
  FROM debit_mandate mandate
  JOIN debit_mandate other ON other.company_id = mandate.company_id
                          AND COALESCE(other.creditor_identifier, '') = %(new)s
                          AND UPPER(other.reference) = UPPER(mandate.reference)
 WHERE mandate.company_id = %(company)s AND mandate.creditor_identifier = %(old)s
   AND mandate.scheme IN ('sepa_core', 'sepa_b2b')
 LIMIT 20
"""

FOLLOW = """
UPDATE debit_mandate
   SET creditor_identifier = %(new)s, write_uid = %(uid)s, write_date = NOW() AT TIME ZONE 'UTC'
 WHERE company_id = %(company)s AND creditor_identifier = %(old)s AND scheme IN ('sepa_core', 'sepa_b2b')
"""
