"""A ledger update that dies at work leaves nothing by halves, and the next one gives what one clean run gives."""

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from odoo.tests.common import get_db_name
from parallel import LINES, World, copy_of
from serving import serving
from test_killed_remittances import JOB, large_from

KILLS = 6
# What the ledger says, whatever the numbers and ids that were given out on the way.
LEDGER = """
SELECT move.journal_id, move.date, move.state, move.payment_state, item.account_id, item.partner_id, item.balance,
       item.amount_currency, item.amount_residual, item.reconciled, COUNT(*)
  FROM account_move_line item JOIN account_move move ON move.id = item.move_id
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
"""
COUNTS = """
SELECT (SELECT COUNT(*) FROM account_partial_reconcile), (SELECT COUNT(*) FROM account_bank_statement_line),
       (SELECT COUNT(*) FROM account_bank_statement),
       (SELECT COUNT(*) FROM debit_remittance_line WHERE state = 'matched')
"""


@pytest.fixture(scope="module")
def world():
    """A company whose bank has answered: everything is allocated, nothing posted."""
    with copy_of(get_db_name()) as database:
        world = World(database)
        world.received_id = allocated(world)
        yield world


def allocated(world):
    import answers

    with world.environment() as env:
        remittance = world.propose(env)
        remittance.action_confirm()
    with world.environment() as env:
        file = answers.render(env["debit.remittance"].browse(remittance.id), "camt_lines")
        journal = env["account.payment.method.line"].browse(world.method_id).journal_id
        received = env["statement.receiver"]._receive([file], journal)
        received.action_validate()
        received.action_allocate()
        assert received.state == "full", received.error_ids.mapped("message")
        return received.id


def click(world, server, method):
    session = server.log_in()
    call = {"model": "received.statement", "method": method, "args": [[world.received_id]], "kwargs": {}}
    return server._post(session, "/web/dataset/call_button", call)


@contextmanager
def somebody_holds_an_invoice(world):
    """So that the update stands still in the middle of its work."""
    with world.registry.cursor() as cr:
        cr.execute("SELECT move_id FROM debit_remittance_line ORDER BY id DESC LIMIT 1")
        cr.execute("SELECT id FROM account_move WHERE id = %s FOR UPDATE", [cr.fetchone()[0]])
        yield


def update_cleanly(world):
    """Once, without a crash; what that gives, and everything as before."""
    with world.environment() as env:
        env["received.statement"].browse(world.received_id).action_update_ledgers()
    clean = world.rows(LEDGER), world.rows(COUNTS)
    with world.environment() as env:
        env["received.statement"].browse(world.received_id).action_undo_ledgers()
    return clean


def test_a_ledger_update_killed_anywhere_leaves_nothing(world):
    """STM-18, STM-15"""
    before = world.snapshot()
    script = Path(__file__).with_name("killed_ledgers.py")
    work = world.database, str(world.received_id), str(KILLS)
    command = [sys.executable, script, os.environ["SUITE_ODOO_CONF"], *work]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout.split()[-1]) > KILLS / 2
    assert world.snapshot() == before


def test_a_worker_killed_at_the_ledgers_is_followed_by_one_that_does_it(world):
    """STM-18: the ledger is that of one clean run."""
    clean = update_cleanly(world)
    large_from(world, LINES)
    with somebody_holds_an_invoice(world):
        with serving(world, "--max-cron-threads=1") as server:
            assert "error" not in click(world, server, "action_update_ledgers")
            assert "error" not in click(world, server, "action_update_ledgers")
            world.until(lambda: world.rows(JOB) == [("running", 1)], "no worker begins")
            world.until_somebody_waits()
        assert world.rows(JOB) == [("running", 1)]
    world.until(lambda: not world.rows("SELECT 1 FROM pg_locks WHERE NOT granted"), "the dead one still waits")
    with serving(world, "--max-cron-threads=1"):
        world.until(lambda: world.rows(JOB)[0][0] == "done", "nobody takes over")
    assert world.rows(JOB) == [("done", 2)]
    assert (world.rows(LEDGER), world.rows(COUNTS)) == clean
    assert world.rows(COUNTS)[0][1:] == (LINES, 1, LINES)
