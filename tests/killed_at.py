"""Confirm a remittance and die of kill -9 on the way, again and again; run as a process of its own.

    python killed_at.py CONF DATABASE REMITTANCE TIMES

The first child confirms and gives it all up, which says how long a confirmation takes; each child after it is killed at
a random point of that time. Prints how many were killed.
"""

import os
import random
import signal
import sys
import time

from odoo import api, sql_db
from odoo.modules.registry import Registry
from odoo.tools import config


def main(conf, database, remittance_id, times):
    config.parse_config(["-c", conf, "-d", database, "--log-level=critical"], setup_logging=True)
    registry = Registry(database)
    # a child must not speak through the connections of its parent
    sql_db.close_all()
    taken = run(registry, _confirm, remittance_id, None)
    killed = sum(run(registry, _confirm, remittance_id, random.uniform(0, taken)) is None for _time in range(times))
    print(killed)


def run(registry, work, subject, kill_after):
    """Let a child do ``work(env, subject)`` and give it up: seconds that it took, or None when it was killed."""
    begin = time.monotonic()
    child = os.fork()
    if not child:
        _work(registry, work, subject)
        os._exit(0)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _pid, status = os.waitpid(child, 0)
    return None if os.WIFSIGNALED(status) else time.monotonic() - begin


def _work(registry, work, subject):
    with registry.cursor() as cr:
        env = api.Environment(cr, 2, {})
        work(env(context={"allowed_company_ids": env.user.company_id.ids, "tz": "Europe/Paris"}), subject)
        env.flush_all()
        cr.rollback()


def _confirm(env, remittance_id):
    env["debit.remittance"].browse(remittance_id)._confirm()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
