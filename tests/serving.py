"""An Odoo server of its own for a test, and what a browser asks of it."""

import os
import signal
from contextlib import contextmanager

import requests
from parallel import free_port, odoo


class Server:
    """Works on no cron unless its options say so. What it starts dies with it."""

    def __init__(self, world, *options, **process):
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.world = world
        command = ["-d", world.database, "--http-port", port, "--max-cron-threads=0", *options]
        self.process = odoo(*command, start_new_session=True, **process)

    def log_in(self):
        session = requests.Session()
        self.world.until(self._answers, "the server does not answer")
        login = {"db": self.world.database, "login": "admin", "password": "parallel"}
        self._post(session, "/web/session/authenticate", login)
        return session

    def _answers(self):
        try:
            return requests.get(f"{self.address}/web/health", timeout=5).ok
        except requests.RequestException:
            return False

    def click(self, session, method, ids):
        call = {"model": "debit.remittance", "method": method, "args": [ids], "kwargs": {}}
        return self._post(session, "/web/dataset/call_button", call)

    def _post(self, session, path, params):
        body = {"jsonrpc": "2.0", "params": params}
        return session.post(f"{self.address}{path}", json=body, timeout=60).json()

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def serving(world, *options, **process):
    server = Server(world, *options, **process)
    try:
        yield server
    finally:
        server.kill()
