from odoo import models

PAYER_REASONS = ("letter", "telephone", "email", "portal")


class DebitRemittanceLine(models.Model):
    """What a payer sees of a debit, and whether it may undo what was done to it (REM-5)."""

    _name = "debit.remittance.line"
    _inherit = ["debit.remittance.line", "debit.payer.view"]

    _payer_fields = frozenset(
        {
            "id",
            "display_name",
            "partner_id",
            "company_id",
            "move_id",
            "due_date",
            "payment_date",
            "currency_id",
            "amount",
            "state",
            "mandate_reference",
            "masked_account",
        }
    )

    def _changed_by_payer(self):
        """Lines out of the debit because their payer asked; what we took out ourselves is not its to put back."""
        return self.filtered(
            lambda line: line.state in ("held", "removed") and line.change_ids[:1].channel in PAYER_REASONS
        )
