"""What a company says of its bank's table, as a frozen value."""

from dataclasses import dataclass

from odoo.addons.sepa_remittance_addon.formats.refusal import _

CSV, XLSX = "csv", "xlsx"

# What a column may be, with the words people choose from.
MEANINGS = {
    "booking_date": _("Booking date"),
    "value_date": _("Value date"),
    "amount": _("Amount"),
    "money_out": _("Money out (debit)"),
    "money_in": _("Money in (credit)"),
    "direction": _("Debit or credit"),
    "currency": _("Currency"),
    "balance": _("Balance after the line"),
    "text": _("Text"),
    "counterparty": _("Name of the other side"),
    "counterparty_account": _("Account of the other side"),
    "bank_reference": _("Bank reference"),
    "end_to_end_id": _("End-to-end reference"),
    "mandate_reference": _("Mandate reference"),
    "structured_reference": _("Structured reference"),
    "customer_number": _("Customer number"),
    "bank_code": _("Bank code of the line"),
    "status": _("Booked or pending"),
    "account": _("Our account"),
    "original_amount": _("Amount in another currency"),
    "original_currency": _("Other currency"),
}
SEVERAL_COLUMNS = ("text",)  # joined in their order

DELIMITERS = {";": _("Semicolon"), ",": _("Comma"), "\t": _("Tab"), "|": _("Vertical bar")}
ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows (1252)",
    "cp850": "DOS (850)",
    "iso8859-15": "ISO 8859-15",
    "utf-16": "UTF-16",
}
DATE_ORDERS = {"dmy": _("Day, month, year"), "mdy": _("Month, day, year"), "ymd": _("Year, month, day")}
DECIMAL_MARKS = {",": _("Comma: 1.234,50"), ".": _("Point: 1,234.50")}
THOUSANDS_MARKS = {"any": _("Any"), "none": _("None"), ".": _("Point"), ",": _("Comma"), " ": _("Blank"), "'": "'"}


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    meaning: str = ""  # of MEANINGS; empty: not read


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read one bank's table. The titles of its columns, in their order, are how its files are known again."""

    columns: tuple[Column, ...]
    kind: str = CSV
    name: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str = ""  # empty: the first one
    has_titles: bool = True
    skip_rows: int = 0  # before the first line, where there are no titles
    footer_rows: int = 0
    row_mark: str = ""  # only rows whose first cell says this are lines
    short_rows: bool = False  # empty cells at the end of a row may be missing
    decimal_mark: str = ""  # empty: amounts that need one are refused
    thousands_mark: str = "any"
    date_order: str = ""  # empty: only dates that begin with four digits of a year are read
    inverted: bool = False  # cards: money out is positive
    currency: str = ""  # of lines that name none

    def titles(self):
        return tuple(plain_title(column.title) for column in self.columns)

    def places(self):
        """``{meaning: places of its columns}``, of the columns that are read."""
        found = {}
        for place, column in enumerate(self.columns):
            if column.meaning:
                found.setdefault(column.meaning, []).append(place)
        return found


def plain_title(text):
    """A title as it is compared: without capitals and extra blanks."""
    return " ".join(str(text).split()).casefold()
