"""REM-10: thousands of random remittances are valid in both versions, sum up to the cent and read back as they were.

``REMITTANCES=20000`` looks at that many instead of the usual number.
"""

from dataclasses import replace

import pytest
import remittances
from hypothesis import given, note, settings
from hypothesis import strategies as st
from lawful import MESSAGES, RANDOM, check_characters, check_message, party_as_sent, texts_of
from odoo.addons.sepa_remittance_addon.formats.charset import to_sepa
from odoo.addons.sepa_remittance_addon.formats.iso20022 import pain008
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from pain008_reader import read


def rendered(message, version):
    return b"".join(pain008.render(message, version))


@given(RANDOM, st.sampled_from(pain008.VERSIONS))
@settings(max_examples=MESSAGES)
def test_any_lawful_remittance_is_valid_and_reads_back_as_it_was(random, version):
    """REM-10: schema, sums, references untouched, texts as the character set has them."""
    sent = remittances.message(random)
    note(sent)
    found = check_message(
        as_sent(sent),
        version,
        lambda version: pain008.render(sent, version),
        read,
        lambda block: [debit.amount for debit in block.debits],
    )
    refuse_unlawful(found)


def as_sent(message):
    """What should be in the file: everything as it was, texts in the SEPA set and cut to the length of their field."""
    return replace(message, initiator=to_sepa(message.initiator, 70), blocks=tuple(map(block_as_sent, message.blocks)))


def block_as_sent(block):
    return replace(block, creditor=party_as_sent(block.creditor), debits=tuple(map(debit_as_sent, block.debits)))


def debit_as_sent(debit):
    text = to_sepa(debit.text, 140) if debit.text and not debit.structured_reference else ""
    return replace(debit, debtor=party_as_sent(debit.debtor), text=text, amendment=amendment_as_sent(debit.amendment))


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
    check_characters(references, texts)


@pytest.mark.parametrize("field", ["name", "text", "town"])
@given(RANDOM)
@settings(max_examples=max(MESSAGES // 30, 100))
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
