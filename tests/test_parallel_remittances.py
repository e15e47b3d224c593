"""Two people at once: no invoice is taken twice, one bank file is written, nobody waits without need."""

import pytest
from lxml import etree
from odoo.exceptions import UserError
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger
from parallel import LINES, World, copy_of, crash_after

SEPA = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"}
TAKEN_TWICE = """
SELECT move_line_id FROM debit_remittance_line WHERE state IN ('proposed', 'held', 'remitted')
 GROUP BY move_line_id HAVING COUNT(*) > 1
"""


@pytest.fixture(scope="module")
def populated():
    with copy_of(get_db_name()) as database:
        yield World(database)


@pytest.fixture
def world(populated):
    yield populated
    populated.free_everything()


@pytest.fixture(autouse=True)
def silent():
    """PostgreSQL's refusals that Odoo retries are logged as errors of the statement."""
    with mute_logger("odoo.sql_db", "odoo.service.model"):
        yield


def confirm(world, remittance_id):
    return world.meanwhile(lambda env: env["debit.remittance"].browse(remittance_id)._confirm() and None)


def test_two_proposals_at_once_never_take_the_same_invoice(world):
    """REM-8, REM-2: the second comes to see what the first took, and leaves it out with the reason."""
    with world.environment() as first:
        mine = world.propose(first)
        assert len(mine.line_ids) == LINES
        second = world.meanwhile(lambda env: world.propose(env).id)
        world.until_somebody_waits()
    theirs = second()["value"]
    assert not world.rows(TAKEN_TWICE)
    assert world.lines_of(theirs) == []
    with world.environment() as env:
        reasons = env["debit.remittance"].browse(theirs).left_out_ids.mapped("reason")
        assert reasons.count("remitted") == LINES


def test_many_proposals_at_once_share_the_invoices(world):
    """REM-8"""
    clicks = [world.meanwhile(lambda env: world.propose(env).id) for _number in range(4)]
    outcomes = [join() for join in clicks]
    assert not [outcome["error"] for outcome in outcomes if "error" in outcome]
    assert not world.rows(TAKEN_TWICE)
    taken = world.rows("SELECT COUNT(*) FROM debit_remittance_line WHERE state = 'proposed'")
    assert taken == [(LINES,)]


def test_proposals_of_different_payers_do_not_wait_for_each_other(world):
    """REM-8"""
    with world.environment() as first, world.environment() as second:
        payers = world.payers(first)
        half = len(payers) // 2
        mine = world.propose(first, partner_ids=payers[:half].ids)
        second.cr.execute("SET LOCAL lock_timeout = '1s'")
        theirs = world.propose(second, partner_ids=payers[half:].ids)
        assert len(mine.line_ids) + len(theirs.line_ids) == LINES


def test_two_confirms_give_one_file_and_one_clear_message(world):
    """REM-8"""
    remittance_id = world.proposed()
    with world.environment() as first:
        first["debit.remittance"].browse(remittance_id)._confirm()
        during = confirm(world, remittance_id)()["error"]
    after = confirm(world, remittance_id)()["error"]
    assert isinstance(during, UserError) and "Someone else is working on" in str(during)
    assert isinstance(after, UserError) and "confirmed already" in str(after)
    assert len(world.files_of(remittance_id)) == 1


def test_many_confirms_at_once_give_one_file(world):
    """REM-8"""
    remittance_id = world.proposed()
    outcomes = [join() for join in [confirm(world, remittance_id) for _number in range(4)]]
    refused = [outcome["error"] for outcome in outcomes if "error" in outcome]
    assert len(refused) == 3 and all(isinstance(error, UserError) for error in refused)
    assert len(world.files_of(remittance_id)) == 1
    assert world.lines_of(remittance_id) == [("remitted", LINES, LINES)]


def test_a_confirmation_waits_for_the_payer_who_takes_an_invoice_out(world):
    """REM-8, REM-5: what the payer took out a moment before is not in the file."""
    remittance_id = world.proposed()
    with world.environment() as payer:
        removed = payer["debit.remittance"].browse(remittance_id).line_ids[0]
        removed._change("remove", "portal", "Not mine")
        confirmed = confirm(world, remittance_id)
        world.until_somebody_waits()
    assert "error" not in confirmed()
    assert world.lines_of(remittance_id) == [("remitted", LINES - 1, LINES - 1), ("removed", 1, 0)]
    document = etree.fromstring(world.files_of(remittance_id)[0])
    assert document.findtext(".//p:GrpHdr/p:NbOfTxs", namespaces=SEPA) == str(LINES - 1)
    blocked = "SELECT payment_block FROM account_move_line WHERE id = (SELECT move_line_id FROM debit_remittance_line"
    assert world.rows(f"{blocked} WHERE remittance_id = %s AND state = 'removed')", remittance_id) == [(None,)]


def test_a_payer_who_comes_during_the_confirmation_is_told(world):
    """REM-8, REM-5"""
    remittance_id = world.proposed()

    def take_out(env):
        env["debit.remittance"].browse(remittance_id).line_ids[0]._change("remove", "portal", "Not mine")

    with world.environment() as first:
        first["debit.remittance"].browse(remittance_id)._confirm()
        during = world.meanwhile(take_out)()["error"]
    after = world.meanwhile(take_out)()["error"]
    assert "Someone else is working on" in str(during) and "Only the lines of a proposal" in str(after)
    assert world.lines_of(remittance_id) == [("remitted", LINES, LINES)]


@pytest.mark.parametrize(
    ("model", "step"),
    [
        ("debit.exporter", "_move_late_dates"),
        ("debit.confirmation.checks", "_find_problems"),
        ("debit.exporter", "_remit"),
        ("debit.file.writer", "_write_files"),
        ("debit.exporter", "_block"),
        ("debit.exporter", "_close"),
        ("debit.remittance", "_learn_sizes"),
        ("debit.remittance", "action_internal_report"),
    ],
)
def test_a_crash_after_any_step_of_the_confirmation_leaves_nothing(world, monkeypatch, model, step):
    """REM-8"""
    remittance_id = world.proposed()
    before = world.snapshot()
    crash_after(world.registry[model], step, monkeypatch)
    assert isinstance(confirm(world, remittance_id)()["error"], MemoryError)
    monkeypatch.undo()
    assert world.snapshot() == before
    assert "error" not in confirm(world, remittance_id)()
    assert world.lines_of(remittance_id) == [("remitted", LINES, LINES)]


def test_the_number_of_statements_does_not_grow_with_the_lines(world):
    """REM-17: four lines or many, a proposal, its confirmation and its cancelling are the same few statements."""

    def count(payers):
        counts = []
        with world.environment() as env:
            remittance = world.propose(env, partner_ids=payers)
            remittance_id = remittance.id
            remittance._confirm()
        for work in (
            lambda env: env["debit.remittance"].browse(remittance_id)._cancel("again"),
            lambda env: world.propose(env, partner_ids=payers),
            lambda env: env["debit.remittance"].search([], limit=1)._confirm(),
            lambda env: env["debit.remittance"].search([], limit=1)._cancel("again"),
        ):
            with world.environment() as env:
                before = env.cr.sql_log_count
                work(env)
                env.flush_all()
                counts.append(env.cr.sql_log_count - before)
        return counts

    with world.environment() as env:
        payers = world.payers(env).ids
    few = payers[:4]  # on as many payment dates as all of them
    count(few)  # what is asked once per process
    assert count(few) == count(payers)
