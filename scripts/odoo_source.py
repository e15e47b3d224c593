"""A real Odoo 19: the one the environment names, or Debian's, unpacked beside the project."""

import os
import re
import shutil
import subprocess
import sys
from glob import glob
from pathlib import Path

from places import REPOSITORY, STATE, state
from say import Missing, run, step

# Debian's Odoo links to these packages for a few static files; font-awesome of the newest suite lacks the files.
FROM_SID = (
    "odoo-19", "libjs-jquery", "libjs-jquery-form", "libjs-underscore", "fonts-roboto-unhinted",
    "fonts-montserrat", "fonts-inconsolata",
)  # fmt: skip
FROM_OWN_SUITE = ("fonts-font-awesome",)
PLACEHOLDER = "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"


def odoo_path():
    """The folder to put on PYTHONPATH so that ``import odoo`` finds Odoo 19."""
    if os.environ.get("ODOO_PATH"):
        path = Path(os.environ["ODOO_PATH"]).resolve()
        if not (path / "odoo" / "release.py").exists():
            raise Missing(f"ODOO_PATH={path} holds no folder 'odoo' with release.py: name the root of an Odoo 19.")
        return path
    path = STATE / "odoo" / "usr/lib/python3/dist-packages"
    if not (path / "odoo" / "release.py").exists():
        _fetch(STATE / "odoo")
    return path


def python():
    """The interpreter that runs Odoo: the one the environment names, or our virtual environment."""
    if os.environ.get("ODOO_PYTHON"):
        return os.environ["ODOO_PYTHON"]
    interpreter = STATE / "venv/bin/python"
    wanted = "\n".join(path.read_text() for path in _requirements())
    seen = STATE / "venv/requirements.seen"
    if not seen.exists() or seen.read_text() != wanted:
        step("Installing the Python packages")
        log = state("log", "pip.log")
        if not interpreter.exists():
            run([sys.executable, "-m", "venv", STATE / "venv"], log)
        files = [word for path in _requirements() for word in ("-r", str(path))]
        run([str(interpreter), "-m", "pip", "install", "--quiet", *files], log)
        seen.write_text(wanted)
    return str(interpreter)


def _requirements():
    return [
        REPOSITORY / "requirements.txt",
        REPOSITORY / "requirements-dev.txt",
        REPOSITORY / "scripts/odoo-requirements.txt",
    ]


def addons_path(path):
    """The add-ons of Odoo (both layouts: a source tree and a package) and ours."""
    folders = [path / "odoo" / "addons", path / "addons", REPOSITORY]
    return ",".join(str(folder) for folder in folders if folder.is_dir())


def _fetch(target):
    step("Fetching Odoo 19 (Debian's package, about 125 MB)")
    if not shutil.which("apt-get"):
        raise Missing("Without Debian's apt-get, name an Odoo 19 of your own: ODOO_PATH=/path/to/odoo make run")
    work, log = STATE / "apt", state("log", "odoo.log")
    shutil.rmtree(work, ignore_errors=True)
    for folder in ("lists/partial", "cache/archives/partial", "packages"):
        (work / folder).mkdir(parents=True)
    mirror, keyring = _mirror()
    source = work / "sid.list"
    source.write_text(f"deb [signed-by={keyring}] {mirror} sid main\n")
    private = [
        "-o", f"Dir::Etc::sourcelist={source}", "-o", "Dir::Etc::sourceparts=-",
        "-o", f"Dir::State::Lists={work / 'lists'}", "-o", f"Dir::Cache={work / 'cache'}",
        "-o", "APT::Sandbox::User=",
    ]  # fmt: skip
    run(["apt-get", *private, "update"], log)
    run(["apt-get", *private, "download", *FROM_SID], log, cwd=work / "packages")
    _download_own_suite(work, mirror, keyring, log)
    partial = target.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    for package in glob(str(work / "packages/*.deb")):
        run(["dpkg", "-x", package, str(partial)], log)
    missing = partial / "usr/lib/python3/dist-packages" / PLACEHOLDER
    missing.parent.mkdir(parents=True, exist_ok=True)
    if not missing.exists():
        missing.write_text("// Debian ships Odoo without this file; the web client only wants it to exist.\n")
    shutil.rmtree(target, ignore_errors=True)
    partial.rename(target)
    shutil.rmtree(work)


def _download_own_suite(work, mirror, keyring, log):
    """Files that the newest suite has dropped come from the machine's own stable suite."""
    codename = _codename()
    source = work / "stable.list"
    source.write_text(f"deb [signed-by={keyring}] {mirror} {codename} main\n")
    (work / "stable-lists/partial").mkdir(parents=True)
    private = [
        "-o", f"Dir::Etc::sourcelist={source}", "-o", "Dir::Etc::sourceparts=-",
        "-o", f"Dir::State::Lists={work / 'stable-lists'}", "-o", f"Dir::Cache={work / 'cache'}",
        "-o", "APT::Sandbox::User=",
    ]  # fmt: skip
    run(["apt-get", *private, "update"], log)
    run(["apt-get", *private, "download", *FROM_OWN_SUITE], log, cwd=work / "packages")


def _codename():
    release = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    return release.get("VERSION_CODENAME", "bookworm").strip('"')


def _mirror():
    """The Debian mirror this machine already uses, and the keyring that vouches for it."""
    texts = [Path(path).read_text() for path in ["/etc/apt/sources.list", *glob("/etc/apt/sources.list.d/*")]
             if os.path.isfile(path)]  # fmt: skip
    found = re.findall(r"(?:^URIs:|^deb(?: \[[^\]]*\])?)\s+(\S+/debian)/?\s", "\n".join(texts), re.MULTILINE)
    if not found:
        raise Missing(
            "No Debian mirror in this machine's apt sources. Name an Odoo 19 of your own: ODOO_PATH=... make run"
        )
    keyrings = ["/usr/share/keyrings/debian-archive-keyring.gpg", "/usr/share/keyrings/debian-archive-keyring.pgp"]
    keyring = next((path for path in keyrings if os.path.exists(path)), None)
    if keyring is None:
        raise Missing("Debian's archive keyring is missing: sudo apt-get install debian-archive-keyring")
    return found[0], keyring


def version(path, interpreter):
    code = "import odoo.release as r; print(r.version)"
    environment = {**os.environ, "PYTHONPATH": str(path)}
    done = subprocess.run([interpreter, "-c", code], env=environment, capture_output=True, text=True, check=False)
    if done.returncode or not done.stdout.startswith("19."):
        raise Missing(f"Odoo 19 is needed; {path} says: {(done.stdout or done.stderr).strip()[-300:]}")
    return done.stdout.strip()
