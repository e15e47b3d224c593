from odoo import models


class AccountMove(models.Model):
    """Customers name invoices by parts of their numbers; the allocation looks them up for all lines at once."""

    _inherit = "account.move"

    _named_by_serial = models.Index(
        "(company_id, sequence_number) WHERE state = 'posted'"
        " AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
    )
    _named_by_reference = models.Index(
        "(company_id, LTRIM(UPPER(REGEXP_REPLACE(payment_reference, '[^A-Za-z0-9]', '', 'g')), '0'))"
        " WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
        " AND payment_reference IS NOT NULL"
    )
