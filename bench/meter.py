"""What a step costs: wall time, CPU here and in PostgreSQL, statements, and the most memory this process held."""

import cProfile
import os
import time
from contextlib import contextmanager
from pathlib import Path

from odoo import sql_db

TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def measured(cr, profile_path=None):
    """Yield a dictionary that is filled in when the block ends. Queries count on all cursors of this process."""
    result = {}
    profile = cProfile.Profile() if profile_path else None
    _forget_peak()
    database = _backend_cpu(cr)
    queries, cpu, wall = sql_db.sql_counter, time.process_time(), time.monotonic()
    if profile:
        profile.enable()
    yield result
    if profile:
        profile.disable()
        profile.dump_stats(profile_path)
    result["wall_s"] = time.monotonic() - wall
    result["python_s"] = time.process_time() - cpu
    result["queries"] = sql_db.sql_counter - queries
    result["postgresql_s"] = _backend_cpu(cr) - database
    result["peak_mb"] = _peak()


def _backend_cpu(cr):
    """Seconds of CPU that the server process behind this cursor has used; it runs on the same machine."""
    fields = Path(f"/proc/{cr._cnx.get_backend_pid()}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _forget_peak():
    Path("/proc/self/clear_refs").write_text("5")


def _peak():
    """Megabytes; the peak since it was last forgotten."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    raise LookupError("VmHWM")
