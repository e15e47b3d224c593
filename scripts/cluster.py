"""A private PostgreSQL: one cluster per purpose, on a unix socket, owned by a user without rights."""

import os
import shutil
import subprocess

from places import CLUSTERS, IS_ROOT, state
from say import Missing, run, step
from system import postgresql_program

ROLE = "suite"
# A copy of demo data deserves no less than crash safety; test databases are thrown away.
SETTINGS = {
    "run": {"synchronous_commit": "off"},
    "test": {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"},
}
SHARED = {
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "512MB",
    "work_mem": "32MB",
    "max_wal_size": "2GB",
}


class Cluster:
    def __init__(self, purpose):
        self.purpose = purpose
        self.folder = CLUSTERS / purpose
        self.data = self.folder / "data"
        self.environment = {**os.environ, "PGHOST": str(self.folder), "PGUSER": ROLE, "PGPORT": "5432"}
        self.environment.pop("PGDATABASE", None)

    def start(self):
        if IS_ROOT and not _exists("postgres"):
            raise Missing(
                "PostgreSQL refuses to run as root and there is no user 'postgres': apt-get install postgresql"
            )
        if not (self.data / "PG_VERSION").exists():
            self._create()
        if not self.is_running():
            step(f"Starting PostgreSQL ({self.purpose})")
            # a machine that was switched off leaves a stale pid file behind; pg_ctl copes with it
            self._as_owner("pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", self.folder / "log", "start")
        return self

    def stop(self):
        if self.is_running():
            self._as_owner("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def is_running(self):
        if not (self.data / "PG_VERSION").exists():
            return False
        return self._as_owner("pg_ctl", "-D", self.data, "status", check=False).returncode == 0

    def query(self, statement, database="postgres"):
        command = [postgresql_program("psql"), "-XAtq", "-d", database, "-c", statement]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout.strip()

    def exists(self, database):
        return bool(self.query(f"SELECT 1 FROM pg_database WHERE datname = '{database}'"))

    def drop(self, database):
        self.query(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def copy(self, source, target):
        self.query(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    def rename(self, source, target):
        self.query(f'ALTER DATABASE "{source}" RENAME TO "{target}"')

    def comment(self, database):
        """What was noted about a database when it was made."""
        return self.query(f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{database}'")

    def set_comment(self, database, text):
        self.query(f"COMMENT ON DATABASE \"{database}\" IS '{text}'")

    def databases(self):
        return self.query("SELECT datname FROM pg_database WHERE NOT datistemplate").split()

    def _create(self):
        step(f"Creating a private PostgreSQL cluster ({self.purpose})")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        for folder in (self.folder.parent, self.folder):
            folder.chmod(0o755 if IS_ROOT else 0o700)
        if IS_ROOT:
            shutil.chown(self.folder, "postgres", "postgres")
        self._as_owner("initdb", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", "owner", "-D", self.data)
        settings = {**SHARED, **SETTINGS[self.purpose], "unix_socket_directories": f"'{self.folder}'"}
        with open(self.data / "postgresql.conf", "a") as conf:
            conf.writelines(f"{name} = {value}\n" for name, value in settings.items())
        # only whoever may enter the socket's folder reaches the server, and only this machine's users can
        self.start()
        owner = {**self.environment, "PGUSER": "owner"}
        command = [postgresql_program("createuser"), "--createdb", ROLE]
        run(command, state("log", "postgresql.log"), env=owner)

    def _as_owner(self, program, *arguments, check=True):
        options = {"user": "postgres", "group": "postgres", "extra_groups": []} if IS_ROOT else {}
        command = [postgresql_program(program), *map(str, arguments)]
        with open(state("log", "postgresql.log"), "ab") as log:
            return subprocess.run(
                command, check=check, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", **options
            )


def _exists(user):
    return subprocess.run(["id", user], capture_output=True, check=False).returncode == 0
