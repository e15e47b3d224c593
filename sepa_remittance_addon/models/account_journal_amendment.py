from odoo import models


class AccountJournal(models.Model):
    """A bank account that debits under another identifier from now on takes the mandates of the old one along."""

    _inherit = "account.journal"

    def write(self, vals):
        if "sepa_creditor_identifier" not in vals:
            return super().write(vals)
        before = {journal: journal._get_creditor_identifier("sepa_core") for journal in self}
        result = super().write(vals)
        for journal, old in before.items():
            journal.company_id._move_mandates_to_identifier(old, journal._get_creditor_identifier("sepa_core"))
        return result
