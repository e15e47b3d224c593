from odoo import api, fields, models
from odoo.exceptions import ValidationError

KEPT = {
    "cheque": "mail_lot_keep_cheque",
    "card": "mail_lot_keep_card",
    "iban": "mail_lot_keep_iban",
    "letter": "mail_lot_keep_letter",
}


class ResCompany(models.Model):
    """How many months a scan is kept, counted from the arrival of the mail; 0 keeps it without limit."""

    _inherit = "res.company"

    # a cheque lapses after a year and eight days; cards and debits can be disputed for thirteen months
    mail_lot_keep_cheque = fields.Integer("Scans of cheques, months", default=13)
    mail_lot_keep_card = fields.Integer("Scans of cards, months", default=13)
    # proof of the mandate: thirteen months after the last debit, and a mandate lives three years unused
    mail_lot_keep_iban = fields.Integer("Scans of IBANs, months", default=49)
    mail_lot_keep_letter = fields.Integer("Scans of letters, months", default=12)

    @api.constrains(*KEPT.values())
    def _check_scan_months(self):
        for company in self:
            if any(company[field] < 0 for field in KEPT.values()):
                raise ValidationError(
                    self.env._("%s: scans are kept for some months, or for 0, without limit.", company.display_name)
                )

    def _get_scan_months(self, content):
        return self[KEPT[content]] if content else 0

    def _get_all_scan_months(self):
        """Of those kinds whose scans end one day."""
        return {content: self[field] for content, field in KEPT.items() if self[field]}
