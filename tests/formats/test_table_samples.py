"""Tables by others, in the folder named by BANK_SAMPLES; without that folder there is no test here."""

import csv
import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from odoo.addons.bank_statement_matching_addon.formats.table import proposal, reader
from odoo.addons.bank_statement_matching_addon.formats.table.layout import Column, Layout
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal

SAMPLES = Path(os.environ.get("BANK_SAMPLES", Path(__file__).parents[2].parent / "shared" / "samples"))

# What a person adds to the proposal; the manifest knows the sums from these choices too.
CHOSEN = {
    "dk_danskebank_utf8.csv": {"balance": False},  # an extract: its balances are not those of its lines
    "dk_nordea.csv": {"balance": False},
    "dk_BEC_cp850.csv": {"balance": False, "short_rows": True},
    "fjacquet_viseca_creditcard.csv": {"decimal_mark": "."},
    "bsp_csv_garbled_amount.csv": {"decimal_mark": "."},
}
REFUSED = {
    "bsp_csv_garbled_amount.csv": "row 3: 12..34 is not an amount",
    # a credit with a minus, and a debit column with both signs: nobody can say what moved
    "oca_debit_credit.csv": "row 3: A credit with a minus",
    "oca_debit_credit_amount.csv": "row 3: A credit with a minus",
    "oca_empty_activity.csv": "titles and no lines",
    "oca_empty_statement_en.csv": "titles and no lines",
}
WITHOUT_TITLES = {"dk_BankdataV3.csv", "oca_original_currency_no_header.csv"}
BAD = {
    "93_csv_ragged_rows.csv": "row 2: The row has 4 cells",
    "95_csv_mixed_decimal.csv": "row [23]: .* is not an amount|decimal comma or a decimal point",
    "96_csv_header_only.csv": "titles and no lines",
    "98_csv_nul.csv": "row 2: .*NUL bytes",
}


def manifest():
    path = SAMPLES / "MANIFEST.tsv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row for row in rows if row["format"] == "csv" and (SAMPLES / row["file"]).is_file()]


def without_balance(layout):
    return tuple(replace(one, meaning="") if one.meaning == "balance" else one for one in layout.columns)


def read(path):
    """Read a table as somebody would who accepts what is proposed and adds what is left open."""
    content, chosen = path.read_bytes(), dict(CHOSEN.get(path.name, {}))
    layout, _row = proposal.propose(content)
    if not chosen.pop("balance", True):
        layout = replace(layout, columns=without_balance(layout))
    layout = replace(layout, currency="EUR", **chosen)
    entries = [entry for statement in reader.parse(content, layout).statements for entry in statement.entries]
    return len(entries), sum(entry.amount for entry in entries)


TABLES = {Path(row["file"]).name: row for row in manifest()}
READ = sorted(TABLES.keys() - REFUSED.keys() - WITHOUT_TITLES)

if TABLES:

    @pytest.mark.parametrize("name", READ)
    def test_a_table_gives_the_figures_of_its_manifest(name):
        assert read(SAMPLES / "csv" / name) == (int(TABLES[name]["entries"]), Decimal(TABLES[name]["booked_sum"]))

    @pytest.mark.parametrize("name", sorted(REFUSED.keys() & TABLES.keys()))
    def test_a_table_that_nobody_can_be_sure_of_is_refused(name):
        with pytest.raises(Refusal, match=REFUSED[name]):
            read(SAMPLES / "csv" / name)

    @pytest.mark.parametrize("name", sorted(name for name in BAD if (SAMPLES / "bad" / name).is_file()))
    def test_a_bad_table_is_refused_with_its_row(name):
        with pytest.raises(Refusal, match=BAD[name]):
            read(SAMPLES / "bad" / name)

    def test_one_order_of_dates_holds_for_the_whole_file():
        """94: 05/06 and 13/06; only day before month reads both, and no row by itself decides."""
        content = (SAMPLES / "bad" / "94_csv_ambiguous_date.csv").read_bytes()
        layout, _row = proposal.propose(content)
        assert layout.date_order == "dmy"
        with pytest.raises(Refusal, match="row 2: 05/06/2026 may be more than one day"):
            reader.parse(content, replace(layout, currency="EUR", date_order=""))
        with pytest.raises(Refusal, match="row 3: 13/06/2026 is not a date"):
            reader.parse(content, replace(layout, currency="EUR", date_order="mdy"))


if "dk_BankdataV3.csv" in TABLES:

    def test_a_table_of_records_is_read_by_what_its_lines_begin_with():
        meanings = {2: "booking_date", 3: "amount", 5: "account", 6: "value_date", 8: "text", 21: "currency"}
        layout = Layout(
            tuple(Column("", meanings.get(place, "")) for place in range(67)),
            has_titles=False,
            row_mark="ED010103000003",
            decimal_mark=",",
            date_order="ymd",
        )
        content = (SAMPLES / "csv" / "dk_BankdataV3.csv").read_bytes()
        assert reader.follows(content, layout)
        (statement,) = reader.parse(content, layout).statements
        assert (len(statement.entries), sum(entry.amount for entry in statement.entries)) == (2, Decimal("8968.00"))
        assert (statement.account.other_account, statement.currency) == ("080790002010094", "DKK")
