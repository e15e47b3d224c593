"""Workers that die at work on a statement leave what one clean run would: real processes, killed at random points."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from odoo import sql_db
from odoo.tests.common import get_db_name
from parallel import copy_of
from statement_world import LINES, StatementWorld

KILLS = 4  # fewer than a job is begun again
LINE = """
SELECT statement.number, statement.state, statement.journal_id, line.sequence, line.amount, line.state, line.allocated,
       line.fingerprint, line.duplicate_of_id, line.partner_id, line.scenario_id, line.evidence, line.effect
  FROM received_statement_line line JOIN received_statement statement ON statement.id = line.statement_id
 ORDER BY statement.number, line.sequence
"""
ALLOCATION = """
SELECT line.sequence, allocation.kind, allocation.origin, allocation.amount, allocation.remittance_line_id,
       allocation.move_line_id, allocation.partner_id, allocation.scenario_id
  FROM received_allocation allocation JOIN received_statement_line line ON line.id = allocation.line_id
 ORDER BY line.sequence, allocation.remittance_line_id
"""
REMITTED = "SELECT id, state FROM debit_remittance_line ORDER BY id"
JOB = "SELECT method, state FROM background_job WHERE res_model LIKE 'received%' ORDER BY id"


@pytest.fixture(scope="module")
def world():
    with copy_of(get_db_name()) as database:
        world = StatementWorld(database)
        world.automate("allocation", large_from=1)
        yield world


@pytest.fixture(scope="module")
def file(world, tmp_path_factory):
    path = tmp_path_factory.mktemp("bank") / "bank.xml"
    path.write_bytes(world.answer)
    return path


def run(database, file, step, kills=0, asking=0, working=0):
    """:return: how many processes were killed, and the seconds of asking and of working in the end."""
    script = Path(__file__).with_name("killed_statements.py")
    command = [sys.executable, script, os.environ["SUITE_ODOO_CONF"], database, file, step]
    command += map(str, (kills, asking, working))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    killed, asking, working = done.stdout.split()[-3:]
    return int(killed), float(asking), float(working)


def rows(database, *queries):
    with closing(sql_db.db_connect(database).cursor()) as cr:
        found = []
        for query in queries:
            cr.execute(query)
            found.append(cr.fetchall())
    sql_db.close_db(database)
    return found


def test_reception_validation_and_allocation_killed_anywhere(world, file):
    """STM-18: the staging rows, the allocations and the statuses are those of one clean run; so after a release."""
    with copy_of(world.database) as clean, copy_of(world.database) as killed:
        _none, *seconds = run(clean, file, "receive")
        expected = rows(clean, LINE, ALLOCATION, REMITTED, JOB)
        assert [len(found) for found in expected[:2]] == [LINES, LINES]
        assert {line[1] for line in expected[0]} == {"full"}
        assert expected[3] == [("_read", "done"), ("_run_validation", "done"), ("_run_allocation", "done")]
        assert run(killed, file, "receive", KILLS, *seconds)[0] >= KILLS
        assert rows(killed, LINE, ALLOCATION, REMITTED, JOB) == expected

        _none, *seconds = run(clean, file, "release")
        expected = rows(clean, LINE, ALLOCATION, REMITTED)
        assert expected[1] == [] and {line[5] for line in expected[0]} == {"to_allocate"}
        run(killed, file, "release", KILLS, *seconds)
        assert rows(killed, LINE, ALLOCATION, REMITTED) == expected
