"""Copies of one real row, by ``INSERT ... SELECT`` of all columns: what Odoo made once, thousands of times.

Columns that other modules add are carried along, because the names come from the database itself.
"""

from odoo.tools import SQL

COLUMNS = """
SELECT column_name FROM information_schema.columns
 WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
"""


def reserve(cr, table, count):
    """Take ``count`` ids out of a table's sequence; return the one before the first."""
    cr.execute(
        SQL(
            """WITH taken AS (SELECT nextval(pg_get_serial_sequence(%(table)s, 'id')) - 1 AS before)
               SELECT before, setval(pg_get_serial_sequence(%(table)s, 'id'), before + %(count)s) FROM taken""",
            table=table,
            count=count,
        )
    )
    return cr.fetchone()[0]


def clone(cr, table, row_id, source, values):
    """Insert one copy of the row ``row_id`` per row of ``source``.

    :param source: SQL of what to join the row with; its columns are at hand in ``values``.
    :param values: ``{column: SQL expression}`` for what differs; ``proto`` is the copied row.
    """
    cr.execute(COLUMNS, (table,))
    columns = [name for (name,) in cr.fetchall() if name in values or name != "id"]
    _insert(
        cr, table, columns, [values.get(name, f'proto."{name}"') for name in columns], source, SQL("id = %s", row_id)
    )


def clone_links(cr, table, condition, source, values):
    """The same for rows without ``id``, and for all that fulfil a condition."""
    cr.execute(COLUMNS, (table,))
    columns = [name for (name,) in cr.fetchall() if name != "id"]
    _insert(cr, table, columns, [values.get(name, f'proto."{name}"') for name in columns], source, condition)


def _insert(cr, table, columns, expressions, source, condition):
    cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s AS proto CROSS JOIN %s WHERE %s",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ".join(expressions).replace("%", "%%")),
            SQL.identifier(table),
            SQL(source),
            SQL("proto.%s", condition),
        )
    )
