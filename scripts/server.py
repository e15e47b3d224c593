"""Odoo as a command, configured for this clone."""

import os
import subprocess

import odoo_source
from places import REPOSITORY, STATE, state
from say import run

CONF = """[options]
addons_path = {addons_path}
data_dir = {data_dir}
db_host = {host}
db_user = {user}
db_maxconn = 32
http_interface = 127.0.0.1
list_db = False
max_cron_threads = {crons}
limit_time_real = 3600
limit_time_cpu = 3600
without_demo = True
"""


class Odoo:
    def __init__(self, cluster, purpose, more_addons=()):
        self.path = odoo_source.odoo_path()
        self.python = odoo_source.python()
        self.version = odoo_source.version(self.path, self.python)
        self.environment = {
            **cluster.environment,
            "PYTHONPATH": f"{self.path}",
            "PYTHONWARNINGS": "ignore::DeprecationWarning,ignore::UserWarning:pkg_resources",
            "PYTHONUNBUFFERED": "1",
        }
        self.conf = state(f"odoo-{purpose}.conf")
        self.conf.write_text(
            CONF.format(
                addons_path=",".join([odoo_source.addons_path(self.path), *map(str, more_addons)]),
                data_dir=STATE / f"data-{purpose}",
                host=cluster.environment["PGHOST"],
                user=cluster.environment["PGUSER"],
                crons=1 if purpose == "run" else 0,
            )
        )

    def command(self, *arguments):
        return [self.python, "-m", "odoo", *arguments]

    def run(self, log, *arguments):
        run(self.command("-c", str(self.conf), *arguments), log, env=self.environment, cwd=REPOSITORY)

    def shell(self, database, code, log):
        command = self.command("shell", "-c", str(self.conf), "-d", database, "--no-http", "--log-level=warn")
        with open(log, "ab") as output:
            done = subprocess.run(
                command, input=code.encode(), stdout=output, stderr=output, env=self.environment, cwd=REPOSITORY,
                check=False,
            )  # fmt: skip
        # the shell goes on after an error in what it is fed, so the text says whether it failed
        if done.returncode or "Traceback" in log.read_text(errors="replace"):
            raise RuntimeError(f"a script for the database {database} failed; see {log}")

    def serve(self, database, port):
        command = self.command("-c", str(self.conf), "-d", database, "--http-port", str(port))
        return subprocess.Popen(command, env=self.environment, cwd=REPOSITORY)

    def replace_process(self, database, port):
        """Become the server, so that Ctrl-C and signals reach it directly."""
        command = self.command("-c", str(self.conf), "-d", database, "--http-port", str(port))
        os.chdir(REPOSITORY)
        os.execvpe(command[0], command, self.environment)
