from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..formats.identifiers import electronic, mask_iban, mask_ibans

SEES_NUMBERS = "sepa_remittance_addon.group_see_numbers"
_EQUAL = {"=", "!=", "in", "not in"}
# Whatever may be an account number, as PostgreSQL reads it; RF begins a creditor's reference (ISO 11649).
_MAYBE_NUMBER = r"\m(?!RF)[A-Z]{2}[0-9]{2}([ .-]?[A-Z0-9]){11,30}\M"


class MaskedField(fields.Char):
    """What a person's account may be told by: users without the right to see it get it masked (MAN-18).

    It is masked where it leaves the server (read, export) and where a search could guess it digit by digit; the
    server's own code reads it whole. Its model inherits :class:`NumberMask`.
    """

    def _mask(self, value):
        raise NotImplementedError

    def convert_to_read(self, value, record, use_display_name=True):
        return self._shown(super().convert_to_read(value, record, use_display_name), record)

    def convert_to_export(self, value, record):
        return self._shown(super().convert_to_export(value, record), record)

    def _shown(self, value, record):
        if not value or record.env.su or not record._hides_numbers() or record._is_open_number():
            return value
        return self._mask(value)


class MaskedNumber(MaskedField):
    """The number of a person's account. Without the right it is found as a whole only, and neither groups nor sorts."""

    def _mask(self, value):
        return mask_iban(value)

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        """Without the right, only whole numbers are found; numbers that are open to all are found as usual."""
        as_usual = super().condition_to_sql(field_expr, operator, value, model, alias, query)
        if operator in _EQUAL or not model._hides_numbers():
            return as_usual
        if not operator.endswith("like"):
            return SQL("FALSE")
        column = model._field_to_sql(alias, self.name, query)
        whole = electronic(value.strip("%") if isinstance(value, str) else "")
        if operator.startswith("not"):
            return SQL("%s IS DISTINCT FROM %s", column, whole)
        return SQL("(%s = %s OR (%s AND %s))", column, whole, model._open_numbers_sql(alias), as_usual)


class MaskedText(MaskedField):
    """Words of others, in which account numbers may stand. Without the right they are searched, grouped and sorted by
    what is left without whatever may be one.
    """

    def _mask(self, value):
        return mask_ibans(value)

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        model = model.with_context(without_numbers=model._hides_numbers())
        return super().condition_to_sql(field_expr, operator, value, model, alias, query)


class NumberMask(models.AbstractModel):
    """Keeps masked numbers from being guessed by grouping, sorting or copying, and masks from being stored."""

    _name = "debit.number.mask"
    _description = "Masked numbers"

    def _hides_numbers(self):
        """Whether the user, however the code runs, may not see whole numbers."""
        return not self.env.user.has_group(SEES_NUMBERS)

    def _is_open_number(self):
        """Whether this record's numbers may be seen by everybody who may read it."""
        return False

    def _open_numbers_sql(self, alias):
        """:meth:`_is_open_number` as a condition over ``alias``."""
        return SQL("FALSE")

    def _masked_fields(self):
        return {name for name, field in self._fields.items() if isinstance(field, MaskedNumber)}

    def _field_to_sql(self, alias, field_expr, query=None):
        column = super()._field_to_sql(alias, field_expr, query)
        if self.env.context.get("without_numbers") and isinstance(self._fields.get(field_expr), MaskedText):
            return SQL("regexp_replace(%s, %s, '…', 'gi')", column, _MAYBE_NUMBER)
        return column

    def _without_numbers(self):
        """Itself, for a question to the database whose answer leaves the server."""
        hides = not self.env.su and self._hides_numbers()
        return self.with_context(without_numbers=True) if hides else self

    def _refuse_masked_values(self, vals_list):
        """A masked number is for the eye; stored, it would replace the true one."""
        masked = self._masked_fields()
        if any("*" in (vals.get(name) or "") for vals in vals_list for name in masked & vals.keys()):
            raise UserError(self.env._("Enter the whole number; the stars only hide it on the screen."))

    def copy_data(self, default=None):
        copies = super().copy_data(default)
        if not self.env.su and self._hides_numbers():
            for values in copies:
                for name, field in self._fields.items():
                    if isinstance(field, MaskedField) and values.get(name):
                        values[name] = field._mask(values[name])
        return copies

    def _read_group_select(self, aggregate_spec, query):
        self._refuse_to_group(aggregate_spec)
        return super(NumberMask, self._without_numbers())._read_group_select(aggregate_spec, query)

    def _read_group_groupby(self, alias, groupby_spec, query):
        self._refuse_to_group(groupby_spec)
        return super(NumberMask, self._without_numbers())._read_group_groupby(alias, groupby_spec, query)

    def _refuse_to_group(self, spec):
        name = spec.split(":")[0]
        if name in self._masked_fields() and not self.env.su and self._hides_numbers():
            raise AccessError(
                self.env._("Grouping by %s needs the right “See account numbers”.", self._fields[name].string)
            )

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name in self._masked_fields() and not self.env.su and self._hides_numbers():
            return SQL()
        return super(NumberMask, self._without_numbers())._order_field_to_sql(
            alias, field_name, direction, nulls, query
        )
