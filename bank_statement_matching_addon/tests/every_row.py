"""Every row of every table as values, to compare what two ways of doing the same left behind (STM-15)."""

import json
from collections import defaultdict

from odoo.tools import SQL

TABLES = """
SELECT table_name FROM information_schema.tables
 WHERE table_schema = CURRENT_SCHEMA AND table_type = 'BASE TABLE' AND table_name !~ '^(ir_|bus_|res_users_log)'
 ORDER BY table_name
"""
SEQUENCES = """
SELECT table_name FROM information_schema.columns
 WHERE table_schema = CURRENT_SCHEMA AND column_name = 'id' AND column_default LIKE 'nextval%'
"""
ALIGN = "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT COALESCE(MAX(id), 0) + 1 FROM %s))"
RANKS = ("account.res.partner.increase_rank.customer_rank", "statement.partner.ranker.customer_rank")
# Moments, and words drawn at random.
APART = {"create_date", "write_date", "access_token"}
APART_OF = {
    "mail_message": {"date", "message_id"},
    "mail_notification": {"read_date", "mail_mail_id"},
    "mail_mail": {"body_html", "references", "headers"},
}
# What is numbered in the order of the work is known otherwise: reconciliations by their items, messages by their words.
OF_MESSAGES = ("mail_tracking_value", "mail_notification", "mail_mail")
BY_CONTENT = ("account_partial_reconcile", "account_full_reconcile", "mail_message", *OF_MESSAGES)


def align(env):
    """Ids are given out from the same number on, whatever was done and taken back before."""
    env.cr.execute(SEQUENCES)
    for (table,) in env.cr.fetchall():
        env.cr.execute(SQL(ALIGN, table, SQL.identifier(table)))
    for name in RANKS:
        env.cr.postcommit.data.get(name, {}).clear()


def _ranks(env):
    """What will be added to the ranks of customers once all is committed."""
    ranks = defaultdict(int)
    for name in RANKS:
        for partner, count in env.cr.postcommit.data.get(name, {}).items():
            ranks[partner] += count
    return ranks


def contents(env):
    """``{table: sorted rows}``"""
    env.flush_all()
    env.cr.precommit.run()
    env.flush_all()
    env.cr.execute(TABLES)
    tables = {table: _rows(env.cr, table) for (table,) in env.cr.fetchall()}
    _name_by_content(tables)
    tables["ranks"] = [{"partner": partner, "more": count} for partner, count in _ranks(env).items()]
    return {table: sorted(json.dumps(row, sort_keys=True) for row in rows) for table, rows in tables.items()}


def _rows(cr, table):
    cr.execute(SQL("SELECT to_jsonb(one)::text FROM %s one", SQL.identifier(table)))
    # amounts stay texts: 10.5 and 10.50 are not stored alike
    rows = [json.loads(row, parse_float=str) for (row,) in cr.fetchall()]
    return [{name: value for name, value in row.items() if name not in APART} for row in rows]


def _name_by_content(tables):
    _name_reconciliations(tables)
    said = {one["id"]: f"{one['model']},{one['res_id']}: {one['body']}" for one in tables["mail_message"]}
    for table in OF_MESSAGES:
        for row in tables[table]:
            row["mail_message_id"] = said[row["mail_message_id"]]
    for table in BY_CONTENT:
        for row in tables[table]:
            for name in ("id", *APART_OF.get(table, ())):
                row.pop(name, None)


def _name_reconciliations(tables):
    parts, items = tables["account_partial_reconcile"], tables["account_move_line"]
    pairs = {f"P{part['id']}": str((part["debit_move_id"], part["credit_move_id"])) for part in parts}
    of_full = {}
    for part in parts:
        of_full.setdefault(part["full_reconcile_id"], []).append(pairs[f"P{part['id']}"])
    fulls = {number: str(sorted(those)) for number, those in of_full.items() if number}
    tables["account_full_reconcile"] = [{"pairs": those} for those in fulls.values()]
    for row in (*parts, *items):
        row["full_reconcile_id"] = fulls.get(row["full_reconcile_id"])
    for item in items:
        item["matching_number"] = item["full_reconcile_id"] or pairs.get(item["matching_number"])


def differences(one, other):
    """``[(table, only in one, only in the other)]``"""
    found = []
    for table in one:
        mine, theirs = list(one[table]), list(other[table])
        for row in one[table]:
            if row in theirs:
                mine.remove(row)
                theirs.remove(row)
        found += [(table, mine, theirs)] if mine or theirs else []
    return found
