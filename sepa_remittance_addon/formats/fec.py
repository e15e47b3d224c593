"""Journal entries for outside accounting software, in the 18 columns of the French FEC.

The columns, their order and their names are those of article A. 47 A-1 of the *Livre des procédures fiscales*: a text
file has them separated by tabs, dates as YYYYMMDD and amounts with a decimal comma. The same columns serve as CSV.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

COLUMNS = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class JournalItem(NamedTuple):
    """One line of an entry; texts may be empty, ``lettered_on`` and ``currency_amount`` too."""

    journal_code: str
    journal_name: str
    entry_number: str
    entry_date: date
    account_code: str
    account_name: str
    partner_code: str
    partner_name: str
    document: str
    document_date: date
    label: str
    debit: Decimal
    credit: Decimal
    lettering: str
    lettered_on: date | None
    validated_on: date
    currency_amount: Decimal | None
    currency: str


def render_head():
    return "\t".join(COLUMNS) + "\r\n"


def render_item(item):
    """One line of a FEC."""
    return "\t".join(map(_fec_text, item)) + "\r\n"


def _fec_text(value):
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%Y%m%d}"
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",")
    return " ".join(value.split())  # a tab or a line break would make a column or a line


def csv_cells(item):
    """The cells of a CSV line: dates as ISO, amounts with a point, no text that a spreadsheet takes for a formula."""
    return list(map(_csv_text, item))


def _csv_text(value):
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    text = " ".join(value.split())
    return f"'{text}" if text.startswith(FORMULA) else text
