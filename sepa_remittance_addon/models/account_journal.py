from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..formats.identifiers import check_creditor_identifier
from ..formats.refusal import Refusal
from .refusals import tell


class AccountJournal(models.Model):
    _inherit = "account.journal"

    sepa_creditor_identifier = fields.Char(
        "SEPA creditor identifier",
        copy=False,
        help="Only where this bank account debits under another identifier than the company's.",
    )
    pbs_creditor_number = fields.Char(
        "PBS creditor number", copy=False, help="Leverandørservice: 5 digits; Betalingsservice: 8 digits."
    )
    pbs_supplier_number = fields.Char("PBS data supplier (CVR)", copy=False, size=8)
    pbs_debtor_group = fields.Char("PBS debtor group", copy=False, size=5, default="00001")

    @api.constrains("sepa_creditor_identifier")
    def _check_sepa_creditor_identifier(self):
        for journal in self.filtered("sepa_creditor_identifier"):
            _check_identifier(journal, journal.sepa_creditor_identifier)

    def _get_creditor_identifier(self, scheme):
        """The identifier under which this bank account debits: its own, or the company's."""
        self.ensure_one()
        field = "sepa_creditor_identifier" if scheme in ("sepa_core", "sepa_b2b") else "pbs_creditor_number"
        return self[field] or self.company_id[field] or ""


def _check_identifier(record, number):
    try:
        check_creditor_identifier(number)
    except Refusal as refusal:
        problem = f"{record.display_name}: {tell(record.env, refusal)}"
        raise ValidationError(problem) from refusal
