from odoo import api, models
from odoo.tools import SQL


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

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """The order of a model may name fields that are closed to payers; they do without."""
        field = self._fields.get(field_name.split(":")[0].split(".")[0])
        if field is not None and not self._has_field_access(field, "read"):
            return SQL()
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
