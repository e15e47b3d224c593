"""A server that dies at work leaves nothing by halves, and the next one does it: real processes and requests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger
from parallel import LINES, World, copy_of, in_the_way
from serving import serving

SEPA = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"}
KILLS = 8
JOB = "SELECT state, attempt FROM background_job ORDER BY id DESC LIMIT 1"
LARGE = "sepa_remittance_addon.background_from"


@pytest.fixture(scope="module")
def populated():
    with copy_of(get_db_name()) as database:
        yield World(database)


@pytest.fixture
def world(populated):
    yield populated
    large_from(populated, 10**6)
    populated.free_everything()


def large_from(world, lines):
    with world.environment() as env:
        env["ir.config_parameter"].set_param(LARGE, lines)


def test_a_confirmation_killed_at_random_points_leaves_nothing(world):
    """REM-8, REM-17"""
    remittance_id = world.proposed()
    before = world.snapshot()
    script = Path(__file__).with_name("killed_at.py")
    command = [sys.executable, script, os.environ["SUITE_ODOO_CONF"], world.database, str(remittance_id), str(KILLS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout.split()[-1]) > KILLS / 2
    assert world.snapshot() == before


def test_two_clicks_and_a_payer_through_real_requests(world):
    """REM-8, REM-5: Odoo retries what collides; one click confirms, the other is told."""
    remittance_id = world.proposed()
    with serving(world) as server:
        first, second = server.log_in(), server.log_in()
        with mute_logger("odoo.sql_db"), world.environment() as payer:
            payer["debit.remittance"].browse(remittance_id).line_ids[0]._change("remove", "portal", "Not mine")
            clicked = world.meanwhile(lambda _env: server.click(first, "action_confirm", [remittance_id]))
            world.until_somebody_waits()
            refused = server.click(second, "action_confirm", [remittance_id])
        assert "Someone else is working on" in refused["error"]["data"]["message"]
        assert "error" not in clicked()["value"]
        refused = server.click(second, "action_confirm", [remittance_id])
        assert "confirmed already" in refused["error"]["data"]["message"]
    assert world.lines_of(remittance_id) == [("remitted", LINES - 1, LINES - 1), ("removed", 1, 0)]
    assert len(world.files_of(remittance_id)) == 1


def test_a_server_killed_at_work_is_followed_by_one_that_does_it(world):
    """REM-17, REM-8: the outcome is that of one clean run."""
    remittance_id = world.proposed()
    large_from(world, LINES)
    before = world.snapshot()
    with in_the_way(world, remittance_id):
        with serving(world, "--max-cron-threads=1") as server:
            session = server.log_in()
            assert "error" not in server.click(session, "action_confirm", [remittance_id])
            assert "error" not in server.click(session, "action_confirm", [remittance_id])
            world.until(lambda: world.rows(JOB) == [("running", 1)], "no worker begins")
            world.until_somebody_waits()
            told = world.rows("SELECT done, total, step FROM background_progress ORDER BY id DESC LIMIT 1")
        assert told == [(1, 4, "Numbering the debits")]
        assert world.rows(JOB) == [("running", 1)]
    world.until(lambda: not world.rows("SELECT 1 FROM pg_locks WHERE NOT granted"), "the dead one still waits")
    assert world.snapshot() == before
    with serving(world, "--max-cron-threads=1"):
        world.until(lambda: world.rows(JOB)[0][0] == "done", "nobody takes over")
    assert world.rows("SELECT name, state, attempt FROM background_job WHERE method = '_confirm'")[0][1:] == ("done", 2)
    assert world.lines_of(remittance_id) == [("remitted", LINES, LINES)]
    files = world.files_of(remittance_id)
    assert [etree.fromstring(file).findtext(".//p:NbOfTxs", namespaces=SEPA) for file in files] == [str(LINES)]
