"""Where the commands keep what they make. Nothing of it belongs to the repository."""

import getpass
import hashlib
import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
STATE = Path(os.environ.get("SUITE_STATE") or REPOSITORY / ".state")
ADDONS = ("sepa_remittance_addon", "bank_statement_matching_addon", "recouvrements_addon", "mail_lot_addon")
IS_ROOT = os.geteuid() == 0

# A clone may lie where PostgreSQL's unprivileged user may not look (a root's home), and a socket's path may have
# at most 107 characters: both live outside the clone, under a name that belongs to it.
MARK = hashlib.sha256(f"{STATE}:{getpass.getuser()}".encode()).hexdigest()[:8]
CLUSTERS = Path("/var/tmp") / f"remittance-suite-{MARK}"


def state(*parts):
    path = STATE.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
