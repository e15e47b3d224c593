"""The shape of the house: a star of add-ons, formats without a database, every requirement named by a test."""

import ast
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
BASE = "sepa_remittance_addon"
STATEMENTS = "bank_statement_matching_addon"
SIBLINGS = (STATEMENTS, "recouvrements_addon", "mail_lot_addon")
ADDONS = (BASE, *SIBLINGS)
# Settings hold one toggle per sibling; that is all the base knows of them.
TOGGLES = {f"module_{sibling}" for sibling in SIBLINGS}
NO_NAMES = {"utils", "helpers", "common", "misc"}


def manifest(addon):
    return ast.literal_eval((REPOSITORY / addon / "__manifest__.py").read_text())


def sources(addon, *suffixes):
    return [path for suffix in suffixes for path in sorted((REPOSITORY / addon).rglob(f"*{suffix}"))]


def imports(path):
    """The modules a file imports, relative ones as they would be named from the add-ons' folder."""
    package = path.relative_to(REPOSITORY).parent.parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            yield ".".join((*above, *(node.module or "").split("."))).strip(".")


@pytest.mark.parametrize("sibling", SIBLINGS)
def test_a_sibling_depends_on_the_base_and_on_nothing_else_of_ours(sibling):
    ours = {name for name in manifest(sibling)["depends"] if name in ADDONS}
    assert ours == {BASE}


def test_the_base_depends_on_no_sibling():
    assert not set(manifest(BASE)["depends"]) & set(SIBLINGS)


@pytest.mark.parametrize("addon", ADDONS)
def test_no_add_on_names_a_sibling(addon):
    strangers = set(SIBLINGS) - {addon}
    for path in sources(addon, ".py", ".xml", ".js", ".csv"):
        text = path.read_text()
        for toggle in TOGGLES:
            text = text.replace(toggle, "")
        named = [stranger for stranger in strangers if stranger in text]
        assert not named, f"{path} names {named}"


@pytest.mark.parametrize("addon", ADDONS)
def test_every_needed_module_is_odoo_community_or_ours(addon):
    enterprise = {
        "account_accountant",
        "account_batch_payment",
        "account_sepa_direct_debit",
        "account_iso20022",
        "sign",
    }
    assert not set(manifest(addon)["depends"]) & enterprise


def format_files():
    return [path for addon in (BASE, STATEMENTS) for path in (REPOSITORY / addon / "formats").rglob("*.py")]


def test_formats_know_neither_odoo_nor_a_database():
    formats = f"odoo.addons.{BASE}.formats"  # a sibling's formats are built of those of the base
    for path in format_files():
        own = f"{path.relative_to(REPOSITORY).parts[0]}."
        names = [name for name in imports(path) if not f"{name}.".startswith(f"{formats}.")]
        wrong = [name for name in names if name.split(".")[0] in ("odoo", "psycopg2")]
        wrong += [name for name in names if name.startswith(own) and not name.startswith(f"{own}formats")]
        assert not wrong, f"{path} imports {wrong}"


def test_formats_of_a_sibling_are_those_that_only_it_reads():
    """What a statement is, and every format that more than one add-on needs, stays with the base."""
    assert [sibling for sibling in SIBLINGS if (REPOSITORY / sibling / "formats").exists()] == [STATEMENTS]


@pytest.mark.parametrize("addon", ADDONS)
def test_each_add_on_has_its_rooms(addon):
    for place in ("README.md", "static/description/icon.png", "i18n/fr.po", f"i18n/{addon}.pot", "security", "views"):
        assert (REPOSITORY / addon / place).exists(), f"{addon}/{place}"
    assert manifest(addon)["license"] == "AGPL-3"


@pytest.mark.parametrize("addon", ADDONS)
def test_files_say_what_they_are_about(addon):
    for path in sources(addon, ".py"):
        if "tests" not in path.parts:
            assert path.stem not in NO_NAMES, path


@pytest.mark.parametrize("addon", ADDONS)
def test_one_model_per_file(addon):
    for path in (REPOSITORY / addon / "models").glob("*.py"):
        models = re.findall(r"^class \w+\(models\.", path.read_text(), re.MULTILINE)
        assert len(models) <= 1, path


def test_nothing_floats_money_into_bytes():
    """Writers of files get Decimals; a float literal or call has no place in the formats."""
    for path in format_files():
        tree = ast.parse(path.read_text())
        calls = [
            node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "float"
        ]
        assert not calls, path


def test_every_requirement_that_a_test_names_exists_in_the_readme_s_families():
    named = set()
    for path in REPOSITORY.rglob("test_*.py"):
        if ".state" not in path.parts:
            named |= set(re.findall(r"\b(MAN|REM|STM|CTR|REF|LOT)-\d+\b", path.read_text()))
    assert named == {"MAN", "REM", "STM", "CTR", "REF", "LOT"}
