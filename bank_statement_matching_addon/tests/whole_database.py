"""The rows of the database, to see whether something is as it was before."""

from odoo.tools import SQL

TABLES = """
SELECT table_name FROM information_schema.tables
 WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name ~ '^(account|received|debit|res_partner)'
   AND table_name NOT IN ('debit_remittance_sequence')
 ORDER BY table_name
"""
COLUMNS = """
SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> ALL(%s) ORDER BY column_name
"""
# Who touched a row last and when; that Odoo saw a posted invoice touched; how often a customer was of use; that numbers
# were given out which nothing bears now.
MINUS = ["create_date", "write_date", "write_uid", "is_manually_modified", "customer_rank", "made_sequence_gap"]
# Odoo makes some full reconciliations that nothing refers to, and its own undo leaves them.
USED = {"account_full_reconcile": "id IN (SELECT full_reconcile_id FROM account_partial_reconcile)"}


def rows(env):
    """``{table: its rows, as texts}``"""
    env.flush_all()
    env.invalidate_all()
    env.cr.execute(TABLES)
    return {table: _rows(env.cr, table) for (table,) in env.cr.fetchall()}


def _rows(cr, table):
    cr.execute(COLUMNS, (table, MINUS))
    columns = SQL(", ").join(SQL.identifier(column) for (column,) in cr.fetchall())
    used = SQL(USED.get(table, "TRUE"))
    cr.execute(SQL("SELECT ROW(%s)::text FROM %s WHERE %s ORDER BY 1", columns, SQL.identifier(table), used))
    return [row for (row,) in cr.fetchall()]


def changes(before, after):
    """``{table: (rows only before, rows only after)}``"""
    return {
        table: (sorted(set(before[table]) - set(after[table])), sorted(set(after[table]) - set(before[table])))
        for table in before
        if before[table] != after[table]
    }
