"""Databases, each built once from what it depends on and copied after that.

base       Odoo's own modules, two charts of accounts, French      rebuilt when Odoo or this list changes
template   base + the four add-ons                                  rebuilt when an add-on's files change
"""

import hashlib

from places import ADDONS, REPOSITORY, state
from say import Missing, step

BASE_MODULES = ("account", "account_payment", "base_import", "contacts", "portal", "l10n_fr_account", "l10n_dk")
LANGUAGES = "en_US,fr_FR"
IGNORED = {"tests", "__pycache__", "README.md"}
# Attachments of a template stay in the database, so that a copy needs no files beside it.
ATTACHMENTS_IN_DATABASE = """
env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
env.cr.commit()
"""


class Databases:
    def __init__(self, cluster, odoo):
        self.cluster = cluster
        self.odoo = odoo

    def base(self):
        name = f"base_{_digest(self.odoo.version, *BASE_MODULES, LANGUAGES, ATTACHMENTS_IN_DATABASE)}"
        if not self.cluster.exists(name):
            step("Building the base database (about two minutes, once)")
            self._build(name, None, BASE_MODULES, "--load-language", LANGUAGES)
        return name

    def template(self, base=None):
        base = base or self.base()
        name = f"template_{_digest(base, *_fingerprints())}"
        if not self.cluster.exists(name):
            step("Installing the four add-ons into a template database")
            self._build(name, base, ADDONS)
            self._forget(keep=(base, name))
        return name

    def with_modules(self, name, modules, mark=""):
        """Return a database of other modules on the base, kept for the next time; ``mark`` says which versions."""
        base = self.base()
        full = f"{name}_{_digest(base, *modules, mark)}"
        if not self.cluster.exists(full):
            for earlier in self.cluster.databases():
                if earlier.rpartition("_")[0] == name:
                    self.cluster.drop(earlier)
            step(f"Installing {', '.join(modules)} into a template database")
            self._build(full, base, modules)
        return full

    def fingerprint(self):
        """What the add-ons of this clone are, as one word."""
        return _digest(self.odoo.version, *_fingerprints())

    def fresh(self, name, source):
        self.cluster.drop(name)
        self.cluster.copy(source, name)
        return name

    def _build(self, name, source, modules, *options):
        partial = f"{name}_partial"
        self.cluster.drop(partial)
        if source:
            self.cluster.copy(source, partial)
        log = state("log", f"{name.split('_')[0]}.log")
        log.unlink(missing_ok=True)
        self.odoo.run(log, "-d", partial, "-i", ",".join(modules), *options, "--stop-after-init")
        complain_about_our_warnings(log)
        self.odoo.shell(partial, ATTACHMENTS_IN_DATABASE, log)
        self.cluster.rename(partial, name)

    def _forget(self, keep):
        """Templates of earlier states of the files only take room."""
        for name in self.cluster.databases():
            if name.startswith(("template_", "base_")) and name not in keep:
                self.cluster.drop(name)


def complain_about_our_warnings(log):
    """Loading our modules must be silent: a warning is a defect that a user's log would show every day."""
    said = [line for line in log.read_text(errors="replace").splitlines() if is_our_warning(line)]
    if said:
        raise Missing("Loading the add-ons gave warnings:\n" + "\n".join(said[:20]))


def is_our_warning(line):
    words = line.split(" ", 5)
    is_record = len(words) > 4 and words[3] in ("WARNING", "ERROR", "CRITICAL")
    return is_record and any(name in line for name in ADDONS)


def _fingerprints():
    """One line per file of an add-on that ends up in its database, by content as git would see it."""
    for addon in ADDONS:
        for path in sorted((REPOSITORY / addon).rglob("*")):
            inside = path.relative_to(REPOSITORY)
            if path.is_file() and not IGNORED & set(inside.parts) and path.suffix != ".pyc":
                yield f"{inside} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def _digest(*parts):
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
