"""Programs of the system: found, or installed when that is allowed, or asked for."""

import os
import shutil
import subprocess
from glob import glob
from pathlib import Path

from places import IS_ROOT, state
from say import Missing, run, step

# program -> (Debian packages, how to find it)
PROGRAMS = {
    "postgresql": (("postgresql",), lambda: _newest("/usr/lib/postgresql/*/bin/postgres") or shutil.which("postgres")),
    "wkhtmltopdf": (("wkhtmltopdf",), lambda: shutil.which("wkhtmltopdf")),
    "chromium": (("chromium",), lambda: next(filter(None, map(shutil.which, CHROMES)), None)),
    "venv": (("python3-venv",), lambda: _venv_works() or None),
}
CHROMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def _newest(pattern):
    found = sorted(glob(pattern), key=lambda path: [int(n) for n in path.split("/") if n.isdigit()])
    return found[-1] if found else None


def _venv_works():
    return subprocess.run(["python3", "-c", "import ensurepip, venv"], capture_output=True, check=False).returncode == 0


def need(*names):
    """Make sure the programs are there; as root on Debian install what is missing, otherwise say what to install."""
    missing = [name for name in names if not PROGRAMS[name][1]()]
    if not missing:
        return
    packages = [package for name in missing for package in PROGRAMS[name][0]]
    if not IS_ROOT or not shutil.which("apt-get"):
        raise Missing(f"Missing: {', '.join(missing)}. Install with: sudo apt-get install {' '.join(packages)}")
    step(f"Installing {', '.join(packages)}")
    log = state("log", "apt.log")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update"], log, env=quiet)
    run(["apt-get", "install", "-y", "--no-install-recommends", *packages], log, env=quiet)
    still = [name for name in missing if not PROGRAMS[name][1]()]
    if still:
        raise Missing(f"{', '.join(still)} could not be installed; see {log}")


def postgresql_program(name):
    return str(Path(os.path.realpath(PROGRAMS["postgresql"][1]())).parent / name)
