from odoo import fields, models

from ..formats.table import layout

KINDS = [(layout.CSV, "CSV"), (layout.XLSX, "XLSX")]
# Signs have names here: a selection cannot be a blank.
SIGNS = {"semicolon": ";", "comma": ",", "tab": "\t", "bar": "|", "point": ".", "blank": " ", "apostrophe": "'"}
NAMES_OF_SIGNS = {sign: name for name, sign in SIGNS.items()}


def named(choices):
    """The choices of the formats as a selection."""
    return [(NAMES_OF_SIGNS.get(value, value), label) for value, label in choices.items()]


class StatementLayoutDescription(models.AbstractModel):
    """What is said of a bank's table, whether it is saved or still being tried (STM-4)."""

    _name = "statement.layout.description"
    _description = "Description of a table of bank lines"

    kind = fields.Selection(KINDS, "Kind of file", required=True, default=layout.CSV)
    encoding = fields.Selection(list(layout.ENCODINGS.items()), default="utf-8", required=True)
    delimiter = fields.Selection(named(layout.DELIMITERS), "Cells are divided by", default="comma", required=True)
    sheet = fields.Char(help="Of a workbook; empty: the first one.")
    skip_rows = fields.Integer("Rows before the first line", help="Only where the columns have no titles.")
    footer_rows = fields.Integer("Rows after the last line", help="For example a total. They are not read.")
    row_mark = fields.Char(
        "Only rows that begin with",
        help="Where rows of several kinds are mixed: what the first cell of a line says. Other rows are not read.",
    )
    short_rows = fields.Boolean(
        "Rows may be short",
        help="The bank leaves out empty cells at the end of a row. Otherwise they are refused.",
    )
    decimal_mark = fields.Selection(
        named(layout.DECIMAL_MARKS), "Decimal mark", help="Empty: only amounts without decimals are read."
    )
    thousands_mark = fields.Selection(named(layout.THOUSANDS_MARKS), "Thousands mark", default="any", required=True)
    date_order = fields.Selection(
        list(layout.DATE_ORDERS.items()),
        "Dates are written",
        help="Empty: only dates that begin with the year are read. 01/02/2026 is never guessed.",
    )
    inverted = fields.Boolean("Money out is positive", help="As on statements of credit cards.")
    currency_id = fields.Many2one(
        "res.currency", help="Of lines that name no currency. Empty: the one of the bank journal, or of the company."
    )

    def _prepare_description_vals(self, described):
        """The field values of a :class:`Layout` of the formats."""
        names = (
            "kind", "encoding", "delimiter", "sheet", "skip_rows", "footer_rows", "row_mark", "short_rows",
            "decimal_mark", "thousands_mark", "date_order", "inverted",
        )  # fmt: skip
        return {name: self._named(getattr(described, name)) for name in names}

    def _named(self, value):
        return (NAMES_OF_SIGNS.get(value, value) if isinstance(value, str) else value) or False

    def _described(self, columns, name="", has_titles=True, currency=None):
        """Return this description as a value of the formats.

        :param columns: records with ``title`` and ``meaning``, in the order of the file.
        :param currency: of lines that name none, where this description says nothing.
        """
        return layout.Layout(
            columns=tuple(layout.Column(column.title or "", column.meaning or "") for column in columns),
            name=name,
            has_titles=has_titles,
            currency=(self.currency_id or currency or self.env.company.currency_id).name,
            **{name: value or "" for name, value in self._texts().items()},
            **{name: self[name] for name in ("skip_rows", "footer_rows", "short_rows", "inverted")},
        )

    def _texts(self):
        names = (
            "kind", "encoding", "delimiter", "sheet", "row_mark", "decimal_mark", "thousands_mark", "date_order",
        )  # fmt: skip
        return {name: SIGNS.get(self[name], self[name]) for name in names}
