"""make test and make lint."""

import os
import subprocess

from cluster import Cluster
from database import Databases
from places import ADDONS, REPOSITORY, state
from queue_job import queue_job
from say import step
from server import Odoo
from system import need, postgresql_program

DATABASE = "suite_test"
# Rules of pylint-odoo that do not fit: formats mark sentences and group rows without an env; the add-ons' README is
# Markdown; a concern of a big model has a file of its own (docs/design.md); hooks return nothing.
NOT_OURS = (
    "prefer-env-translation",
    "bad-builtin-groupby",
    "missing-readme",
    "consider-merging-classes-inherited",
    "missing-return",
)


def run_tests(arguments):
    """Run all tests, or those named; the code is pytest's. Nothing may be skipped (see conftest.py)."""
    need("venv", "postgresql", "wkhtmltopdf", "chromium")
    cluster = Cluster("test").start()
    odoo = Odoo(cluster, "test")
    databases = Databases(cluster, odoo)
    base = databases.base()
    databases.fresh(DATABASE, databases.template(base))
    step("Running the tests")
    share = str(min(os.cpu_count() or 1, 4))
    workers = [] if "-n" in arguments else ["-n", share, "--dist", "loadfile", "--no-loadscope-reorder"]
    command = [
        odoo.python, "-m", "pytest",
        f"--odoo-database={DATABASE}", f"--odoo-config={odoo.conf}", "--odoo-log-level=warn", "--odoo-http",
        *workers, *arguments,
    ]  # fmt: skip
    environment = {
        **odoo.environment,
        # pytest-odoo copies the database for each worker with PostgreSQL's own programs
        "PATH": f"{os.path.dirname(postgresql_program('psql'))}:{os.environ['PATH']}",
        "SUITE_BASE_DATABASE": base,
        "SUITE_ODOO_CONF": str(odoo.conf),
        "SUITE_QUEUE_JOB": str(queue_job(odoo.python)),
        "SUITE_LOG": str(state("log", "tests.log")),
    }
    return subprocess.run(command, env=environment, cwd=REPOSITORY, check=False).returncode


def run_lint(_arguments):
    """Ruff for Python in general, pylint-odoo for Odoo's own rules."""
    need("venv")
    import odoo_source

    python = odoo_source.python()
    folders = [*ADDONS, "tests", "bench", "scripts", "conftest.py"]
    code = 0
    for command in (
        [python, "-m", "ruff", "check", *folders],
        [python, "-m", "ruff", "format", "--check", *folders],
        [python, "-m", "pylint", "--disable=all", "--enable=odoolint", f"--disable={','.join(NOT_OURS)}", *ADDONS],
    ):
        step(" ".join(map(str, command[2:5])))
        code |= subprocess.run(command, cwd=REPOSITORY, check=False).returncode
    return code
