import base64
from itertools import islice

from odoo import api, fields, models
from odoo.addons.sepa_remittance_addon.formats.identifiers import mask_ibans
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.models.refusals import tell
from odoo.exceptions import UserError
from odoo.fields import Command

from ..formats.table import proposal, reader
from ..formats.table.cells import shown

FIRST_ROWS = 8


class StatementLayoutProposal(models.TransientModel):
    """A table nobody has described yet: what its columns are likely to be, and what becomes of its rows (STM-4)."""

    _name = "statement.layout.proposal"
    _description = "New file layout"
    _inherit = ["statement.layout.description"]

    name = fields.Char("Save as", required=True)
    file_name = fields.Char(readonly=True)
    content = fields.Binary("File", required=True, attachment=False)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    journal_id = fields.Many2one(
        "account.journal",
        "Bank journal",
        domain="[('type', '=', 'bank'), ('company_id', '=', company_id)]",
        help="Choose it when the file does not name the account. Files with these titles then belong to it.",
    )
    title_row = fields.Integer("Row of the titles", help="0: the columns have no titles.")
    column_ids = fields.One2many("statement.layout.proposal.column", "proposal_id", "Columns")
    first_rows = fields.Html("First rows of the file", compute="_compute_first_rows", sanitize=False)
    preview = fields.Html("What is received", compute="_compute_preview", sanitize=False)

    # ------------------------------------------------------------ a first proposal

    @api.model
    def _open(self, name, content, journal):
        """Propose how to read a table; return the screen."""
        try:
            opened = proposal.opened(content)
        except Refusal as refusal:
            message = f"{name}\n{tell(self.env, refusal)}"
            raise UserError(message) from refusal
        wizard = self.create(
            {
                **self._prepare_description_vals(opened),
                "name": name.rpartition(".")[0] or name,
                "file_name": name,
                "content": base64.b64encode(content),
                "company_id": (journal.company_id or self.env.company).id,
                "journal_id": journal.id,
                "title_row": -1,
            }
        )
        wizard._propose()
        return wizard._action_open()

    def _propose(self):
        """Look at the file as it is opened now; what cannot be opened says why in the preview."""
        asked = None if self.title_row < 0 else self.title_row
        try:
            described, self.title_row = proposal.propose(self._bytes(), self._opened(), asked)
        except Refusal:
            self.column_ids, self.title_row = [Command.clear()], max(self.title_row, 0)
            return
        self.decimal_mark = self._named(described.decimal_mark)
        self.date_order = self._named(described.date_order)
        samples = self._samples(len(described.columns))
        self.column_ids = [
            Command.clear(),
            *(
                Command.create(
                    {"sequence": place, "title": column.title, "meaning": column.meaning or False, "sample": sample}
                )
                for place, (column, sample) in enumerate(zip(described.columns, samples, strict=True), 1)
            ),
        ]

    def _samples(self, count):
        """What stands in each column, of the first rows below the titles."""
        rows = [cells for number, cells in self._rows() if number > self.title_row]
        columns = ([cells[place] for cells in rows if place < len(cells)] for place in range(count))
        return [" · ".join(shown(cell) for cell in column[:4] if cell != "") for column in columns]

    @api.onchange("delimiter", "encoding", "sheet", "title_row")
    def _onchange_opening(self):
        self._propose()

    # ------------------------------------------------------------ what becomes of it

    def _opened(self):
        return self._described(())

    def _value(self):
        journal = self.journal_id
        currency = journal.currency_id or journal.company_id.currency_id
        return self._described(self.column_ids, self.name or "", bool(self.title_row), currency)

    def _bytes(self):
        record = self._origin or self
        return base64.b64decode(record.with_context(bin_size=False).content or b"")

    def _rows(self):
        try:
            return list(islice(reader.rows(self._bytes(), self._opened()), FIRST_ROWS + max(self.title_row, 0)))
        except Refusal:
            return []

    @api.depends("delimiter", "encoding", "sheet", "title_row")
    def _compute_first_rows(self):
        for wizard in self:
            rows = [
                (number, number == wizard.title_row, [mask_ibans(str(cell))[:40] for cell in cells])
                for number, cells in wizard._rows()[:FIRST_ROWS]
            ]
            wizard.first_rows = self.env["ir.qweb"]._render(
                "bank_statement_matching_addon.layout_first_rows", {"rows": rows}
            )

    @api.depends(
        "delimiter", "encoding", "sheet", "title_row", "skip_rows", "footer_rows", "row_mark", "short_rows",
        "decimal_mark", "thousands_mark", "date_order", "inverted", "currency_id", "journal_id", "column_ids.meaning",
    )  # fmt: skip
    def _compute_preview(self):
        for wizard in self:
            faults = list(wizard.column_ids._faults()) if wizard.column_ids else []
            told = self.env["statement.layout.previewer"]._preview(wizard._bytes(), wizard._value(), faults)
            wizard.preview = self.env["ir.qweb"]._render("bank_statement_matching_addon.layout_preview", told)

    # ------------------------------------------------------------ done

    def action_receive(self):
        """Save the layout and receive the file; a file that is refused leaves neither."""
        self.ensure_one()
        self._save()
        return self.env["debit.answer.receiver"]._receive_and_open([(self.file_name, self._bytes())], self.journal_id)

    def _save(self):
        known = self.env["statement.layout"].search(
            [("company_id", "=", self.company_id.id), ("journal_id", "=", self.journal_id.id)]
        )
        vals = self._prepare_layout_vals()
        layout = self.env["statement.layout"].new(vals)
        same = known.filtered(lambda one: one.signature == layout.signature)
        if same:
            same.column_ids.unlink()
            return same.write(vals)
        return self.env["statement.layout"].create(vals)

    def _prepare_layout_vals(self):
        return {
            **self._prepare_description_vals(self._value()),
            "name": self.name,
            "company_id": self.company_id.id,
            "journal_id": self.journal_id.id,
            "currency_id": self.currency_id.id,
            "has_titles": bool(self.title_row),
            "column_ids": [
                Command.create({"sequence": column.sequence, "title": column.title, "meaning": column.meaning})
                for column in self.column_ids
            ],
        }

    def _action_open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What are the columns of this file?"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }
