from odoo import models
from odoo.addons.sepa_remittance_addon.formats import recognise
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal

from ..formats.table.known import NAMES, TableReader, UnknownTable


class StatementTableRecogniser(models.AbstractModel):
    """Files of tables (CSV, XLSX) are read by the layouts that companies have saved (STM-4)."""

    _inherit = "debit.answer.receiver"

    def _receive_file(self, name, content, journal):
        """A layout of one bank journal says whose account it is, where the file and the user do not."""
        journal = journal or self.env["account.journal"]
        tables = self.with_context(table_journal_id=journal.id)
        return super(StatementTableRecogniser, tables)._receive_file(
            name, content, journal or self._layout_journal(content)
        )

    def _readers(self):
        return [*super()._readers(), *self._table_readers()]

    def _table_readers(self):
        journal = self.env["account.journal"].browse(self.env.context.get("table_journal_id"))
        groups = [
            [layout._as_value(journal) for layout in layouts]
            for layouts in self.env["statement.layout"]._groups_for(journal)
        ]
        return [TableReader(kind, groups) for kind in NAMES]

    def _layout_journal(self, content):
        """The bank journal of the only layout that reads a table."""
        for layout in self.env["statement.layout"]._groups_for(self.env["account.journal"])[0]:
            reader = TableReader(layout.kind, [[layout._as_value()]])
            try:
                if layout.journal_id and reader.sniff(content) and reader.layout(content):
                    return layout.journal_id
            except Refusal:
                continue
        return self.env["account.journal"]

    def _receive_and_open(self, files, journal=None):
        """A table nobody has described yet is shown to whoever brought it."""
        journal = journal or self.env["account.journal"]
        if len(files) == 1 and self.with_context(table_journal_id=journal.id)._is_unknown_table(files[0][1] or b""):
            self._refuse_others()
            return self.env["statement.layout.proposal"]._open(*files[0], journal)
        return super()._receive_and_open(files, journal)

    def _is_unknown_table(self, content):
        reader = recognise.reader_for(content, self._readers())
        try:
            return isinstance(reader, TableReader) and not reader.layout(content)
        except UnknownTable:
            return True
        except Refusal:
            return False
