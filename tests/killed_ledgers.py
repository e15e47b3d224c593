"""Update the ledgers of a statement and die of kill -9 on the way, again and again; run as a process of its own.

    python killed_ledgers.py CONF DATABASE STATEMENT TIMES

As :mod:`killed_at`, which does the forking. Prints how many were killed.
"""

import random
import sys

import killed_at
from odoo import sql_db
from odoo.modules.registry import Registry
from odoo.tools import config


def main(conf, database, statement_id, times):
    config.parse_config(["-c", conf, "-d", database, "--log-level=critical"], setup_logging=True)
    registry = Registry(database)
    # a child must not speak through the connections of its parent
    sql_db.close_all()
    taken = killed_at.run(registry, update, statement_id, None)
    deaths = (killed_at.run(registry, update, statement_id, random.uniform(0, taken)) for _time in range(times))
    print(sum(death is None for death in deaths))


def update(env, statement_id):
    env["received.statement"].browse(statement_id)._run_ledger_update()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
