"""The rows that a step wrote, kept as files, so that the floor writes the very same ones.

What a step wrote is told by PostgreSQL itself: a row carries the number of the transaction that wrote it.
"""

from odoo.tools import SQL

# The rows that hold the outcome. What a step says about it (messages, jobs, files) the floor does not write.
WRITTEN = {
    "proposal": ("debit_remittance_line",),
    "confirm": ("debit_remittance_line", "account_move_line"),
    "import": ("received_statement_line",),
    "allocation": ("received_allocation", "received_statement_line"),
    "ledger": (
        "account_move", "account_bank_statement_line", "account_move_line", "account_full_reconcile",
        "account_partial_reconcile", "debit_remittance_line", "received_statement_line",
    ),
}  # fmt: skip
# The few rows of a file or a remittance that those belong to.
PARENTS = ("debit_remittance", "received_statement", "account_bank_statement")
COLUMNS = """
SELECT column_name FROM information_schema.columns
 WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
"""
FOREIGN_KEYS = """
SELECT source.relname, con.conname FROM pg_constraint con JOIN pg_class source ON source.oid = con.conrelid
 WHERE con.contype = 'f' AND source.relname = ANY(%s)
"""


def transaction(cr):
    """The number below which all transactions are over."""
    cr.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    return cr.fetchone()[0]


def keep(cr, step, before, folder):
    """Write what the transactions from ``before`` on left in the tables of the step to files."""
    for table in (*WRITTEN.get(step, ()), *existing(cr, PARENTS)):
        names = SQL(", ").join(map(SQL.identifier, columns(cr, table)))
        query = SQL(
            "COPY (SELECT %s FROM %s WHERE xmin::text::bigint >= %s) TO STDOUT (FORMAT binary)",
            names, SQL.identifier(table), before,
        )  # fmt: skip
        with open(folder / f"{step}.{table}", "wb") as kept:
            cr._obj.copy_expert(cr._obj.mogrify(query.code, query.params), kept)


def load(cr, table, path):
    """Stage the rows of such a file beside their table, marked whether the table has them already."""
    staged, target = SQL.identifier(f"floor_{table}"), SQL.identifier(table)
    names = SQL(", ").join(map(SQL.identifier, columns(cr, table)))
    cr.execute(SQL("DROP TABLE IF EXISTS %s", staged))
    cr.execute(SQL("CREATE UNLOGGED TABLE %s AS SELECT %s FROM %s LIMIT 0", staged, names, target))
    with open(path, "rb") as kept:
        query = SQL("COPY %s FROM STDIN (FORMAT binary)", staged)
        cr._obj.copy_expert(cr._obj.mogrify(query.code, query.params), kept)
    cr.execute(SQL("ALTER TABLE %s ADD COLUMN floor_there boolean", staged))
    cr.execute(SQL("UPDATE %s SET floor_there = EXISTS (SELECT FROM %s t WHERE t.id = %s.id)", staged, target, staged))


def write(cr, table):
    """Insert or update the rows that were staged, one statement each; return how many these were."""
    staged, target = SQL.identifier(f"floor_{table}"), SQL.identifier(table)
    names = [SQL.identifier(name) for name in columns(cr, table)]
    listed, read = SQL(", ").join(names), SQL(", ").join(SQL("s.%s", name) for name in names)
    cr.execute(SQL("INSERT INTO %s (%s) SELECT %s FROM %s s WHERE NOT floor_there", target, listed, read, staged))
    inserted = cr.rowcount
    cr.execute(SQL("UPDATE %s t SET (%s) = ROW(%s) FROM %s s WHERE s.id = t.id AND floor_there",
                   target, listed, read, staged))  # fmt: skip
    return inserted + cr.rowcount


def existing(cr, tables):
    cr.execute("SELECT table_name FROM information_schema.tables WHERE table_name = ANY(%s)", [list(tables)])
    return [name for (name,) in cr.fetchall()]


def foreign_keys(cr, tables):
    cr.execute(FOREIGN_KEYS, [list(tables)])
    return cr.fetchall()


def columns(cr, table):
    cr.execute(COLUMNS, (table,))
    return [name for (name,) in cr.fetchall()]
