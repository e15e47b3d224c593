import json

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..formats.table.layout import plain_title


class StatementLayout(models.Model):
    """How the table of one bank is read. Its titles are how the next file is known by itself (STM-4)."""

    _name = "statement.layout"
    _description = "File layout"
    _inherit = ["statement.layout.description"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, readonly=True, default=lambda self: self.env.company
    )
    journal_id = fields.Many2one(
        "account.journal",
        "Bank journal",
        domain="[('type', '=', 'bank')]",
        check_company=True,
        help="Only for files of this account. Empty: for all accounts of the company.",
    )
    has_titles = fields.Boolean("The columns have titles", default=True)
    column_ids = fields.One2many("statement.layout.column", "layout_id", "Columns", copy=True)
    signature = fields.Char(compute="_compute_signature", store=True, help="The titles, as they are compared.")

    _table_once = models.UniqueIndex(
        "(company_id, COALESCE(journal_id, 0), signature) WHERE active",
        "A layout for files with these titles is saved already; change that one.",
    )

    @api.depends("kind", "has_titles", "row_mark", "column_ids.title", "column_ids.sequence")
    def _compute_signature(self):
        for layout in self:
            titles = [plain_title(column.title or "") for column in layout.column_ids.sorted()]
            mark = plain_title(layout.row_mark or "")
            layout.signature = json.dumps([layout.kind, *(titles if layout.has_titles else [mark, len(titles)])])

    @api.constrains("has_titles", "row_mark", "column_ids")
    def _check_recognisable(self):
        for layout in self:
            titled = layout.has_titles and any(column.title for column in layout.column_ids)
            if not titled and not (not layout.has_titles and layout.row_mark):
                raise ValidationError(
                    self.env._(
                        "%s: by what shall its files be known? Name the titles of the columns, or what the rows of "
                        "lines begin with.",
                        layout.name,
                    )
                )

    @api.constrains("column_ids")
    def _check_columns(self):
        for layout in self:
            faults = list(layout.column_ids._faults())
            if faults:
                raise ValidationError("\n".join([layout.name, *faults]))

    def _as_value(self, journal=None):
        """Return this layout as a value of the formats.

        :param journal: the bank journal a file came for, whose currency lines without one have.
        """
        self.ensure_one()
        journal = self.journal_id or journal or self.journal_id
        currency = journal.currency_id or journal.company_id.currency_id or self.company_id.currency_id
        return self._described(self.column_ids.sorted(), self.name, self.has_titles, currency)

    @api.model
    def _groups_for(self, journal):
        """``[[layouts], [layouts]]``: those nearest to a bank journal first; without one all are equally near.

        Who may bring a file has it read as the company says, whether or not the layouts are theirs to see.
        """
        companies = (journal.company_id or self.env.companies).ids
        layouts = self.sudo().search([("company_id", "in", companies)])
        if not journal:
            return [layouts]
        return [
            layouts.filtered(lambda one: one.journal_id == journal),
            layouts.filtered(lambda one: not one.journal_id),
        ]
