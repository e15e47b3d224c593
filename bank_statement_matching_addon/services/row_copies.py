"""Copies of rows that Odoo wrote: ``INSERT ... SELECT`` of all columns, so that those which other add-ons put into
Odoo's tables are carried along.
"""

from odoo.tools import SQL

COLUMNS = """
SELECT column_name FROM information_schema.columns
 WHERE table_schema = CURRENT_SCHEMA AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
"""


def copy(cr, table, source, values):
    """Insert a row for each pair of an original, called ``proto``, and one of ``source``, called ``own``.

    :param source: SQL after ``FROM table proto``: what to join it with, and on what.
    :param values: ``{column: SQL}`` for all that differs from the original.
    """
    names = [name for name in columns_of(cr, table) if name != "id" or "id" in values]
    cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s proto %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ").join(SQL(values[name]) if name in values else SQL.identifier("proto", name) for name in names),
            SQL.identifier(table),
            SQL(source),
        )
    )


def columns_of(cr, table):
    cr.execute(COLUMNS, (table,))
    return [name for (name,) in cr.fetchall()]
