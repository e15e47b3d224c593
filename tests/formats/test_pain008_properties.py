"""REM-10: thousands of random remittances are valid in both versions, sum up to the cent and read back as they were.

``REMITTANCES=20000`` looks at that many instead of the usual number.
"""

import io
import os
import re
from dataclasses import replace

import pytest
import remittances
from hypothesis import given, note, settings
from hypothesis import strategies as st
from odoo.addons.sepa_remittance_addon.formats.charset import is_reference, to_sepa
from odoo.addons.sepa_remittance_addon.formats.iso20022 import pain008, schema
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from pain008_reader import read

REMITTANCES = int(os.environ.get("REMITTANCES", "3000"))
LAWFUL = re.compile("[A-Za-z0-9/\\-?:().,'+ ]+")


def rendered(message, version):
    return b"".join(pain008.render(message, version))


RANDOM = st.randoms(use_true_random=True)  # hypothesis draws the seed; a failure shows the message


@given(RANDOM, st.sampled_from(pain008.VERSIONS))
@settings(max_examples=REMITTANCES)
def test_any_lawful_remittance_is_valid_and_reads_back_as_it_was(random, version):
    """REM-10: schema, sums, references untouched, texts as the character set has them."""
    sent = remittances.message(random)
    note(sent)
    content = rendered(sent, version)
    schema.validate(io.BytesIO(content), version)
    found = read(content, version)
    assert found == as_sent(sent)
    assert found.count == sum(block.count for block in found.blocks)
    assert found.total == sum(block.total for block in found.blocks)
    for block in found.blocks:
        assert block.count == len(block.debits)
        assert block.total == sum(debit.amount for debit in block.debits)
    refuse_unlawful(found)


def as_sent(message):
    """What should be in the file: everything as it was, texts in the SEPA set and cut to the length of their field."""
    return replace(message, initiator=to_sepa(message.initiator, 70), blocks=tuple(map(block_as_sent, message.blocks)))


def block_as_sent(block):
    return replace(block, creditor=party_as_sent(block.creditor), debits=tuple(map(debit_as_sent, block.debits)))


def debit_as_sent(debit):
    text = to_sepa(debit.text, 140) if debit.text and not debit.structured_reference else ""
    return replace(debit, debtor=party_as_sent(debit.debtor), text=text, amendment=amendment_as_sent(debit.amendment))


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


def amendment_as_sent(amendment):
    """An account changed without telling the old one hides it; an amendment that changes nothing is none."""
    if amendment is None or not any(getattr(amendment, name) for name in amendment.__slots__):
        return None
    name = amendment.old_creditor_name
    return replace(
        amendment,
        old_creditor_name=name and to_sepa(name, 70),
        old_iban="" if amendment.same_mandate_new_account else amendment.old_iban,
    )


def refuse_unlawful(message):
    """Say by an assertion where the message holds what the SEPA rules forbid, whatever was asked for."""
    references = [message.identification]
    texts = [message.initiator]
    for block in message.blocks:
        references += [block.identification, block.creditor_identifier]
        texts += texts_of(block.creditor)
        for debit in block.debits:
            references += [debit.end_to_end_id, debit.mandate_reference]
            texts += [*texts_of(debit.debtor), *([debit.text] if debit.text else [])]
    assert all(map(is_reference, references))
    assert all(LAWFUL.fullmatch(text) and text == text.strip() for text in texts)


def texts_of(party):
    if party.address is None:
        return [party.name]
    assert party.address.town and len(party.address.country) == 2 and len(party.address.lines) <= 2
    optional = filter(None, (party.address.postcode, party.address.street))
    return [party.name, party.address.town, *optional, *party.address.lines]


@pytest.mark.parametrize("field", ["name", "text", "town"])
@given(RANDOM)
@settings(max_examples=max(REMITTANCES // 30, 100))
def test_a_text_of_which_nothing_is_left_is_refused_by_the_name_of_its_debit(field, random):
    """REM-10: no field is sent empty, and nobody must guess whose it was. A debit without a text has none."""
    unwritable = remittances.nothing(random)
    wrong = with_text(remittances.debit(random), remittances.address(random), field, unwritable)
    sent = remittances.message(random)
    block = replace(sent.blocks[0], debits=(wrong,), count=1, total=wrong.amount)
    sent = replace(sent, blocks=(block,), count=1, total=wrong.amount)
    note(sent)
    if not unwritable and field == "text":
        assert rendered(sent, "pain.008.001.08")
        return
    with pytest.raises(Refusal) as refused:
        rendered(sent, "pain.008.001.08")
    assert refused.value.place == wrong.end_to_end_id
    assert wrong.debtor.iban not in str(refused.value)


def with_text(debit, address, field, text):
    """A debit with an address, in which one text is the given one."""
    if field == "text":
        return replace(debit, text=text, structured_reference="")
    if field == "name":
        return replace(debit, debtor=replace(debit.debtor, name=text))
    return replace(debit, debtor=replace(debit.debtor, address=replace(address, town=text)))
