"""REF-3: thousands of random messages are valid in both versions, sum up to the cent and read back as they were.

``REMITTANCES=20000`` looks at that many instead of the usual number.
"""

from dataclasses import replace

import pytest
import remittances
import transfers
from hypothesis import given, note, settings
from hypothesis import strategies as st
from lawful import MESSAGES, RANDOM, check_characters, check_message, party_as_sent, texts_of
from odoo.addons.sepa_remittance_addon.formats.charset import to_sepa
from odoo.addons.sepa_remittance_addon.formats.iso20022 import pain001
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from pain001_reader import read


def rendered(message, version="pain.001.001.09"):
    return b"".join(pain001.render(message, version))


@given(RANDOM, st.sampled_from(pain001.VERSIONS))
@settings(max_examples=MESSAGES)
def test_any_lawful_message_is_valid_and_reads_back_as_it_was(random, version):
    """REF-3: schema, sums, references untouched, texts as the character set has them."""
    sent = transfers.message(random)
    note(sent)
    found = check_message(
        as_sent(sent),
        version,
        lambda version: pain001.render(sent, version),
        read,
        lambda block: [transfer.amount for transfer in block.transfers],
    )
    refuse_unlawful(found)


def as_sent(message):
    return replace(message, initiator=to_sepa(message.initiator, 70), blocks=tuple(map(block_as_sent, message.blocks)))


def block_as_sent(block):
    return replace(block, debtor=party_as_sent(block.debtor), transfers=tuple(map(transfer_as_sent, block.transfers)))


def transfer_as_sent(transfer):
    text = to_sepa(transfer.text, 140) if transfer.text and not transfer.structured_reference else ""
    return replace(transfer, creditor=party_as_sent(transfer.creditor), text=text)


def refuse_unlawful(message):
    """Say by an assertion where the message holds what the SEPA rules forbid, whatever was asked for."""
    references, texts = [message.identification], [message.initiator]
    for block in message.blocks:
        references.append(block.identification)
        texts += texts_of(block.debtor)
        for transfer in block.transfers:
            references.append(transfer.end_to_end_id)
            texts += [*texts_of(transfer.creditor), *([transfer.text] if transfer.text else [])]
    check_characters(references, texts)


@pytest.mark.parametrize("field", ["name", "town"])
@given(RANDOM)
@settings(max_examples=max(MESSAGES // 30, 100))
def test_a_text_of_which_nothing_is_left_is_refused_by_the_name_of_its_transfer(field, random):
    """REF-3: no field is sent empty, and nobody must guess whose it was."""
    unwritable = remittances.nothing(random)
    sent = transfers.message(random)
    first = sent.blocks[0]
    wrong = first.transfers[0]
    payee = replace(wrong.creditor, address=remittances.address(random))
    if field == "name":
        payee = replace(payee, name=unwritable)
    else:
        payee = replace(payee, address=replace(payee.address, town=unwritable))
    block = replace(first, transfers=(replace(wrong, creditor=payee), *first.transfers[1:]))
    sent = replace(sent, blocks=(block, *sent.blocks[1:]))
    note(sent)
    with pytest.raises(Refusal) as refused:
        rendered(sent)
    assert refused.value.place == wrong.end_to_end_id
    assert wrong.creditor.iban not in str(refused.value)
