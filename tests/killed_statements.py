"""Receive a large file and let workers go on with its statement, each of which dies of kill -9 on the way.

    python killed_statements.py CONF DATABASE FILE STEP KILLS ASKING WORKING

As :mod:`killed_at`, which does the forking. STEP is ``receive`` or ``release``: a person asks for it, workers do it.
ASKING and WORKING are the seconds that this takes. Children are killed at random points of them, early enough that
something is left for the next; the last one comes to its end. Prints how many were killed, and the seconds it took.
"""

import random
import sys
import time
from pathlib import Path

import killed_at
from odoo import sql_db
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tools import config


def main(conf, database, path, step, kills, asking, working):
    config.parse_config(["-c", conf, "-d", database, "--log-level=critical"], setup_logging=True)
    registry = Registry(database)
    # a child must not speak through the connections of its parent
    sql_db.close_all()
    asked = [killed_at.run(registry, ASK[step], path, moment) for moment in [*moments(kills, asking), None]]
    worked = [killed_at.run(registry, work, None, moment) for moment in [*moments(kills, working), None]]
    print(sum(death is None for death in asked + worked), asked[-1], worked[-1])


def moments(kills, seconds):
    return [random.uniform(0, seconds / 2) for _kill in range(kills)]


def drop(env, path):
    """What a person does who drops the file on the list; again, when the screen does not answer."""
    attachment = env["ir.attachment"].create({"name": "bank.xml", "raw": Path(path).read_bytes()})
    try:
        env["received.statement"].create_document_from_attachment(attachment.ids)
    except UserError as told:
        assert "at this moment" in str(told), told
        env.cr.rollback()
    env.cr.commit()


def release(env, _path):
    statement = env["received.statement"].search([], order="id desc", limit=1)
    statement._release_all()
    env.cr.commit()


def work(env, _nothing):
    """What Odoo's cron does, until nothing is left; what a dead worker has locked is free a moment later."""
    worker = env(user=1, context={})["background.worker"]
    while worker._count_left():
        worker._cron_work()
        env.cr.commit()
        time.sleep(0.1)


ASK = {"receive": drop, "release": release}

if __name__ == "__main__":
    main(*sys.argv[1:5], int(sys.argv[5]), float(sys.argv[6]), float(sys.argv[7]))
