"""What tests of things that happen at once need: a database of their own with committed data, and ways to look at it.

The data comes from the builders of ``bench/``, which make hundreds of invoices in a second.
"""

import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from odoo import api, fields, sql_db
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import config

REPOSITORY = Path(__file__).parent.parent
ADMIN = 2
LINES = 60
PATIENCE = 120  # seconds

WAITING = """
SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
# What a process of ours may write to; cron's own bookkeeping and the bus are no part of it.
WATCHED = """
SELECT table_name FROM information_schema.tables
 WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
   AND table_name ~ ('^(debit|refund|contract|customer_contract|account_move|account_payment'
                     '|account_partial|account_full|res_partner|ir_attachment|mail)')
 ORDER BY table_name
"""


@contextmanager
def copy_of(source):
    """A copy of the database of the tests, gone afterwards."""
    name = f"{source}_parallel_{uuid.uuid4().hex[:6]}"
    # nobody may be connected to what is copied
    sql_db.close_db(source)
    subprocess.run(["createdb", "-T", source, name], check=True)
    try:
        yield name
    finally:
        Registry.delete(name)
        sql_db.close_db(name)
        subprocess.run(["dropdb", "--force", name], check=True)


def _load(database):
    """Odoo on the copy, as in daily use: loading add-ons in a run of tests would look for tests to run."""
    testing = config["test_enable"]
    config["test_enable"] = False
    try:
        return Registry(database)
    finally:
        config["test_enable"] = testing


def crash_after(model, step, monkeypatch):
    """Let a method of a model do its work, written to the database, and then die of ``MemoryError(step)``."""
    original = getattr(model, step)

    def crash(self, *arguments):
        original(self, *arguments)
        self.env.flush_all()
        raise MemoryError(step)

    monkeypatch.setattr(model, step, crash)


class World:
    """A committed company with due invoices, and what several people do there at once."""

    lines = LINES

    def __init__(self, database):
        self.database = database
        self.registry = _load(database)
        self.populate()

    def populate(self):
        with self.environment() as env:
            env["res.users"].browse(ADMIN).password = "parallel"
        self.add_company("sepa-lines")

    def add_company(self, name):
        """A company that collects, and its customers; everybody works for it from now on."""
        import cases
        import creditor
        import ledger

        case = cases.CASES["sepa-lines"]._replace(name=name)
        with self.environment() as env:
            self.method_id = creditor.create(env, case).id
        with self.environment() as env:
            ledger.populate(env["account.payment.method.line"].browse(self.method_id), case, self.lines)

    @contextmanager
    def environment(self):
        """A person at work: a transaction that is committed at the end."""
        with self.registry.cursor() as cr:
            yield self.environment_of(cr)

    def environment_of(self, cr):
        env = api.Environment(cr, ADMIN, {})
        company = env.user.company_id
        return env(context={"allowed_company_ids": company.ids, "tz": "Europe/Paris", "lang": "en_US"})

    def propose(self, env, **selection):
        method = env["account.payment.method.line"].browse(self.method_id)
        selection.setdefault("due_to", fields.Date.context_today(method) + timedelta(days=60))
        return env["debit.proposer"]._propose(method, selection)

    def proposed(self):
        with self.environment() as env:
            return self.propose(env).id

    def payers(self, env):
        return env["res.partner"].search([("ref", "=like", "K%"), ("ref", "!=", "K0000000")], order="id")

    def free_everything(self):
        """Cancel what is live, so that the next test finds the invoices free."""
        with self.environment() as env:
            for remittance in env["debit.remittance"].search([("state", "in", ("proposal", "confirmed"))]):
                remittance._cancel("the next test")

    # ------------------------------------------------------------ at the same time

    def meanwhile(self, work):
        """Start ``work(env)`` as another person, retried as Odoo retries a click; return how to wait for its end."""
        outcome = {}

        def click():
            try:
                with self.registry.cursor() as cr:
                    env = self.environment_of(cr)
                    outcome["value"] = retrying(partial(work, env), env)
            except Exception as refusal:
                outcome["error"] = refusal

        thread = threading.Thread(target=click)
        thread.start()

        def join():
            thread.join(PATIENCE)
            assert not thread.is_alive(), "still waiting"
            return outcome

        return join

    def until_somebody_waits(self):
        self.until(lambda: self.rows(WAITING)[0][0], "nobody waits for a lock")

    def until(self, condition, otherwise):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, otherwise
            time.sleep(0.05)

    # ------------------------------------------------------------ looking at it

    def rows(self, query, *parameters):
        with self.registry.cursor() as cr:
            cr.execute(query, parameters)
            return cr.fetchall()

    def snapshot(self):
        """``{table: digest of its rows}``"""
        with self.registry.cursor() as cr:
            cr.execute(WATCHED)
            return {table: self._digest(cr, table) for (table,) in cr.fetchall()}

    def _digest(self, cr, table):
        cr.execute(f"SELECT MD5(STRING_AGG(MD5(t::text), '' ORDER BY t::text)) FROM \"{table}\" t")
        return cr.fetchone()[0]

    def lines_of(self, remittance_id):
        return self.rows(
            "SELECT state, COUNT(*), COUNT(DISTINCT end_to_end_id) FROM debit_remittance_line"
            " WHERE remittance_id = %s GROUP BY state ORDER BY state",
            remittance_id,
        )

    def files_of(self, remittance_id):
        with self.environment() as env:
            return [file.raw for file in env["debit.remittance"].browse(remittance_id).file_ids]


@contextmanager
def in_the_way(world, remittance_id):
    """Somebody holds one line, so that the confirmation stands still in the middle of its work."""
    with world.registry.cursor() as cr:
        cr.execute("SELECT id FROM debit_remittance_line WHERE remittance_id = %s LIMIT 1 FOR UPDATE", [remittance_id])
        yield


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def odoo(*arguments, **options):
    """Odoo's own command line as a process of its own, which says nothing."""
    command = [sys.executable, "-m", "odoo", "-c", os.environ["SUITE_ODOO_CONF"], *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
