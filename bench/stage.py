"""A stage on which steps are taken one after the other, each measured by itself: ours, the peers' and the floor's.

Each step is done by a process of its own, a copy of one that has served a first request: it knows models, rights and
rules, but no records, as when people click one after the other. So transaction and memory are of this step alone.
Prints one line of JSON per step.
"""

import argparse
import json
import logging
import os
import traceback
from contextlib import closing, contextmanager
from functools import partial

from odoo import api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import SQL, config

ADMIN = 2


def place_parser(description):
    """Where Odoo is."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--conf", required=True)
    options.add_argument("--database", required=True)
    return options


def parser(description):
    """What every stage is told."""
    options = place_parser(description)
    options.add_argument("--lines", type=int, required=True)
    options.add_argument("--profile", help="folder for one cProfile file per step")
    return options


def start_odoo(options):
    config.parse_config(["-c", options.conf, "-d", options.database, "--log-level=warn"], setup_logging=True)
    logging.getLogger("odoo.tools.config").setLevel(logging.ERROR)


def copy_database(source, target):
    """A copy as it is now; nobody may be connected to it."""
    with closing(sql_db.db_connect("postgres").cursor()) as cr:
        cr.rollback()
        cr._cnx.autocommit = True
        cr.execute(SQL("DROP DATABASE IF EXISTS %s WITH (FORCE)", SQL.identifier(target)))
        cr.execute(SQL("CREATE DATABASE %s TEMPLATE %s", SQL.identifier(target), SQL.identifier(source)))
    sql_db.close_all()


class Stage:
    """:ivar known: what one step leaves for the next, as JSON can hold it.

    A step ``x`` is a method ``take_x(env)``; ``check_x(env)``, where there is one, looks at its outcome.
    """

    STEPS = ()
    # of these, the ones that a run with many lines may do without
    POSTING = ()

    def __init__(self, options, name):
        self.options = options
        self.name = name
        self.registry = Registry(options.database)
        self.known = {}
        # a child must not speak through the connections of its parent
        sql_db.close_all()

    def run(self):
        steps = [step for step in self.STEPS if step not in self.POSTING or self.options.posting]
        if steps:
            self.apart(self.set_up)
            self.warm_up()
        for step in steps:
            self.take(step)

    def set_up(self):
        """Make the data that the steps need; not measured."""
        raise NotImplementedError

    @contextmanager
    def environment(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, ADMIN, {})
            company = env.user.company_id
            yield env(context={"allowed_company_ids": company.ids, "tz": "Europe/Paris"})

    def analyze(self):
        """The cluster of the tests has no autovacuum: what it would know of the tables by the next day."""
        with self.environment() as env:
            env.cr.execute("ANALYZE")

    def warm_up(self):
        """What a process of a server has found out once and for all, whatever it is asked; after the set-up."""
        with self.environment() as env:
            assert self.registry._field_triggers
            for name, model in self.registry.items():
                for field in model._fields.values():
                    self.registry.get_field_trigger_tree(field)
                for operation in ("read", "write", "create", "unlink"):
                    env[name].has_access(operation)
                    env["ir.rule"]._compute_domain(name, operation)
        sql_db.close_all()

    # ------------------------------------------------------------ a process for each piece of work

    def apart(self, work):
        """Let a child do some work; what it learned is kept.

        :raises SystemExit: when the child failed; it has said why.
        """
        told, tell = os.pipe()
        child = os.fork()
        if not child:
            self._do_and_tell(work, tell)
        os.close(tell)
        with os.fdopen(told, "rb") as stream:
            said = stream.read()
        _pid, status = os.waitpid(child, 0)
        if status or not said:
            raise SystemExit("a step failed")
        self.known = json.loads(said)

    def _do_and_tell(self, work, tell):
        try:
            work()
            os.write(tell, json.dumps(self.known).encode())
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)

    def take(self, step, request=None):
        """Measure one step, or one request that only looks."""
        folder = self.options.profile
        profile = f"{folder}/{self.name}-{self.options.lines}-{step.replace(' ', '-')}.prof" if folder else None
        self.apart(partial(self._measure, step, request, profile))

    def _measure(self, step, request, profile):
        import meter

        work = request or getattr(self, f"take_{step}")
        with self.environment() as env:
            with self.watched(env, step), meter.measured(env.cr, profile) as cost:
                work(env)
                env.cr.commit()
            if not request:
                getattr(self, f"check_{step}", lambda _env: None)(env)
        print(json.dumps({"case": self.name, "step": step, "n": self.options.lines, **cost}), flush=True)

    @contextmanager
    def watched(self, _env, _step):
        """Around the measuring of a step; nothing of it is measured."""
        yield
