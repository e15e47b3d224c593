"""Statements by others in MT940, CODA and OFX, in the folder named by BANK_SAMPLES; without it there is no test here.

Every file gives exactly the figures of the manifest, or is refused for the reason in the table below.
"""

import csv
import os
from decimal import Decimal
from pathlib import Path

import pytest
from odoo.addons.bank_statement_matching_addon.formats import READERS
from odoo.addons.sepa_remittance_addon.formats import recognise
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal

SAMPLES = Path(os.environ.get("BANK_SAMPLES", Path(__file__).parents[3] / "shared" / "samples"))
KINDS = ("mt940", "coda", "ofx")

OUT_OF_BALANCE = "do not give the closing balance"
INTRADAY = "intraday report"
# The manifest says of most of them that their balances do not match: whoever published them cut them down.
REFUSED = {
    "coda/phpcoda_sample4.cod": "another account than the opening balance",  # masked in one record only
    "coda/phpcoda_sample5.cod": OUT_OF_BALANCE,
    "mt940/cmxl_mt940-abnamro.txt": OUT_OF_BALANCE,
    "mt940/wolph_betterplace_sepa_snippet.sta": OUT_OF_BALANCE,
    "mt940/wolph_betterplace_sepa_snippet_broken.sta": ":25: stands twice",
    "mt940/wolph_jejik_abnamro.sta": OUT_OF_BALANCE,
    "mt940/wolph_jejik_ing.sta": OUT_OF_BALANCE,
    "mt940/wolph_jejik_knab.sta": "Field :61: does not hold",  # an amount without its comma
    "mt940/wolph_jejik_rabobank.sta": OUT_OF_BALANCE,
    "mt940/wolph_jejik_triodos.sta": OUT_OF_BALANCE,
    "mt940/wolph_mBank_with_newline_in_tnr.sta": OUT_OF_BALANCE,
    "mt940/wolph_self-provided_overly_long_details.sta": OUT_OF_BALANCE,
    "mt940/cmxl_mt942.txt": INTRADAY,
    "mt940/wolph_mBank_mt942.sta": INTRADAY,
    "mt940/wolph_self-provided_mt942.sta": INTRADAY,
    "mt940/cmxl_statement-mt940.txt": ":61: stands where it does not belong",  # two lines of a statement
    "mt940/wolph_self-provided_empty_non_swift.sta": "no account",
    "ofx/oca_test_ofx_wrong.ofx": "has no currency",
    "ofx/oca_test_ofx_wrong_14.0.ofx": "has no currency",
    "ofx/ofxparse_decimal_error.ofx": r"\$120 is not an amount",
    "ofx/ofxparse_error_message.ofx": "answered with an error",
}


def manifest():
    path = SAMPLES / "MANIFEST.tsv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if row["file"].split("/")[0] in KINDS and (SAMPLES / row["file"]).is_file()]


def read(name):
    return recognise.read((SAMPLES / name).read_bytes(), name, READERS)


def balances(text):
    return [Decimal(amount) for amount in text.split("|") if amount]


def transactions_of(entry):
    """The manifest counts the records of CODA: the booking, and its details where there are any."""
    return 1 + len(entry.transactions) if len(entry.transactions) > 1 else 1


if manifest():
    GOOD = [row for row in manifest() if row["file"] not in REFUSED]

    @pytest.mark.parametrize("row", GOOD, ids=lambda row: row["file"])
    def test_a_statement_gives_the_figures_of_its_manifest(row):
        """STM-4"""
        statements = read(row["file"]).statements
        entries = [entry for statement in statements for entry in statement.entries]
        assert (len(statements), len(entries)) == (int(row["statements"]), int(row["entries"]))
        assert sum(entry.amount for entry in entries) == Decimal(row["booked_sum"] or 0)
        opening, closing = balances(row["opening"]), balances(row["closing"])
        # the manifest tells the first balances of a long file
        assert [one.opening.amount for one in statements if one.opening][: len(opening)] == opening
        assert [one.closing.amount for one in statements if one.closing][: len(closing)] == closing
        assert {one.currency for one in statements} == set(row["currency"].split(",")) or not row["currency"]
        assert row["balance_check"] in ("ok", "n/a")
        if not row["file"].startswith("coda/febelfin"):
            assert sum(map(transactions_of, entries)) == int(row["transactions"])

    @pytest.mark.parametrize("name", sorted(name for name in REFUSED if (SAMPLES / name).is_file()))
    def test_a_file_that_cannot_be_read_with_certainty_is_refused(name):
        """STM-5"""
        with pytest.raises(Refusal, match=REFUSED[name]):
            read(name)

    def test_every_file_that_does_not_balance_is_refused():
        """STM-5"""
        wrong = {row["file"] for row in manifest() if "MISMATCH" in row["balance_check"]}
        assert wrong <= REFUSED.keys()
