"""What other add-ons than Odoo's accounting store of rows that were written by SQL."""

# Their fields of Odoo's accounting are in the copies; payments are linked to no copy.
COPIED = frozenset(
    {"account.move", "account.move.line", "account.payment", "account.bank.statement", "account.bank.statement.line"}
)


def tell(records, names, create=False):
    """Have Odoo compute, with the next flush, what depends on fields that were written by SQL.

    Guaranteed: the same as ``BaseModel.modified`` would, but for the fields of Odoo's accounting. The way to those is
    not even walked: from the entry of a whole payment block it leads to every invoice that it ever paid. What is stored
    is read before, so that Odoo writes changed values only.
    """
    tree = records.pool.get_trigger_tree([records._fields[name] for name in names], select=_is_foreign)
    asked = records.sudo().with_context(active_test=False)
    for field, found, _created in list(asked._modified_triggers(tree, create)):
        affected = found - records.env.protected(field)
        affected.fetch([field.name])
        records.env.add_to_compute(field, affected)
        if field.recursive:
            affected.modified([field.name])


def of_account(records):
    """What is computed and stored by Odoo's own accounting: the copies have it from the original."""
    return [field for field in records._fields.values() if _is_stored(field) and field._module == "account"]


def _is_foreign(field):
    return _is_stored(field) and not (field._module == "account" and field.model_name in COPIED)


def _is_stored(field):
    return bool(field.store and field.compute)
