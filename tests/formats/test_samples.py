"""Files by others, in the folder named by BANK_SAMPLES; without that folder there is no test here.

Every file of the folder gives exactly the figures of its manifest, or is refused for the reason in a table below.
"""

import ast
import csv
import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from odoo.addons.bank_statement_matching_addon.formats import READERS
from odoo.addons.sepa_remittance_addon.formats import identifiers, recognise
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.formats.values import Delivery, StatusReport

REPOSITORY = Path(__file__).parents[2]
SAMPLES = Path(os.environ.get("BANK_SAMPLES", REPOSITORY.parent / "shared" / "samples"))
KINDS = ("camt053", "camt054", "pain002", "variants")

REFUSED = {
    # "12..34" is no amount: its manifest counts the entry and leaves the amount out
    "camt053/bsp_camt053_garbled_amount.xml": "12..34 is not an amount",
    # no Stmt in the message; a Document without any message
    "camt053/genkgo_camt053.v2.wrong.xml": "contains no statement",
    "camt053/viafintech_invalid_namespace.xml": "XML message Document is not read",
    "camt053/viafintech_valid_namespace.xml": "XML message Document is not read",
    "camt054/ch_camt_054_Beispiel_NotificationMissing.xml": "XML message",
    # cut down by who published them: their own control totals say so
    "camt053/viafintech_valid_example_with_batch.xml": r"announces 35 \(TtlNtries/NbOfNtries\) and holds 3",
    "camt053/viafintech_valid_example_with_datetime.xml": r"announces 14 \(TtlNtries/NbOfNtries\) and holds 1",
}

# Where the manifest counts otherwise, and why.
OTHER_FIGURES = {
    # in version .01 TxDtls stands directly in Ntry, where the script behind the manifest does not look
    "camt054/tryton_camt.054.001.01.xml": {"transactions": "1"},
    # an archive of two statements: the manifest tells the first one only
    "camt053/oca_test-camt053.zip": {
        "statements": "2",
        "entries": "6",
        "transactions": "6",
        "booked_sum": "114.02",
        "opening": "15568.27|15568.27",
        "closing": "15121.12|15121.12",
    },
}

# Statements whose balances do not add up: said in a remark.
OUT_OF_BALANCE = {
    "camt053/fi_op_camt53.xml",
    "camt053/genkgo_camt053.v2.minimal.xml",
    "camt053/genkgo_camt053.v2.with-party-ids.xml",
    "camt053/genkgo_camt053.v3.xml",
    "camt053/oca_test-camt053.xml",
    "camt053/oca_test-camt053.zip",
    "camt053/oca_test-camt053_10.0.xml",
    "camt053/viafintech_valid_example_with_instdamt.xml",
}

# The originals of variants/, and the owner's name; in the Nordea ones it was changed to have Danish letters.
VARIANTS = {
    "golden08": ("camt053/golden_camt.053.001.08.xml", "Atelier Exemple"),
    "nordea": ("camt053/nordea_dk_camt.053e.xml", "TEST ÆØÅ ApS"),
}

# bad/: what is refused whatever the company's data say.
BAD_REFUSED = {
    "01_xxe_file.xml": "document type declaration",
    "03_xxe_parameter_entity.xml": "document type declaration",
    "05_entity_small_expansion.xml": "document type declaration",
    "07_external_dtd.xml": "document type declaration",
    "08_internal_dtd_default_attr.xml": "document type declaration",
    "09_deep_nesting_300.xml": "depth|too deeply",
    "15_20000_attributes.xml": "too many attributes",
    "16_20000_namespaces.xml": "too many attributes",
    "18_nul_byte.xml": "NUL bytes",
    "21_zip_path_traversal.zip": "outside its own folder",
    "23_zip_one_good_one_bad.zip": "bad.xml, line 2",
    "32_truncated_half.xml": "broken or cut off",
    "33_truncated_last_tag.xml": "broken or cut off",
    "37_binary_garbage.xml": "format of the file is unknown",
    "38_png_named_xml.xml": "a picture",
    "39_html_login_page.xml": "HTML page",
    "40_json.xml": "JSON",
    "43_pain001_as_statement.xml": "payment order",
    "45_no_statement.xml": "contains no statement",
    "47_concatenated_two_documents.xml": "broken or cut off",
    "55_entry_currency_differs.xml": "in EUR, its account in DKK",
    "57_duplicate_stmt_in_file.xml": "in the file twice",
    "62_negative_amount.xml": "is not an amount",
    "63c_amount.xml": "is not an amount",
    "63d_amount.xml": "is not an amount",
    "63e_amount.xml": "is not an amount",
    "63h_amount.xml": "is not an amount",
    "65_invalid_date.xml": "is not a date",
    "69_missing_cdtdbt.xml": "neither CRDT nor DBIT",
    "70_bad_cdtdbt_value.xml": "neither CRDT nor DBIT",
    "93_csv_ragged_rows.csv": "CSV",
    "94_csv_ambiguous_date.csv": "CSV",
    "95_csv_mixed_decimal.csv": "CSV",
    "96_csv_header_only.csv": "CSV",
    "98_csv_nul.csv": "CSV",
    "a1_mt940_truncated.sta": "no closing balance",
}

# bad/: read exactly like the control file.
BAD_AS_CONTROL = {
    "00_CONTROL_valid.xml",
    "13_stylesheet_pi.xml",
    "14_schema_location_remote.xml",
    "41_camt_named_csv.csv",
    "52_iban_lowercase_spaces.xml",
    "58_duplicate_resend_new_msgid.xml",
    "68_missing_ccy.xml",
    "83_sql_in_text.xml",
    "86_newlines_tabs.xml",
    "87_log_injection.xml",
    "a0_mt940_CONTROL.sta",
}

# bad/: good files as such; what is wrong with them only the company's data can tell.
NEEDS_DATABASE = {
    "42_mt940_named_xml.xml",  # a statement without movements
    "54_wrong_account_currency.xml",  # the journal is in another currency
    "58_duplicate_resend_new_msgid.xml",  # imported before
    "60_overlapping_period.xml",  # some of its lines were imported before
    "61_gap_opening_not_previous_closing.xml",  # a statement is missing in between
    "64_zero_amount.xml",  # a line of nothing is kept or skipped
    "73_page_1_of_2.xml",  # told as incomplete
    "d1_pain002_group_reject_no_tx.xml",  # a remittance of that name must exist
    "d2_pain002_accept.xml",
}


def manifest():
    path = SAMPLES / "MANIFEST.tsv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if row["file"].split("/")[0] in KINDS and (SAMPLES / row["file"]).is_file()]


def bad_files(names=None):
    found = {path.name for path in (SAMPLES / "bad").glob("*") if path.suffix != ".tsv"}
    return sorted(found if names is None else found & set(names))


def read_all(name):
    return recognise.read_all((SAMPLES / name).read_bytes(), name, READERS)


def statements_of(deliveries):
    return [statement for delivery in deliveries for statement in delivery.statements]


def amounts(text):
    return [Decimal(amount) for amount in text.split("|") if amount]


def figures(deliveries):
    """What the manifest tells of a file of statements."""
    statements = statements_of(deliveries)
    entries = [entry for statement in statements for entry in statement.entries]
    return {
        "statements": len(statements),
        "entries": len(entries),
        "transactions": sum(len(entry.transactions) for entry in entries),
        "booked_sum": sum(entry.amount for entry in entries if entry.booked),
        "opening": [statement.opening.amount for statement in statements if statement.opening],
        "closing": [statement.closing.amount for statement in statements if statement.closing],
    }


def expected_figures(row):
    told = row | OTHER_FIGURES.get(row["file"], {})
    counts = {name: int(told[name] or 0) for name in ("statements", "entries", "transactions")}
    balances = {name: amounts(told[name]) for name in ("opening", "closing")}
    return counts | balances | {"booked_sum": Decimal(told["booked_sum"] or 0)}


STATEMENTS = [row for row in manifest() if row["file"] not in REFUSED and not row["file"].startswith("pain002")]
REPORTS = [row for row in manifest() if row["file"].startswith("pain002")]

if STATEMENTS:

    @pytest.mark.parametrize("row", STATEMENTS, ids=lambda row: row["file"])
    def test_a_statement_gives_the_figures_of_its_manifest(row):
        deliveries = read_all(row["file"])
        assert all(isinstance(delivery, Delivery) for delivery in deliveries)
        assert figures(deliveries) == expected_figures(row)
        remarks = [remark for statement in statements_of(deliveries) for remark in statement.remarks]
        assert any(("balance" in remark and "do not" in remark) or "currencies" in remark for remark in remarks) == (
            row["file"] in OUT_OF_BALANCE
        )

    @pytest.mark.parametrize("row", REPORTS, ids=lambda row: row["file"])
    def test_a_status_report_gives_the_figures_of_its_manifest(row):
        reports = read_all(row["file"])
        assert all(isinstance(report, StatusReport) for report in reports)
        found = [verdict for report in reports for verdict in report.verdicts if verdict.level == "transaction"]
        assert len(found) == int(row["transactions"])
        assert sum(verdict.amount or 0 for verdict in found if not verdict.accepted) == Decimal(row["booked_sum"])

    @pytest.mark.parametrize("name", sorted(name for name in REFUSED if (SAMPLES / name).is_file()))
    def test_a_file_that_cannot_be_read_with_certainty_is_refused(name):
        with pytest.raises(Refusal, match=REFUSED[name]):
            read_all(name)

    @pytest.mark.parametrize("name", sorted(path.name for path in (SAMPLES / "variants").glob("*.xml")))
    def test_a_variant_reads_like_its_original(name):
        source, owner = VARIANTS[name.split("_")[0]]
        (original,) = statements_of(read_all(source))
        (variant,) = statements_of(read_all(f"variants/{name}"))
        assert variant == replace(original, account=replace(original.account, name=owner))


if bad_files():

    @pytest.mark.parametrize("name", bad_files(BAD_REFUSED))
    def test_a_bad_file_is_refused_with_its_reason(name):
        with pytest.raises(Refusal, match=BAD_REFUSED[name]):
            read_all(f"bad/{name}")

    @pytest.mark.parametrize("name", bad_files(BAD_AS_CONTROL))
    def test_an_odd_but_good_file_reads_like_the_control(name):
        (statement,) = read_all(f"bad/{name}")[0].statements
        assert [entry.amount for entry in statement.entries] == [Decimal("250.00"), Decimal("-100.00")]
        assert (statement.opening.amount, statement.closing.amount) == (Decimal("1000.00"), Decimal("1150.00"))
        assert (statement.account.iban, statement.currency) == ("DK5000400440116243", "DKK")
        assert "\n" not in statement.identification

    @pytest.mark.parametrize("name", bad_files(NEEDS_DATABASE))
    def test_a_file_only_the_company_can_judge_is_read(name):
        (found,) = read_all(f"bad/{name}")
        assert getattr(found, "statements", None) or found.verdicts

    def test_every_bad_file_that_is_no_pbs_file_is_in_a_table():
        known = BAD_REFUSED.keys() | BAD_AS_CONTROL | NEEDS_DATABASE
        assert [name for name in bad_files() if name not in known and "pbs" not in name] == []

    def test_a_page_that_is_not_the_last_is_not_complete():
        (statement,) = read_all("bad/73_page_1_of_2.xml")[0].statements
        assert not statement.complete


def account_numbers(name):
    path = SAMPLES / "iban" / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


if account_numbers("valid_registry_samples.tsv"):

    @pytest.mark.parametrize("row", account_numbers("valid_registry_samples.tsv"), ids=lambda row: row["iban"])
    def test_a_registry_sample_is_accepted(row):
        assert identifiers.check_iban(row["iban"]) == identifiers.electronic(row["compact"])

    @pytest.mark.parametrize("row", account_numbers("invalid_and_tricky.tsv"), ids=lambda row: row["why"])
    def test_a_tricky_number_is_refused_unless_it_is_only_pasted_oddly(row):
        text = ast.literal_eval(row["iban_python_repr"])
        pasted_oddly = identifiers.electronic(text) == "DK5000400440116243"
        try:
            assert identifiers.check_iban(text) == "DK5000400440116243"
        except Refusal:
            assert not pasted_oddly
        else:
            assert pasted_oddly
