"""Copies of rows that Odoo wrote: ``INSERT ... SELECT`` of all columns, so that those which other add-ons put into
Odoo's tables are carried along.
"""

from odoo.tools import SQL

COLUMNS = """
SELECT attname FROM pg_attribute
 WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
"""


def copy(cr, table, source, values):
    """Insert a row for each pair of an original, called ``proto``, and one of ``source``, called ``own``.

    :param source: SQL after ``FROM table proto``: what to join it with, and on what.
    :param values: ``{column: SQL}`` for all that differs from the original.
    """
    cr.execute(_insert(cr, table, source, values))
    _learn_size(cr, table, cr.rowcount)


def copy_together(cr, first, second):
    """Insert rows of two tables that refer to each other, as many of each: references are checked when both are there.

    :param first: ``(table, source, values)`` as :func:`copy` takes them; ``second`` likewise.
    """
    cr.execute(SQL("WITH first AS (%s) %s", _insert(cr, *first), _insert(cr, *second)))
    count = cr.rowcount
    for table, _source, _values in (first, second):
        _learn_size(cr, table, count)


def _insert(cr, table, source, values):
    names = [name for name in columns_of(cr, table) if name != "id" or "id" in values]
    return SQL(
        "INSERT INTO %s (%s) SELECT %s FROM %s proto %s",
        SQL.identifier(table),
        SQL(", ").join(map(SQL.identifier, names)),
        SQL(", ").join(SQL(values[name]) if name in values else SQL.identifier("proto", name) for name in names),
        SQL.identifier(table),
        SQL(source),
    )


def _learn_size(cr, table, added):
    """PostgreSQL expects a table to be as small as when it last looked, and would read all of it for each reference to
    a new row. It looks again where the new rows are the most; a table that has grown large is left alone.
    """
    cr.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", (table,))
    if cr.fetchone()[0] < added:
        cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def columns_of(cr, table):
    cr.execute(COLUMNS, (table,))
    return [name for (name,) in cr.fetchall()]
