"""OFX 1: SGML in which values have no end tags, read one transaction at a time.

A tag followed by text is a value. A tag followed by a tag is an aggregate, or a value that is empty; which one is known
when the enclosing aggregate ends. Aggregates must be closed: otherwise the file was cut off.
"""

import re
from xml.sax.saxutils import unescape

from odoo.addons.sepa_remittance_addon.formats.iso20022.xml import Node
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _

from .. import figures, lines

_TOKEN = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9_.]*)\s*>([^<]*)", re.ASCII)
_ENTITIES = {"&nbsp;": " ", "&quot;": '"', "&apos;": "'"}
_MAX_DEPTH = 40
# Elements that hold others. One of these without its end tag is a reason to refuse; any other one was an empty value.
_AGGREGATES = {
    "OFX", "SIGNONMSGSRSV1", "SONRS", "STATUS", "FI", "BANKMSGSRSV1", "CREDITCARDMSGSRSV1", "STMTTRNRS", "CCSTMTTRNRS",
    "STMTRS", "CCSTMTRS", "BANKACCTFROM", "CCACCTFROM", "BANKTRANLIST", "STMTTRN", "LEDGERBAL", "AVAILBAL", "PAYEE",
    "BANKACCTTO", "CCACCTTO", "CURRENCY", "ORIGCURRENCY", "BALLIST", "BAL",
}  # fmt: skip
_CUT_OFF = _("The element %(name)s is not closed: the file is cut off or broken.")


def subtrees(content, cuts):
    """Yield elements one after the other, each complete, as :func:`~.iso20022.xml.subtrees` does for OFX 2.

    :param cuts: ``{name: name of its parent}``, or a tuple of names.
    """
    reading = _Reading({name: (above,) if isinstance(above, str) else above for name, above in cuts.items()})
    for line, slash, name, text in _tokens(content):
        node = reading.close(name, text, line) if slash else reading.open(name, text, line)
        if node:
            yield node
    reading.end()


def _tokens(content):
    """Yield ``(line, slash, name, text)``; the header in front of the first tag is passed over.

    Some banks write the whole file as one line: what is kept is only what began with the last tag.
    """
    open_tag, since, glue, started = "", 0, "", False
    for number, piece, whole in lines.pieces(content):
        text = piece
        if not started:
            _header, tag, rest = piece.partition("<")
            started, text = bool(tag), tag + rest
        complete, tag, rest = text.rpartition("<")
        if tag:
            yield from _whole(open_tag + glue + complete, since, number)
            open_tag, since = tag + rest, number
        else:
            open_tag += glue + rest
        if len(open_tag) > lines.LONGEST:
            raise Refusal(_("A value of the file is longer than any bank writes."), figures.place(since))
        glue = " " if whole and started else ""
    yield from _whole(open_tag, since, since)


def _whole(text, line, last):
    """Yield the tags of a text; the first began on one line, those behind it stand on the last one."""
    position = 0
    for found in _TOKEN.finditer(text):
        if found.start() != position:
            break
        position = found.end()
        yield line, found[1], found[2].upper(), " ".join(unescape(found[3], _ENTITIES).split())
        line = last
    if text[position:].strip():
        raise Refusal(_("The file holds a tag that is broken."), figures.place(line))


class _Reading:
    """The elements that are open, the outermost first."""

    def __init__(self, parents):
        self.parents = parents
        self.stack = []
        self.value = ""  # of which the end tag may follow
        self.done = False

    def open(self, name, text, line):
        """Take a start tag with what follows it; return the value when it is one of those cut out."""
        self.refuse_outside(name, text, line)
        node = Node(name, text, line)
        self.value = name if text else ""
        if not text:
            self.stack.append(node)
            return None
        return self.settle(node)

    def refuse_outside(self, name, text, line):
        if self.done or not name or (not self.stack and name != "OFX") or len(self.stack) > _MAX_DEPTH:
            raise Refusal(_("The file holds something outside of its elements."), figures.place(line))
        if text and name in _AGGREGATES:
            raise Refusal(
                _("The element %(name)s contains text beside other elements."), figures.place(line), name=name
            )

    def close(self, name, text, line):
        """Take an end tag; return the element when it is one of those cut out."""
        if text:
            raise Refusal(_("The file holds something outside of its elements."), figures.place(line))
        value, self.value = self.value, ""
        if value == name:
            return None
        while self.stack and self.stack[-1].name != name:
            self.empty_value()
        if not self.stack:
            raise Refusal(_("The end of %(name)s has no beginning."), figures.place(line), name=name)
        node = self.stack.pop()
        self.done = not self.stack
        return self.settle(node)

    def empty_value(self):
        """What was open without an end tag was a value without text: what came after it stands beside it."""
        node = self.stack.pop()
        if node.name in _AGGREGATES or not self.stack:
            raise Refusal(_CUT_OFF, figures.place(node.line), name=node.name)
        for children in node.children.values():
            for child in children:
                self.add(child)

    def settle(self, node):
        above = self.stack[-1].name if self.stack else ""
        if node.name in self.parents and above in self.parents[node.name]:
            return node
        if self.stack:
            self.add(node)
        return None

    def add(self, node):
        parent = self.stack[-1]
        if not parent.children:
            parent.children = {}
        parent.children.setdefault(node.name, []).append(node)

    def end(self):
        if self.stack:
            raise Refusal(_CUT_OFF, figures.place(self.stack[-1].line), name=self.stack[-1].name)
        if not self.done:
            raise Refusal(_("The file contains no statement."))
