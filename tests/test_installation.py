"""Each add-on installs alone, all install together, and leave nothing behind when they go."""

import os
import socket
import subprocess
import sys
import uuid

import psycopg2
import pytest

BASE = "sepa_remittance_addon"
# What companies that sell have installed as well; each has a part in how entries are made.
COMPANION_ADDONS = ("sale", "purchase_stock", "stock_account", "hr_expense", "account_edi", "account_debit_note")
SIBLINGS = ("bank_statement_matching_addon", "recouvrements_addon", "mail_lot_addon")

UNINSTALL = """
modules = env["ir.module.module"].search([("name", "in", {names!r}), ("state", "=", "installed")])
modules.button_immediate_uninstall()
"""
# A table, column or record of ours that is still there after the add-on has gone.
LEFT_BEHIND = """
SELECT 'model ' || model FROM ir_model WHERE model ~ '^(debit|received|statement|mail\\.lot|recouvrements)\\.'
UNION SELECT 'field ' || name FROM ir_model_fields
       WHERE name IN ('payment_block', 'collect_automatically', 'debit_scheme')
UNION SELECT 'data ' || module || '.' || name FROM ir_model_data WHERE module = ANY(%(addons)s)
UNION SELECT 'method ' || code FROM account_payment_method WHERE code = 'debit_remittance'
"""


@pytest.fixture
def database():
    """A copy of a database with Odoo's own modules only."""
    base = os.environ.get("SUITE_BASE_DATABASE")
    assert base, "these tests need the databases that `make test` prepares"
    name = f"suite_install_{uuid.uuid4().hex[:8]}"
    subprocess.run(["createdb", "-T", base, name], check=True)
    yield name
    subprocess.run(["dropdb", "--force", name], check=True)


def log_of(*arguments, feed=None):
    """Run Odoo's own command line, which must end well; what it logs."""
    command = [sys.executable, "-m", "odoo", *arguments[:1], "-c", os.environ["SUITE_ODOO_CONF"], *arguments[1:]]
    if arguments[0].startswith("-"):
        command = [sys.executable, "-m", "odoo", "-c", os.environ["SUITE_ODOO_CONF"], *arguments]
    done = subprocess.run(command, input=feed, capture_output=True, text=True, check=False)
    log = done.stdout + done.stderr
    assert done.returncode == 0 and "Traceback" not in log, log[-4000:]
    return log


def odoo(*arguments, feed=None):
    """Run Odoo's own command line; what it logs of ours above INFO is what the test looks at."""
    log = log_of(*arguments, feed=feed)
    warned = [line for line in log.splitlines() if " WARNING " in line or " ERROR " in line]
    return [line for line in warned if any(name in line for name in (BASE, *SIBLINGS))]


def rows(database, query, **parameters):
    with psycopg2.connect(dbname=database) as connection, connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return sorted(row[0] for row in cursor.fetchall())


def installed(database):
    query = "SELECT name FROM ir_module_module WHERE state = 'installed' AND name = ANY(%(addons)s)"
    return rows(database, query, addons=[BASE, *SIBLINGS])


@pytest.mark.parametrize("addon", [BASE, *SIBLINGS])
def test_an_add_on_installs_alone_and_goes_without_a_trace(addon, database):
    assert not odoo("-d", database, "-i", addon, "--stop-after-init")
    assert installed(database) == sorted({BASE, addon})
    feed = UNINSTALL.format(names=[BASE, addon])
    assert not odoo("shell", "-d", database, "--no-http", feed=feed)
    assert not installed(database)
    assert not rows(database, LEFT_BEHIND, addons=[BASE, *SIBLINGS])


def test_a_sibling_goes_and_the_others_stay(database):
    assert not odoo("-d", database, "-i", ",".join(SIBLINGS), "--stop-after-init")
    assert installed(database) == sorted((BASE, *SIBLINGS))
    odoo("shell", "-d", database, "--no-http", feed=UNINSTALL.format(names=["bank_statement_matching_addon"]))
    assert installed(database) == sorted({BASE, "recouvrements_addon", "mail_lot_addon"})


def test_beside_the_sales_app_and_what_companies_have_with_it(database):
    """CTR-1, LOT-9: no add-on needs the sales app, so their other tests run without it. STM-15: entries are copied
    there too, and the copies are as by Odoo.
    """
    tests = (
        "/recouvrements_addon:TestSalesOrders",
        "/mail_lot_addon:TestSalesSubscriptions",
        "/bank_statement_matching_addon:TestLedgerCopies.test_every_row_of_the_database_is_as_by_odoo",
        "/bank_statement_matching_addon:TestLedgerCopies.test_entries_of_all_sorts_of_payers_are_as_by_odoo",
        "/bank_statement_matching_addon:TestLedgerCopies.test_what_an_add_on_does_must_have_been_read",
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    addons = ("-i", ",".join((*COMPANION_ADDONS, *SIBLINGS)), "--http-port", str(port))
    log = log_of("-d", database, *addons, "--test-tags", ",".join(tests), "--stop-after-init")
    assert "0 failed, 0 error(s) of 11 tests" in log, log[-2000:]
    assert "skipped" not in log
