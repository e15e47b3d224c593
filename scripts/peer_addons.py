"""The add-ons that ours are measured beside: fetched from PyPI into a folder of the bench, never into a commit."""

import re
import subprocess
from typing import NamedTuple

from fetched import fetched
from places import REPOSITORY, STATE, state
from say import step

REQUIREMENTS = REPOSITORY / "bench" / "peers-requirements.txt"
FOLDER = STATE / "peers"


class Peer(NamedTuple):
    """:ivar modules: what is installed; with none it is Odoo itself."""

    title: str
    modules: tuple


PEERS = {
    "oca-batch": Peer("OCA account_payment_batch_oca", ("account_payment_sepa_direct_debit",)),
    "oca-order": Peer("OCA account_payment_order", ("account_banking_sepa_direct_debit",)),
    "oca-camt": Peer("OCA account_statement_import_camt", ("account_statement_import_camt",)),
    "oca-matcher": Peer("OCA account_reconcile_oca", ("account_reconcile_oca",)),
    "odoo": Peer("Odoo, a statement line per invoice", ()),
    "odoo-receipt": Peer("Odoo, one statement line", ()),
}


def addons():
    """The folder of their add-ons."""
    return fetched("the peers", REQUIREMENTS, FOLDER, _fetch) / "odoo" / "addons"


def _fetch(*pip):
    """All at once; when that fails one by one, because one that cannot be had is no reason to go without the others."""
    if _installed(*pip, "-r", str(REQUIREMENTS)):
        return True
    lines = [line for line in REQUIREMENTS.read_text().splitlines() if line and not line.startswith("#")]
    missing = [line for line in lines if not _installed(*pip, line)]
    if missing:
        step(f"{', '.join(missing)} cannot be had; see {state('log', 'peers.log')}")
    return not missing


def _installed(*pip):
    import odoo_source

    with open(state("log", "peers.log"), "ab") as log:
        command = [odoo_source.python(), *pip, "--retries", "1", "--timeout", "20"]
        return subprocess.run(command, stdout=log, stderr=log, check=False).returncode == 0


def versions():
    """``{module: version}`` of what was fetched."""
    found = {}
    for folder in FOLDER.glob("odoo_addon_*.dist-info"):
        name, version = re.fullmatch(r"odoo_addon_(.+)-([^-]+)\.dist-info", folder.name).groups()
        found[name.replace("-", "_")] = version
    return found
