"""make run: a demo company, served on this machine only; make stop: the clusters."""

import os
import socket

from cluster import Cluster
from database import Databases
from places import ADDONS, CLUSTERS, REPOSITORY, STATE, state
from say import Missing, step
from server import Odoo
from system import need

DATABASE = "demo"


def run_demo(_arguments):
    """Serve the demo company; what is entered there stays until `make stop` and the state folder are gone."""
    need("venv", "postgresql", "wkhtmltopdf")
    port = _free_port(int(os.environ.get("PORT") or 8069))
    cluster = Cluster("run").start()
    odoo = Odoo(cluster, "run")
    databases = Databases(cluster, odoo)
    if not cluster.exists(DATABASE):
        _build(databases, cluster, odoo)
    elif cluster.comment(DATABASE) != databases.fingerprint():
        step("The add-ons have changed: updating the demo company")
        odoo.run(state("log", "update.log"), "-d", DATABASE, "-u", ",".join(ADDONS), "--stop-after-init")
        cluster.set_comment(DATABASE, databases.fingerprint())
    step("Serving")
    print(_welcome(port), flush=True)
    odoo.replace_process(DATABASE, port)


def stop_clusters(_arguments):
    for folder in sorted(CLUSTERS.glob("*")):
        step(f"Stopping PostgreSQL ({folder.name})")
        Cluster(folder.name).stop()
    return 0


def _build(databases, cluster, odoo):
    template = databases.template()
    step("Filling the demo company (about a minute)")
    partial = databases.fresh(f"{DATABASE}_partial", template)
    log = state("log", "demo.log")
    log.unlink(missing_ok=True)
    (STATE / "demo-files").mkdir(exist_ok=True)
    scripts = REPOSITORY / "scripts"
    script = (scripts / "demo_company.py").read_text()
    start = f"import sys\nsys.path.insert(0, {str(scripts)!r})\nFILES = {str(STATE / 'demo-files')!r}\n"
    odoo.shell(partial, f"{start}{script}\nfill(env, FILES)\nenv.cr.commit()\n", log)
    cluster.rename(partial, DATABASE)
    cluster.set_comment(DATABASE, databases.fingerprint())


def _free_port(wanted):
    for port in range(wanted, wanted + 20):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise Missing(f"No free port from {wanted} on; name another: PORT=8090 make run")


def _welcome(port):
    return f"""
    Address    http://127.0.0.1:{port}
    Login      admin / admin       everything, in French
               claire / claire     finance: confirms, exports, updates the ledgers
               marc / marc         prepares proposals, may not confirm
    Bank files to try importing: {STATE / "demo-files"}
    Ctrl-C stops the server; `make run` starts it again in seconds.
"""
