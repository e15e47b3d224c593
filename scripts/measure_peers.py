"""The peers in make bench: each in a database of its own, on the data that ours are measured on."""

import shutil

from database import Databases
from peer_addons import FOLDER, PEERS, addons, versions
from places import state
from say import Missing, step
from server import Odoo

DATABASE = "suite_bench_peer"


def measure_peers(cluster, names, sizes, posting_lines, measure):
    """Measure the peers named; one that cannot be had or fails is told in a line, and left out.

    :param sizes: numbers of invoices by the name of a peer.
    :param posting_lines: the number up to which they post and reconcile.
    :param measure: runs a command of bench/.
    """
    folder = addons()
    odoo = Odoo(cluster, "peers", [folder] if folder.is_dir() else [])
    # what they need of Python lies beside them
    odoo.environment["PYTHONPATH"] += f":{FOLDER}"
    databases = Databases(cluster, odoo)
    for name in names:
        try:
            source = peer_template(databases, name)
            for lines in sizes[name]:
                databases.fresh(DATABASE, source)
                step(f"{PEERS[name].title}, {lines} invoices")
                posting = [] if lines <= posting_lines else ["--no-posting"]
                measure(odoo, ["peer.py", "--peer", name, *posting], DATABASE, lines)
        except Missing as missing:
            step(f"{PEERS[name].title} is left out: {str(missing).splitlines()[-1]}")
    cluster.drop(DATABASE)
    shutil.rmtree(state("data-peers", "filestore", DATABASE), ignore_errors=True)


def peer_template(databases, name):
    """The database that a peer is installed in.

    :raises Missing: when one of its add-ons cannot be had.
    """
    modules = PEERS[name].modules
    missing = [module for module in modules if module not in versions()]
    if missing:
        raise Missing(f"{', '.join(missing)} cannot be had")
    if not modules:
        return databases.base()
    mark = " ".join(f"{module} {version}" for module, version in sorted(versions().items()))
    return databases.with_modules(f"peer_{name.replace('-', '_')}", modules, mark)
