"""How a pain message is written, whatever is asked for: blocks of payments as a stream, counted and added up.

Texts in the SEPA character set need no escaping, so a payment is one template filled in: 100,000 take seconds.
"""

import re
from decimal import Decimal

from ..refusal import Refusal, _
from . import pain_fields as fields
from . import pain_template as template

NAME = _("name")
_TEXT = _("text")
_PAYMENTS_PER_CHUNK = 500
_BIC = re.compile("[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?")


class PainWriter:
    """Fills templates in and counts what it writes; a message has a kind of its own by extending this.

    An extension says what a message looks like: ``block_head``, ``payment``, the constants below and its refusals.
    """

    versions = {}  # {version: the tag of a BIC in it}
    head_template = block_foot = foot = None
    nothing_asked = difference = ""  # refusals

    def __init__(self, version):
        if version not in self.versions:
            raise LookupError(version)
        self.version = version
        self.bic = self.versions[version]
        self.block = None
        self.blocks = set()
        self.seen = set()
        self.count = 0
        self.total = Decimal(0)

    def stream(self, message, payments_of):
        """Yield the bytes of a message.

        :param payments_of: gives the payments of a block, any iterable; they are read once, as they go.
        """
        yield self.head(message)
        for block in message.blocks:
            self.block = block
            yield self.block_head(block)
            yield from self.payments(block, payments_of(block))
            yield self.block_foot
        self.refuse_difference(message, self.count, self.total, message.identification)
        yield self.foot

    def head(self, message):
        return self.head_template % {
            "version": self.version,
            "identification": fields.write_reference(message.identification, _("message identification"), ""),
            "created": message.created.strftime("%Y-%m-%dT%H:%M:%S"),
            "count": message.count,
            "total": fields.two_decimals(message.total, message.identification),
            "initiator": fields.write_text(message.initiator, 70, NAME, message.identification),
        }

    def block_of(self, block, owner):
        """What the head of any block tells: how much is asked, and on which account of ``owner`` it is booked."""
        place = block.identification
        return {
            "identification": self.block_identification(place),
            "batch_booking": "true" if block.batch_booking else "false",
            "count": block.count,
            "total": fields.two_decimals(block.total, place),
            "address": fields.write_address(owner.address, place),
            "iban": fields.write_iban(owner.iban, place),
            "agent": self.agent(owner.bic, place),
        }

    def block_identification(self, identification):
        fields.write_reference(identification, _("block identification"), "")
        if identification in self.blocks:
            raise Refusal(_("The block identification is in the message twice."), place=identification)
        self.blocks.add(identification)
        return identification

    def payments(self, block, payments):
        """Yield the payments of a block in chunks and compare them with what the block announces."""
        count, total, lines = 0, Decimal(0), []
        for payment in payments:
            lines.append(self.payment(payment))
            count += 1
            total += payment.amount
            if len(lines) == _PAYMENTS_PER_CHUNK:
                yield "".join(lines).encode("ascii")
                lines.clear()
        yield "".join(lines).encode("ascii")
        self.refuse_difference(block, count, total, block.identification)
        self.count += count
        self.total += total

    def end_to_end_id(self, reference):
        fields.write_reference(reference, _("end-to-end reference"), "")
        if reference in self.seen:
            raise Refusal(_("The end-to-end reference is in the message twice."), place=reference)
        self.seen.add(reference)
        return reference

    def agent(self, bic, place):
        if not bic:
            return template.NO_AGENT
        if not _BIC.fullmatch(bic):
            raise Refusal(_("The BIC %(bic)s is not valid."), place=place, bic=bic[:20])
        return template.AGENT % (self.bic, bic, self.bic)

    def refuse_difference(self, announced, count, total, place):
        if not count:
            raise Refusal(self.nothing_asked, place=place)
        if (announced.count, announced.total) != (count, total):
            raise Refusal(
                self.difference,
                place=place,
                told=announced.count,
                told_total=str(announced.total),
                count=count,
                total=str(total),
            )


def remittance_information(payment, place):
    """Return an RF reference or a text: SEPA carries one of them, and the reference is the more certain."""
    if payment.structured_reference:
        return template.STRUCTURED % fields.write_rf(payment.structured_reference, place)
    return template.UNSTRUCTURED % fields.write_text(payment.text, 140, _TEXT, place) if payment.text else ""
