from odoo import api, models


class DebitPayerView(models.AbstractModel):
    """What payers who log in to the portal may read of their own records: the fields named here and no others.

    Portal users reach models by RPC too, so what a page does not show is closed here and not in the page.
    """

    _name = "debit.payer.view"
    _description = "Fields that payers may read"

    _payer_fields = frozenset()

    @api.model
    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        if not allowed or self.env.su or self.env.user._is_internal():
            return allowed
        return operation == "read" and field.name in self._payer_fields
