"""The columns of the French FEC, and the same as CSV."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.sepa_remittance_addon.formats import fec

ITEM = fec.JournalItem(
    "BNK", "Bank", "BNK/2026/0007", date(2026, 5, 3), "419100", "Deposits held", "", "", "CTR000012",
    date(2026, 5, 2), "Deposit", Decimal("0.00"), Decimal("1234.50"), "A12",
    date(2026, 5, 4), date(2026, 5, 3), None, "",
)  # fmt: skip
TEXT = st.text(max_size=40)


def test_a_line_has_the_18_columns_of_the_law_in_their_order():
    """CTR-10: article A. 47 A-1"""
    assert fec.render_head() == (
        "JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum\tCompteLib\tCompAuxNum\tCompAuxLib\tPieceRef\t"
        "PieceDate\tEcritureLib\tDebit\tCredit\tEcritureLet\tDateLet\tValidDate\tMontantdevise\tIdevise\r\n"
    )
    assert fec.render_item(ITEM) == (
        "BNK\tBank\tBNK/2026/0007\t20260503\t419100\tDeposits held\t\t\tCTR000012\t20260502\tDeposit\t0,00\t1234,50\t"
        "A12\t20260504\t20260503\t\t\r\n"
    )


def test_csv_has_iso_dates_and_points():
    """CTR-10"""
    cells = dict(zip(fec.COLUMNS, fec.csv_cells(ITEM), strict=True))
    assert (cells["EcritureDate"], cells["Credit"], cells["Montantdevise"]) == ("2026-05-03", "1234.50", "")


@given(TEXT, TEXT)
def test_no_text_breaks_a_line_or_a_column(label, partner):
    """CTR-10"""
    line = fec.render_item(ITEM._replace(label=label, partner_name=partner))
    assert line.endswith("\r\n") and len(line[:-2].split("\t")) == len(fec.COLUMNS)
    assert len((line[:-2] + "\n").splitlines()) == 1


@given(TEXT)
def test_no_text_is_a_formula_for_a_spreadsheet(label):
    """CTR-10"""
    cell = fec.csv_cells(ITEM._replace(label=label))[fec.COLUMNS.index("EcritureLib")]
    assert not cell.startswith(("=", "+", "-", "@"))
