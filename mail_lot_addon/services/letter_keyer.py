from odoo import models


class MailLotLetterKeyer(models.AbstractModel):
    """Keys mail without means of payment (LOT-13): what it says of the client, or a debit asked for once more.

    Nothing ticked on the coupon: re-present where the IBAN is the same, re-invoice where it is not. An IBAN written on
    the letter is keyed as any other.
    """

    _name = "mail.lot.letter.keyer"
    _description = "Keying of mail without means of payment"
    _inherit = ["mail.lot.iban.keyer"]

    def _is_iban_keyed(self, envelope):
        return bool(envelope.iban) or any(envelope.operations.get(line) in self._paying for line in envelope.operations)
