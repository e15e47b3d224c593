"""The official schemas of the pain messages, as the package sepaxml carries them, and validation against them."""

import re
from functools import cache
from importlib.resources import files

from lxml import etree

from ..refusal import Refusal, _

_STRICT = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_NAMESPACE = re.compile(r"\{urn:[^}]*\}")
# The elements a message repeats without limit: forgotten as soon as they are checked.
_REPEATED = ("{*}DrctDbtTxInf", "{*}CdtTrfTxInf")


@cache
def schema_for(version):
    """Return the compiled :class:`lxml.etree.XMLSchema` of a message, such as ``pain.008.001.08``.

    :raises LookupError: when sepaxml has no schema of that name.
    """
    resource = files("sepaxml") / "schemas" / f"{version}.xsd"
    if not resource.is_file():
        raise LookupError(version)
    return etree.XMLSchema(etree.fromstring(resource.read_bytes()))


def validate(source, version):
    """Check a whole message against its official schema, in memory that does not grow with the file.

    :param source: a path, or a binary file open at its beginning.
    :raises Refusal: with the line and the schema's own words for the first thing that is wrong.
    """
    parser = etree.iterparse(source, events=("end",), tag=_REPEATED, schema=schema_for(version), **_STRICT)
    try:
        for _event, element in parser:
            element.clear()
            while element.getprevious() is not None and element.getprevious().tag == element.tag:
                element.getparent().remove(element.getprevious())
    except etree.XMLSyntaxError:
        line, reason = _first_fault(source, version)
        raise Refusal(
            _("The file does not follow the schema %(version)s: %(reason)s"),
            place=f"line {line}" if line else "",
            version=version,
            reason=_NAMESPACE.sub("", reason)[:300],
        ) from None


def _first_fault(source, version):
    """Return line and reason from a second reading that keeps the whole tree: only that one knows the lines."""
    if hasattr(source, "seek"):
        source.seek(0)
    try:
        schema_for(version).assertValid(etree.parse(source, etree.XMLParser(**_STRICT)))
    except etree.XMLSyntaxError as error:
        return error.lineno, error.msg or ""
    except etree.DocumentInvalid as error:
        return error.error_log[0].line, error.error_log[0].message
    return 0, ""
