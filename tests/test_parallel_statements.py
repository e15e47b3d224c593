"""Two people at once, and the same file twice: a statement is stored, validated, allocated and released once."""

import pytest
from odoo.exceptions import UserError, ValidationError
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger
from parallel import copy_of
from statement_world import LINES, StatementWorld

ALLOCATED = "SELECT COUNT(*), COUNT(DISTINCT remittance_line_id), COUNT(DISTINCT line_id) FROM received_allocation"
STORED = "SELECT COUNT(DISTINCT statement_id), COUNT(*) FROM received_statement_line"


@pytest.fixture(scope="module")
def populated():
    with copy_of(get_db_name()) as database:
        yield StatementWorld(database)


@pytest.fixture
def world(populated):
    yield populated
    populated.forget_statements()


@pytest.fixture(autouse=True)
def silent():
    """PostgreSQL's refusals that Odoo retries are logged as errors of the statement."""
    with mute_logger("odoo.sql_db", "odoo.service.model"):
        yield


def click(world, method, statement_id):
    return world.meanwhile(lambda env: getattr(env["received.statement"].browse(statement_id), method)() and None)


def test_the_same_file_at_the_same_moment_is_stored_once(world):
    """STM-6, STM-18: the other is told in a sentence."""
    with world.environment() as first:
        world.receive(first, world.answer)
        second = world.meanwhile(lambda env: world.receive(env, world.answer).id)
        world.until_somebody_waits()
    refused = second()["error"]
    assert isinstance(refused, (UserError, ValidationError)) and "received before" in str(refused), refused
    assert world.rows(STORED) == [(1, LINES)]


def test_the_same_large_file_at_the_same_moment_is_read_once(world):
    """STM-6, STM-18"""
    world.automate("import", large_from=1)
    with world.environment() as first:
        first["debit.answer.receiver"]._receive_and_open([("bank.xml", world.answer)])
        second = world.meanwhile(lambda env: env["debit.answer.receiver"]._receive_and_open([("b.xml", world.answer)]))
        world.until_somebody_waits()
    assert "being read at this moment" in str(second()["error"])
    with world.environment() as env:
        env["background.worker"]._cron_work()
    assert world.rows(STORED) == [(1, LINES)]


def test_the_same_lines_in_other_bytes_at_the_same_moment(world):
    """STM-6: who comes second sees the lines of the first and is told."""
    with world.environment() as first:
        world.receive(first, world.answer)
        second = world.meanwhile(lambda env: world.receive(env, world.answer.replace(b"MSG-1", b"MSG-2")).id)
        world.until_somebody_waits()
    refused = second()["error"]
    assert isinstance(refused, UserError) and "holds a statement that was received before" in str(refused), refused
    assert world.rows(STORED) == [(1, LINES)]


def test_statements_received_at_once_get_numbers_of_their_own(world):
    """STM-1, STM-8: the last number plus one, whoever comes second."""
    world.automate("import", number_rule="next")
    with world.environment() as first:
        world.receive(first, world.file(1))
        second = world.meanwhile(lambda env: world.receive(env, world.file(2)).id)
        world.until_somebody_waits()
    assert "error" not in second()
    assert world.rows("SELECT number FROM received_statement ORDER BY id") == [("1",), ("2",)]


def test_a_number_used_twice_at_once_is_noticed(world):
    """STM-8: one of the two statements has the error."""
    world.automate("validation")
    with world.environment() as first:
        world.receive(first, world.file(7, "ONE"))
        second = world.meanwhile(lambda env: world.receive(env, world.file(7, "TWO").replace(b"STMT-7", b"STMT-8")).id)
        world.until_somebody_waits()
    assert "error" not in second()
    assert world.rows("SELECT state FROM received_statement ORDER BY id") == [("to_allocate",), ("errors",)]
    assert world.rows("SELECT check_name FROM received_statement_error") == [("number",)]


def test_two_validations_at_once_are_one(world):
    """STM-8, STM-18"""
    statement_id = world.received(world.answer)
    with world.environment() as first:
        first["received.statement"].browse(statement_id)._run_validation()
        during = click(world, "action_validate", statement_id)()["error"]
    assert isinstance(during, UserError) and "Someone else is working on" in str(during)
    assert world.rows("SELECT state FROM received_statement") == [("to_allocate",)]


@pytest.mark.parametrize("large_from", [1, 10**6])
def test_many_allocations_at_once_are_one(world, large_from):
    """STM-10, STM-18: at once or in the background, each invoice is allocated once."""
    statement_id = world.received(world.answer)
    click(world, "action_validate", statement_id)()
    world.automate("import", large_from=large_from)
    outcomes = [join() for join in [click(world, "action_allocate", statement_id) for _click in range(4)]]
    wrong = [outcome["error"] for outcome in outcomes if "error" in outcome]
    assert all(isinstance(error, UserError) for error in wrong), wrong
    if large_from == 1:
        assert world.rows("SELECT COUNT(*) FROM background_job WHERE state = 'waiting'") == [(1,)]
        with world.environment() as env:
            env["background.worker"]._cron_work()
    assert world.rows(ALLOCATED) == [(LINES, LINES, LINES)]
    assert world.rows("SELECT state FROM received_statement") == [("full",)]


def test_release_and_settling_at_once(world):
    """STM-14, STM-18: who settles a line while the statement is released is told."""
    statement_id = world.received(world.answer)
    click(world, "action_validate", statement_id)()
    click(world, "action_allocate", statement_id)()
    with world.environment() as first:
        first["statement.releaser"]._release(first["received.statement"].browse(statement_id))

        def settle(env):
            line = env["received.statement"].browse(statement_id).line_ids[0]
            env["statement.settler"]._release(line)

        during = world.meanwhile(settle)()["error"]
    assert "Someone else is working on" in str(during)
    assert world.rows(ALLOCATED) == [(0, 0, 0)]
    assert world.rows("SELECT state, COUNT(*) FROM received_statement_line GROUP BY state") == [("to_allocate", LINES)]
