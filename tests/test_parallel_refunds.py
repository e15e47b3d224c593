"""Refunds asked for by several people at once, and by a process that dies: each goes out once, or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree
from odoo.exceptions import UserError
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger
from parallel import World, copy_of, crash_after

REFUNDS = 12
KILLS = 6
PAIN = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}
REFUNDED_TWICE = """
SELECT request_id FROM contract_transaction WHERE request_id IS NOT NULL AND state = 'recorded'
 GROUP BY request_id HAVING COUNT(*) > 1
"""
STATES = "SELECT state, COUNT(*) FROM contract_transaction WHERE id = ANY(%s) GROUP BY state ORDER BY state"


class RefundWorld(World):
    """A committed company that holds deposits, all of them asked back."""

    def populate(self):
        import deposits

        with self.environment() as env:
            env["res.users"].browse(env.uid).password = "parallel"
            self.company_id = deposits.create(env).id
        self.ask()

    def ask(self):
        """New requests, which nobody has exported."""
        import deposits

        with self.environment() as env:
            self.ids = deposits.populate(env["res.company"].browse(self.company_id), REFUNDS)

    def export(self, ids=None):
        """A click on *Export*, by another person."""
        ids = self.ids if ids is None else ids

        def click(env):
            return env["refund.exporter"]._export(env["contract.transaction"].browse(ids)).id

        return self.meanwhile(click)

    def process_by_hand(self):
        def click(env):
            return env["contract.transaction"].browse(self.ids).action_mark_processed()

        return self.meanwhile(click)

    def states(self):
        return self.rows(STATES, self.ids)

    def files(self):
        with self.environment() as env:
            exports = env["refund.export"].search([("line_ids.request_id", "in", self.ids), ("state", "=", "exported")])
            return [export.attachment_id.raw for export in exports]

    def assert_each_went_out_once(self, files=1):
        assert self.states() == [("processed", REFUNDS)]
        assert not self.rows(REFUNDED_TWICE)
        told = [
            node for file in self.files() for node in etree.fromstring(file).iterfind(".//p:CdtrAcct//p:IBAN", PAIN)
        ]
        assert len(self.files()) == files
        if files:
            assert len(told) == len({node.text for node in told}) == REFUNDS


@pytest.fixture(scope="module")
def populated():
    with copy_of(get_db_name()) as database:
        yield RefundWorld(database)


@pytest.fixture
def world(populated):
    yield populated
    populated.ask()


@pytest.fixture(autouse=True)
def silent():
    """PostgreSQL's refusals that Odoo retries are logged as errors of the statement."""
    with mute_logger("odoo.sql_db", "odoo.service.model"):
        yield


def test_two_exports_at_once_give_each_refund_once(world):
    """REF-5: the second waits for the first, and is told that nothing waits any more."""
    with world.environment() as first:
        first["refund.exporter"]._export(first["contract.transaction"].browse(world.ids))
        second = world.export()
        world.until_somebody_waits()
    refused = second()["error"]
    assert isinstance(refused, UserError) and "No refund waits" in str(refused)
    world.assert_each_went_out_once()


def test_many_clicks_at_once_give_one_file(world):
    """REF-5"""
    outcomes = [join() for join in [world.export() for _click in range(4)]]
    refused = [outcome["error"] for outcome in outcomes if "error" in outcome]
    assert len(refused) == 3 and all(isinstance(error, UserError) for error in refused)
    world.assert_each_went_out_once()


def test_exports_that_overlap_share_the_refunds(world):
    """REF-5: what the first took is not in the second's file."""
    half = REFUNDS // 2
    with world.environment() as first:
        first["refund.exporter"]._export(first["contract.transaction"].browse(world.ids[: half + 2]))
        second = world.export(world.ids[half:])
        world.until_somebody_waits()
    assert "error" not in second()
    world.assert_each_went_out_once(files=2)


def test_an_export_and_a_mark_by_hand_pay_once(world):
    """REF-5, REF-2"""
    with world.environment() as first:
        first["contract.transaction"].browse(world.ids).action_mark_processed()
        second = world.export()
        world.until_somebody_waits()
    assert "No refund waits" in str(second()["error"])
    world.assert_each_went_out_once(files=0)


def test_a_mark_by_hand_during_an_export_pays_once(world):
    """REF-5, REF-2"""
    with world.environment() as first:
        first["refund.exporter"]._export(first["contract.transaction"].browse(world.ids))
        second = world.process_by_hand()
        world.until_somebody_waits()
    second()
    world.assert_each_went_out_once()


def test_two_exports_to_outside_accounting_at_once_give_each_entry_once(world):
    """CTR-10: the second waits, is begun again, and finds nothing left."""

    def hand_over(env):
        return env["accounting.export.wizard"].create({"company_id": world.company_id}).action_export()["res_id"]

    with world.environment() as first:
        hand_over(first)
        second = world.meanwhile(hand_over)
        world.until_somebody_waits()
    assert "Nothing is left" in str(second()["error"])
    twice = "SELECT move_id FROM accounting_export_entry WHERE live GROUP BY move_id HAVING COUNT(*) > 1"
    assert not world.rows(twice)


def test_a_refusal_told_by_two_people_at_once_opens_once(world):
    """REF-6"""
    assert "error" not in world.export()()
    with world.environment() as env:
        line_ids = env["refund.export.line"].search([("request_id", "in", world.ids)]).ids

    def refuse(env, source):
        told = dict.fromkeys(line_ids, ("AC04", "", source))
        env["refund.answer.registrar"]._reject(told)

    with world.environment() as first:
        refuse(first, "first.xml")
        second = world.meanwhile(lambda env: refuse(env, "second.xml"))
    second()
    assert world.states() == [("requested", REFUNDS)]
    reversed_once = "SELECT COUNT(*) FROM contract_transaction WHERE request_id = ANY(%s) AND state = 'reversed'"
    assert world.rows(reversed_once, world.ids) == [(REFUNDS,)]


@pytest.mark.parametrize(
    ("model", "step"),
    [
        ("refund.sorter", "_sort"),
        ("refund.file.writer", "_write"),
        ("refund.processor", "_process"),
        ("refund.exporter", "_close"),
    ],
)
def test_a_crash_after_any_step_of_an_export_leaves_nothing(world, monkeypatch, model, step):
    """REF-5"""
    before = world.snapshot()
    crash_after(world.registry[model], step, monkeypatch)
    assert isinstance(world.export()()["error"], MemoryError)
    monkeypatch.undo()
    assert world.snapshot() == before
    assert world.states() == [("requested", REFUNDS)]


def test_an_export_killed_at_random_points_leaves_nothing(world):
    """REF-5: kill -9; the next click does it all."""
    before = world.snapshot()
    script = Path(__file__).with_name("killed_refunds.py")
    command = [sys.executable, script, os.environ["SUITE_ODOO_CONF"], world.database, str(KILLS)]
    done = subprocess.run([*command, *map(str, world.ids)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert int(done.stdout.split()[-1]) > KILLS / 2
    assert world.snapshot() == before
    assert "error" not in world.export()()
    world.assert_each_went_out_once()
