"""What any SEPA message must hold, whoever is asked to write it: sums, references, characters, parties as sent."""

import io
import os
import re
from dataclasses import replace

from hypothesis import strategies as st
from odoo.addons.sepa_remittance_addon.formats.charset import is_reference, to_sepa
from odoo.addons.sepa_remittance_addon.formats.iso20022 import schema

MESSAGES = int(os.environ.get("REMITTANCES", "3000"))
LAWFUL = re.compile("[A-Za-z0-9/\\-?:().,'+ ]+")
RANDOM = st.randoms(use_true_random=True)  # hypothesis draws the seed; a failure shows the message


def check_message(sent, version, render, read, amounts_of):
    """A message is valid, sums up and reads back as it was ``sent``; return what was read.

    :param amounts_of: the amounts of the debits or transfers of a block.
    """
    content = b"".join(render(version))
    schema.validate(io.BytesIO(content), version)
    found = read(content, version)
    assert found == sent
    assert found.count == sum(block.count for block in found.blocks)
    assert found.total == sum(block.total for block in found.blocks)
    for block in found.blocks:
        amounts = amounts_of(block)
        assert (block.count, block.total) == (len(amounts), sum(amounts))
    return found


def check_characters(references, texts):
    """Say by an assertion what the SEPA rules forbid, whatever was asked for."""
    assert all(map(is_reference, references))
    assert all(LAWFUL.fullmatch(text) and text == text.strip() for text in texts)


def party_as_sent(party):
    address = party.address
    if address:
        address = replace(
            address,
            town=to_sepa(address.town, 35),
            postcode=address.postcode and to_sepa(address.postcode, 16),
            street=address.street and to_sepa(address.street, 70),
            lines=tuple(to_sepa(line, 70) for line in address.lines),
        )
    return replace(party, name=to_sepa(party.name, 70), address=address)


def texts_of(party):
    if party.address is None:
        return [party.name]
    assert party.address.town and len(party.address.country) == 2 and len(party.address.lines) <= 2
    optional = filter(None, (party.address.postcode, party.address.street))
    return [party.name, party.address.town, *optional, *party.address.lines]
