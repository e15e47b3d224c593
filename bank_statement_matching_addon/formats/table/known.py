"""The tables a company has described, as readers that :mod:`recognise` can ask."""

from dataclasses import replace

from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _

from . import reader
from .layout import CSV, XLSX
from .proposal import kind_of

NAMES = {CSV: "CSV", XLSX: "XLSX"}


class UnknownTable(Refusal):
    """A table nobody has described yet."""


class TableReader:
    """Reads one kind of table by the first layout whose titles it has.

    :param layouts: :class:`~.layout.Layout` values, the nearest first, in groups: ``[[of the account], [of all]]``.
    """

    def __init__(self, kind, groups):
        self.NAME = NAMES[kind]
        self.kind = kind
        self.groups = groups

    def sniff(self, content):
        return kind_of(content) == self.kind

    def parse(self, content):
        return reader.parse(content, self.layout(content))

    def layout(self, content):
        """Return the layout of a table.

        :raises UnknownTable: when there is none.
        :raises Refusal: when several layouts of a group read it differently.
        """
        for group in self.groups:
            fitting = [layout for layout in group if layout.kind == self.kind and reader.follows(content, layout)]
            if len({replace(layout, name="") for layout in fitting}) > 1:
                names = ", ".join(layout.name for layout in fitting[:5])
                raise Refusal(_("Several layouts read this table: %(names)s. Choose the bank journal."), names=names)
            if fitting:
                return fitting[0]
        raise UnknownTable(
            _(
                "No saved layout reads this table. Choose it under Bank Answers, Receive a statement, and say what its "
                "columns are; next time it is known."
            )
        )
