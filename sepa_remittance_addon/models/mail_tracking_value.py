from odoo import api, models

from ..formats.identifiers import mask_iban
from .number_mask import MaskedField


class MailTrackingValue(models.Model):
    """The chatter tells that an account number changed, to everybody masked: a message outlives rights (MAN-18)."""

    _inherit = "mail.tracking.value"

    @api.model
    def _create_tracking_values(self, initial_value, new_value, col_name, col_info, record):
        values = super()._create_tracking_values(initial_value, new_value, col_name, col_info, record)
        field = record._fields[col_name]
        if isinstance(field, MaskedField):
            for side in ("old_value_char", "new_value_char"):
                values[side] = values.get(side) and field._mask(values[side])
        elif field.comodel_name == "res.partner.bank" and field.type == "many2one":
            for side, account in (("old_value_char", initial_value), ("new_value_char", new_value)):
                if isinstance(account, models.BaseModel) and account:
                    number = account.sudo().acc_number
                    values[side] = values[side].replace(number, mask_iban(number))
        return values
