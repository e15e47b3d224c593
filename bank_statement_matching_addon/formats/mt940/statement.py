"""A file of messages MT940 to statements, one each: a page that is not the last of its statement says so."""

import re

from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _
from odoo.addons.sepa_remittance_addon.formats.values import Delivery

from .. import control
from .fields import fields_of
from .message import Message

NAME = "MT940"
_SNIFF = re.compile(
    rb"(?:\xef\xbb\xbf)?[\s\x01]*(?:\{1:|:(?:20|940|942|61|NS):|(?:[^\r\n]*(?:\r\n?|\n)){1,4}[\x01 ]*:20:)"
)


def sniff(content):
    """Tell whether a file is a SWIFT statement or report of a customer's account."""
    return bool(_SNIFF.match(content[:4096]))


def parse(content):
    """Return the :class:`~.values.Delivery` of a file with one or more statements MT940.

    :raises Refusal: for anything that cannot be read with certainty; then nothing of the file is good.
    """
    statements = tuple(message.statement(position) for position, message in enumerate(_messages(content), 1))
    if not statements:
        raise Refusal(_("The file contains no statement."))
    control.refuse_twice(statements)
    return Delivery("mt940", statements[0].identification, None, statements)


def _messages(content):
    """Yield the messages of a file: each begins with ``:20:``, and ends there or with a hyphen."""
    message = None
    for field in fields_of(content):
        if message and field.tag in ("-", "20"):
            yield message
            message = None
        if field.tag != "-":
            message = message or Message()
            message.take(field)
    if message:
        yield message
