"""With the community's ``queue_job`` in the database its runners share the work: real worker processes, one killed."""

import os
import signal
from datetime import timedelta
from itertools import pairwise

import pytest
from odoo import fields
from odoo.tests.common import get_db_name
from odoo.tools import config
from parallel import World, copy_of, free_port, in_the_way
from serving import serving

REMITTANCES = 3  # in each of the two companies
DEBITS = 3  # in each remittance
RUNNING = "SELECT res_id FROM background_job WHERE state = 'running' ORDER BY id"
AT_WORK = "SELECT DISTINCT worker_pid FROM queue_job WHERE state = 'started'"
LEFT = "SELECT 1 FROM background_job WHERE state != 'done'"
CONFIRMED = """
SELECT company_id, res_id, attempt, started_on, ended_on FROM background_job
 WHERE method = '_confirm' ORDER BY company_id, id
"""
FILES = """
SELECT res_id, COUNT(*) FROM ir_attachment
 WHERE res_model = 'debit.remittance' AND name LIKE %s GROUP BY res_id ORDER BY res_id
"""


class TwoCompanies(World):
    """Two companies, each with invoices due on four days and three proposals to confirm."""

    lines = 4 * DEBITS

    def populate(self):
        super().populate()
        self.first = self.propose_by_day()
        with self.environment() as env:
            # the customers of the second company get the same references, out of the same tables
            env.cr.execute("UPDATE res_partner SET ref = 'first ' || ref WHERE ref LIKE 'K%'")
            env.cr.execute("DROP TABLE IF EXISTS bench_customer, bench_invoice")
        self.add_company("another")
        self.second = self.propose_by_day()
        with self.environment() as env:
            env["ir.config_parameter"].set_param("sepa_remittance_addon.background_from", 1)

    def propose_by_day(self):
        """The invoices of the first three due days, see ``bench/ledger.py``, in a remittance each."""
        with self.environment() as env:
            today = fields.Date.context_today(env.user)
            days = [today + timedelta(days=7 * number) for number in range(REMITTANCES)]
            return [self.propose(env, due_to=day).id for day in days]


@pytest.fixture
def world():
    with copy_of(get_db_name()) as database:
        yield TwoCompanies(database)


def two_runners(world):
    """Odoo whose runner gives work to two processes at once, while a third answers clicks. No cron helps."""
    folder = os.environ.get("SUITE_QUEUE_JOB")
    assert folder, "this test needs the queue_job that `make test` fetches"
    paths = f"{os.environ['PYTHONPATH']}{os.pathsep}{folder}"
    return serving(
        world,
        *("--addons-path", ",".join([*config["addons_path"], f"{folder}/odoo/addons"])),
        *("--load", "base,rpc,web,queue_job", "--init", "queue_job", "--workers", 3, "--gevent-port", free_port()),
        env={**os.environ, "PYTHONPATH": paths, "ODOO_QUEUE_JOB_CHANNELS": "root:2"},
    )


def test_two_workers_share_the_jobs_and_one_is_killed(world):
    """REM-17: companies side by side, each in the order of asking, every job once."""
    with two_runners(world) as server:
        with in_the_way(world, world.first[0]), in_the_way(world, world.second[0]):
            assert "error" not in server.click(server.log_in(), "action_confirm", world.first + world.second)
            world.until(lambda: len(world.rows(AT_WORK)) == 2, "two processes are not at work")
            world.until(lambda: len(world.rows(RUNNING)) == 2, "two jobs do not run side by side")
            assert world.rows(RUNNING) == [(world.first[0],), (world.second[0],)]
            os.kill(world.rows(AT_WORK)[0][0], signal.SIGKILL)
        world.until(lambda: not world.rows(LEFT), "the work does not come to its end")
    check_jobs(world)
    check_remittances(world)


def check_jobs(world):
    jobs = world.rows(CONFIRMED)
    assert [job[1] for job in jobs] == world.first + world.second
    assert sorted(attempt for _company, _remittance, attempt, _begun, _ended in jobs) == [1, 1, 1, 1, 1, 2]
    for (company, *_before, ended), (next_company, *_after, begun, _end) in pairwise(jobs):
        assert company != next_company or ended <= begun, "two jobs of a company at once"


def check_remittances(world):
    once = [(remittance, 1) for remittance in sorted(world.first + world.second)]
    assert world.rows(FILES, "%.xml") == world.rows(FILES, "%.xlsx") == once
    for remittance, _once in once:
        assert world.lines_of(remittance) == [("remitted", DEBITS, DEBITS)]
