"""The add-ons that ours are measured beside: fetched from PyPI into a folder of the bench, never into a commit."""

import re
import shutil
import subprocess
from typing import NamedTuple

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
    """The folder of their add-ons, fetched when what is asked for has changed or could not be had the last time."""
    seen = FOLDER / "requirements.seen"
    if not seen.exists() or seen.read_text() != REQUIREMENTS.read_text():
        step("Fetching the peers from PyPI")
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        if _fetch():
            seen.write_text(REQUIREMENTS.read_text())
    return FOLDER / "odoo" / "addons"


def _fetch():
    """All at once; when that fails one by one, because one that cannot be had is no reason to go without the others."""
    if _installed("-r", str(REQUIREMENTS)):
        return True
    lines = [line for line in REQUIREMENTS.read_text().splitlines() if line and not line.startswith("#")]
    missing = [line for line in lines if not _installed(line)]
    if missing:
        step(f"{', '.join(missing)} cannot be had; see {state('log', 'peers.log')}")
    return not missing


def _installed(*wanted):
    import odoo_source

    options = ["--quiet", "--no-deps", "--retries", "1", "--timeout", "20", "--target", str(FOLDER)]
    with open(state("log", "peers.log"), "ab") as log:
        command = [odoo_source.python(), "-m", "pip", "install", *options, *wanted]
        return subprocess.run(command, stdout=log, stderr=log, check=False).returncode == 0


def versions():
    """``{module: version}`` of what was fetched."""
    found = {}
    for folder in FOLDER.glob("odoo_addon_*.dist-info"):
        name, version = re.fullmatch(r"odoo_addon_(.+)-([^-]+)\.dist-info", folder.name).groups()
        found[name.replace("-", "_")] = version
    return found
