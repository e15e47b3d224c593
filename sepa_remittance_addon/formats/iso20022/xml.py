"""One strict, streaming reader for XML that comes from outside.

Never resolved: entities, DTDs, external references. Refused: document types, text beside elements, deep nesting,
floods of attributes or namespaces, a file that is not well formed to its last byte. Names are local names: the
namespace a bank declares, another one, or none at all read the same.
"""

import re
from functools import lru_cache
from types import MappingProxyType

from lxml import etree

from ..refusal import Refusal, _

MAX_BYTES = 256 * 1024 * 1024
_MAX_DEPTH = 40  # the deepest path of camt.053.001.14 has 14 levels
_MAX_ATTRIBUTES = 16
_CHUNK = 64 * 1024
_HEAD = 1024 * 1024

# lxml builds the same parser for every file; nothing outside the file is ever read.
_STRICT = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "attribute_defaults": False,
    "huge_tree": False,
    "remove_blank_text": True,
    "recover": False,
    "remove_comments": True,
    "remove_pis": True,
}
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?(?:<\?.*?\?>|<!--.*?-->|\s+)*", re.DOTALL)
_ENCODING = re.compile(rb"<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]*)[\"']")
_ENCODINGS = {b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1", b"iso-8859-15", b"windows-1252"}
_FLOOD = re.compile(rb"<[A-Za-z_][^<>]{16384}")
_POSITION = re.compile(", line [0-9]+, column [0-9]+$")  # said by our own place
_TOO_DEEP = etree.XPath("boolean(" + "/*" * (_MAX_DEPTH + 1) + ")")
_TOO_MANY_ATTRIBUTES = etree.XPath(f"boolean(//*[count(@*) > {_MAX_ATTRIBUTES}])")


_NESTED = _("The elements of the file are nested too deeply; it may be an attack.")
_FLOODED = _("The file contains an element with far too many attributes; it may be an attack.")
_NONE = MappingProxyType({})  # most elements have no attributes, and half of them no children


class Node:
    """An element without its namespace: ``name``, stripped ``text`` with single blanks, ``attributes``, children."""

    __slots__ = ("attributes", "children", "line", "name", "text")

    def __init__(self, name, text="", line=0):
        self.name = name
        self.text = text
        self.line = line
        self.attributes = self.children = _NONE

    def all(self, name):
        """Return the children of that name, in the order of the file."""
        return self.children.get(name, ())

    def at(self, *path):
        """Return the first element below, step by step; an empty one (falsy) where there is none."""
        node = self
        for name in path:
            found = node.children.get(name)
            if not found:
                return NOTHING
            node = found[0]
        return node

    def get(self, *path):
        """Return the text of :meth:`at`, ``""`` where there is none."""
        return self.at(*path).text

    def __bool__(self):
        return bool(self.text or self.children or self.attributes)


NOTHING = Node("")


def subtrees(content, cuts):
    """Yield the elements of a file one after the other, each one complete, and forget them.

    :param content: the bytes of one XML document.
    :param cuts: ``{local name: local name of its parent}``, or a tuple of such names where versions differ. An element
        of the table is yielded as :class:`Node` when it ends, and is absent from the enclosing element yielded later.
        Memory holds one such element at a time. The same name under another parent is an element like any other.
    :raises Refusal: with the line where it is known. The file is good only when the iteration came to its end.
    """
    refuse_unsafe(content)
    parents = {name: (above,) if isinstance(above, str) else above for name, above in cuts.items()}
    parser = etree.XMLPullParser(events=("end",), tag=["{*}" + name for name in cuts], **_STRICT)
    yielded = None
    for element in _finished(parser, content):
        if yielded is not None and yielded.getparent() is not None:
            yielded.getparent().remove(yielded)
        name = _local_name(element)
        if _local_name(element.getparent()) not in parents[name]:
            continue
        yield _node(element)
        element.clear(keep_tail=True)
        yielded = element


def message_name(content, known):
    """Return the name and the namespace of the first element of a file that is in a table of names.

    An unknown file gives the name and namespace of its root element, or of the one inside when that is only the
    ``Document`` around every ISO 20022 message. Only the beginning of the file is read.

    :raises Refusal: when the file is unsafe or broken before such an element, or begins with a megabyte of nothing.
    """
    refuse_unsafe(content)
    parser = etree.XMLPullParser(events=("start",), **_STRICT)
    first = []
    for element in _finished(parser, content[:_HEAD], complete=len(content) <= _HEAD):
        first = [*first, element][:2]
        if _local_name(element) in known:
            return _named(element)
    if not first:
        raise Refusal(_("The file begins with a megabyte without any element; it may be an attack."))
    return _named(first[-1] if _local_name(first[0]) == "Document" else first[0])


def refuse_unsafe(content):
    """Refuse what no parser should ever see; the message says which danger."""
    for unsafe, sentence in _DANGERS:
        if unsafe(content):
            raise Refusal(sentence)


def _unknown_encoding(content):
    declared = _ENCODING.match(content.removeprefix(b"\xef\xbb\xbf")[:200])
    return bool(declared) and declared[1].lower() not in _ENCODINGS


# Sentences stand by themselves: the export of translations stops at what it cannot read beside them.
_TOO_LARGE = _("The file is larger than 256 MB.")
_NUL_BYTES = _("The file contains NUL bytes: it is damaged, or no text in UTF-8.")
_STRANGE_ENCODING = _("The file declares a character encoding banks do not use; UTF-8 is expected.")
_DOCTYPE = _("The file contains a document type declaration (DTD); bank files have none, and it may be an attack.")
_DANGERS = (
    (lambda content: len(content) > MAX_BYTES, _TOO_LARGE),
    (lambda content: b"\0" in content, _NUL_BYTES),
    (_unknown_encoding, _STRANGE_ENCODING),
    (lambda content: content.startswith(b"<!DOCTYPE", _PROLOG.match(content).end()), _DOCTYPE),
    (_FLOOD.search, _FLOODED),
)


def _finished(parser, content, complete=True):
    """Feed a parser piece by piece and yield the elements of its events; refuse what is not well formed."""
    try:
        for start in range(0, len(content), _CHUNK):
            parser.feed(content[start : start + _CHUNK])
            for _event, element in parser.read_events():
                yield element
        if complete:
            _refuse_monsters(parser.close())
    except etree.XMLSyntaxError as error:
        raise Refusal(
            _("The XML of the file is broken or cut off: %(reason)s"),
            place=_line(error.lineno),
            reason=_POSITION.sub("", " ".join((error.msg or "").split()))[:200],
        ) from None


def _refuse_monsters(root):
    if _TOO_DEEP(root.getroottree()):
        raise Refusal(_NESTED)
    if _TOO_MANY_ATTRIBUTES(root):
        raise Refusal(_FLOODED)


def _node(element, depth=0):
    """Copy an element and what is in it into a :class:`Node`."""
    text = element.text
    node = Node(_name_of(element.tag), " ".join(text.split()) if text else "", element.sourceline)
    attributes = element.items()
    if attributes:
        node.attributes = _few(attributes, node)
    if len(element):
        node.children = _children(element, node, depth + 1)
    return node


def _few(attributes, node):
    if len(attributes) > _MAX_ATTRIBUTES:
        raise Refusal(_FLOODED, place=_line(node.line))
    return dict(attributes)


def _children(element, node, depth):
    if depth > _MAX_DEPTH:
        raise Refusal(_NESTED, place=_line(node.line))
    if node.text:
        _refuse_loose_text(node.text, node)
    children = {}
    for child in element:
        below = _node(child, depth)
        if below.name in children:
            children[below.name].append(below)
        else:
            children[below.name] = [below]
        if child.tail:
            _refuse_loose_text(child.tail, node)
    return children


def _refuse_loose_text(text, node):
    if not text.isspace():
        raise Refusal(
            _("The element %(name)s contains text beside other elements."), place=_line(node.line), name=node.name
        )


@lru_cache(maxsize=1024)
def _name_of(tag):
    return tag.rpartition("}")[2]


def _local_name(element):
    return _name_of(element.tag) if element is not None else ""


def _named(element):
    namespace, _brace, name = element.tag.rpartition("}")
    return name, namespace.removeprefix("{")


def _line(number):
    return f"line {number}" if number else ""
