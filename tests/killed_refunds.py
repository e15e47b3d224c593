"""Export refunds and die of kill -9 on the way, again and again; run as a process of its own.

    python killed_refunds.py CONF DATABASE TIMES REQUEST...

As :mod:`killed_at`, which does the forking. Prints how many were killed.
"""

import random
import sys

import killed_at
from odoo import sql_db
from odoo.modules.registry import Registry
from odoo.tools import config


def main(conf, database, times, request_ids):
    config.parse_config(["-c", conf, "-d", database, "--log-level=critical"], setup_logging=True)
    registry = Registry(database)
    # a child must not speak through the connections of its parent
    sql_db.close_all()
    taken = killed_at.run(registry, export, request_ids, None)
    deaths = (killed_at.run(registry, export, request_ids, random.uniform(0, taken)) for _time in range(times))
    print(sum(death is None for death in deaths))


def export(env, request_ids):
    env["refund.exporter"]._export(env["contract.transaction"].browse(request_ids))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), list(map(int, sys.argv[4:])))
