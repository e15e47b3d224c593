"""pain.008: golden files, the official schemas, control totals, and what is refused by name.

``REWRITE_GOLDEN=1`` writes the golden files anew; read the difference before it is committed.
"""

import io
import os
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from odoo.addons.sepa_remittance_addon.formats.iso20022 import pain008, schema
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.formats.values import Address, Amendment, Debit, DebitBlock, DebitMessage, Party

GOLDEN = Path(__file__).parent / "golden"

# Published examples.
FRENCH, GERMAN, BELGIAN = "FR7630006000011234567890189", "DE89370400440532013000", "BE68539007547034"
SWISS, BRITISH, MONEGASQUE = "CH9300762011623852957", "GB29NWBK60161331926819", "MC5811222000010123456789030"
DEBIT = Debit(
    "E2E-1", Decimal("12.50"), Party("Anne Müller", FRENCH, "AGRIFRPP"), "MANDATE-1", date(2024, 2, 29), "Invoice 1"
)
CREDITOR = Party("Crédit & Søn", GERMAN, "COBADEFF", Address("DE", "Köln", "50667", "Domstraße 1", ("Haus B",)))


def block(*debits, **changes):
    values = {
        "identification": "BLOCK-1",
        "scheme": "CORE",
        "sequence_type": "RCUR",
        "collection_date": date(2026, 12, 1),
        "creditor": CREDITOR,
        "creditor_identifier": "DE98ZZZ09999999999",
        "count": len(debits),
        "total": sum((debit.amount for debit in debits), Decimal(0)),
        "debits": iter(debits),
    }
    return DebitBlock(**values | changes)


def message(*blocks, **changes):
    values = {
        "identification": "MSG-1",
        "created": datetime(2026, 11, 21, 10, 30),
        "initiator": "Crédit & Søn",
        "count": sum(one.count for one in blocks),
        "total": sum((one.total for one in blocks), Decimal(0)),
        "blocks": blocks,
    }
    return DebitMessage(**values | changes)


def rendered(*debits, version="pain.008.001.08", **changes):
    return b"".join(pain008.render(message(block(*debits, **changes)), version))


def values_of(content, path):
    document = etree.fromstring(content)
    return [node.text for node in document.iterfind(".//" + "/".join("{*}" + name for name in path.split("/")))]


def remittance():
    """Every feature once: two blocks, amendments of each kind, addresses, both kinds of information, no BIC."""
    address = Address("FR", "Saint-Denis", "93200", "12 rue de l'Église", ("Bâtiment 3", "Étage 2"))
    debits = (
        DEBIT,
        replace(
            DEBIT,
            end_to_end_id="E2E-2",
            debtor=Party("Øystein & Cie", BELGIAN),
            structured_reference="RF18539007547034",
        ),
        replace(DEBIT, end_to_end_id="E2E-3", text="", debtor=Party("Jean", FRENCH, address=address)),
        replace(DEBIT, end_to_end_id="E2E-4", amendment=Amendment(old_iban=BELGIAN)),
        replace(DEBIT, end_to_end_id="E2E-5", amendment=Amendment(same_mandate_new_account=True)),
    )
    everything = Amendment("OLD-1", "FR72ZZZ123456", "Ancien créancier", BELGIAN)
    business = (replace(DEBIT, end_to_end_id="E2E-6", amount=Decimal("999999999.99"), amendment=everything),)
    return message(
        block(*debits),
        block(*business, identification="BLOCK-2", scheme="B2B", sequence_type="FRST", batch_booking=False),
    )


@pytest.mark.parametrize("version", pain008.VERSIONS)
def test_a_remittance_is_written_exactly_like_its_golden_file(version):
    content = b"".join(pain008.render(remittance(), version))
    golden = GOLDEN / f"{version}.xml"
    if os.environ.get("REWRITE_GOLDEN"):
        golden.write_bytes(content)
    assert content == golden.read_bytes()
    schema.validate(io.BytesIO(content), version)


def test_debits_are_read_once_and_written_as_they_come():
    seen = []

    def debits():
        for number in range(1200):
            seen.append(number)
            yield replace(DEBIT, end_to_end_id=f"E2E-{number}")

    chunks = pain008.render(message(block(count=1200, total=Decimal("15000.00"), debits=debits())))
    next(chunks)
    next(chunks)
    assert len(seen) == 0
    next(chunks)
    assert 0 < len(seen) < 1200
    assert len(b"".join(chunks)) > 0
    assert len(seen) == 1200


def test_texts_are_brought_to_the_sepa_set_and_cut():
    content = rendered(replace(DEBIT, debtor=Party("é" * 100, FRENCH), text="ß" * 100))
    assert values_of(content, "Dbtr/Nm") == ["e" * 70]
    assert values_of(content, "RmtInf/Ustrd") == ["s" * 140]


def test_a_debtor_bank_without_bic_is_not_provided():
    content = rendered(replace(DEBIT, debtor=Party("Jean", FRENCH)))
    assert values_of(content, "DbtrAgt/FinInstnId/Othr/Id") == ["NOTPROVIDED"]


@pytest.mark.parametrize(("version", "tag"), [("pain.008.001.08", "BICFI"), ("pain.008.001.02", "BIC")])
def test_the_bic_has_the_name_of_its_version(version, tag):
    assert values_of(rendered(DEBIT, version=version), f"DbtrAgt/FinInstnId/{tag}") == ["AGRIFRPP"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"amount": Decimal(0)}, "amount 0 cannot be collected"),
        ({"amount": Decimal(-1)}, "cannot be collected"),
        ({"amount": Decimal("1000000000.00")}, "cannot be collected"),
        ({"amount": Decimal("0.001")}, "cannot be collected"),
        ({"amount": Decimal("1.001")}, "more than two decimals"),
        ({"amount": Decimal("NaN")}, "cannot be collected"),
        ({"amount": Decimal("Infinity")}, "cannot be collected"),
        ({"debtor": Party("", FRENCH)}, "Nothing of this name"),
        ({"debtor": Party("😀", FRENCH)}, "Nothing of this name"),
        ({"debtor": Party("Jean", "")}, "no IBAN"),
        ({"debtor": Party("Jean", "FR76 3000 6000 0112 3456 7890 189")}, "no IBAN"),
        ({"debtor": Party("Jean", "<x>")}, "no IBAN"),
        ({"debtor": Party("Jean", FRENCH, "NOBIC")}, "BIC NOBIC is not valid"),
        ({"debtor": Party("Jean", FRENCH, address=Address("FR"))}, "needs a town"),
        ({"debtor": Party("Jean", FRENCH, address=Address("FRA", "Paris"))}, "needs a town"),
        ({"debtor": Party("Jean", FRENCH, address=Address("FR", "Paris", lines=("a", "b", "c")))}, "two free lines"),
        ({"mandate_reference": ""}, "mandate reference - cannot be sent"),
        ({"mandate_reference": "x" * 36}, "cannot be sent"),
        ({"mandate_reference": "é"}, "cannot be sent"),
        ({"end_to_end_id": "/a"}, "end-to-end reference /a cannot be sent"),
        ({"end_to_end_id": "<&>"}, "cannot be sent"),
        ({"text": "😀"}, "Nothing of this text"),
        ({"structured_reference": "RF19539007547034"}, "is not an RF reference"),
        ({"amendment": Amendment(old_reference="MANDATE-1")}, "same value as old and new"),
        ({"amendment": Amendment(old_iban=FRENCH)}, "same value as old and new"),
        ({"amendment": Amendment(old_creditor_identifier="DE98ZZZ09999999999")}, "same value as old and new"),
        ({"amendment": Amendment(old_creditor_name="Crédit & Søn")}, "same value as old and new"),
        ({"signature_date": None}, "no date of signature"),
        ({"debtor": Party("Jean", SWISS)}, "outside the EEA: name town and country"),
        ({"debtor": Party("Jean", BRITISH, address=Address("GB"))}, "needs a town"),
        ({"debtor": Party("Jean", MONEGASQUE, address=Address(town="Monaco"))}, "needs a town"),
        ({"debtor": Party("Jean", FRENCH, address=Address(street="12 rue de l'Église"))}, "needs a town"),
        ({"debtor": Party("Jean", FRENCH, address=Address("FR", "😀"))}, "Nothing of this town"),
    ],
)
def test_a_debit_the_bank_would_reject_is_refused_by_name(changes, reason):
    debit = replace(DEBIT, **changes)
    with pytest.raises(Refusal, match=reason) as refused:
        rendered(debit, total=Decimal("12.50"))
    assert refused.value.place == ("" if "end_to_end_id" in changes else debit.end_to_end_id)
    assert FRENCH not in str(refused.value)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"scheme": "COR1"}, "COR1 is none of CORE, B2B"),
        ({"sequence_type": "RPRE"}, "RPRE is none of"),
        ({"creditor_identifier": ""}, "creditor identifier"),
        ({"identification": "x" * 36}, "block identification"),
        ({"creditor": Party("", GERMAN)}, "Nothing of this name"),
        ({"creditor": Party("We", "")}, "no IBAN"),
        ({"count": 2}, "2 debits of 12.50 are announced, 1 of 12.50 were written"),
        ({"total": Decimal("12.51")}, "1 debits of 12.51 are announced"),
    ],
)
def test_a_block_that_cannot_be_sent_is_refused(changes, reason):
    with pytest.raises(Refusal, match=reason):
        rendered(DEBIT, **changes)


def test_counts_and_totals_of_the_message_are_compared_too():
    with pytest.raises(Refusal, match="MSG-1: 3 debits"):
        b"".join(pain008.render(message(block(DEBIT), count=3)))
    with pytest.raises(Refusal, match="no debit to collect"):
        rendered()
    with pytest.raises(Refusal, match="no debit to collect"):
        b"".join(pain008.render(message()))


def test_an_end_to_end_reference_occurs_once_in_a_message():
    with pytest.raises(Refusal, match="E2E-1: The end-to-end reference is in the message twice"):
        b"".join(pain008.render(message(block(DEBIT), block(DEBIT, identification="BLOCK-2"))))


def test_a_block_identification_occurs_once_in_a_message():
    with pytest.raises(Refusal, match="BLOCK-1: The block identification is in the message twice"):
        b"".join(pain008.render(message(block(DEBIT), block(replace(DEBIT, end_to_end_id="E2E-2")))))


@pytest.mark.parametrize("iban", [SWISS, BRITISH, MONEGASQUE])
def test_a_payer_whose_bank_is_outside_the_eea_is_sent_with_an_address(iban):
    """REM-10: AT-P005, mandatory when one of the banks is outside the European Economic Area."""
    debtor = Party("Jean", iban, address=Address("CH", "Genève"))
    assert values_of(rendered(replace(DEBIT, debtor=debtor)), "Dbtr/PstlAdr/TwnNm") == ["Geneve"]


def test_a_dash_for_a_street_or_postcode_is_left_out():
    debtor = Party("Jean", FRENCH, address=Address("FR", "Paris", "-", ".", ("😀",)))
    content = rendered(replace(DEBIT, debtor=debtor))
    assert b"<PstlAdr><TwnNm>Paris</TwnNm><Ctry>FR</Ctry></PstlAdr>" in content
    schema.validate(io.BytesIO(content), "pain.008.001.08")


def test_a_creditor_whose_bank_is_outside_the_eea_sends_every_address():
    """REM-10"""
    creditor = Party("Caisse", MONEGASQUE)
    with pytest.raises(Refusal, match=r"E2E-1: .* outside the EEA"):
        rendered(DEBIT, creditor=creditor)
    debtor = Party("Jean", FRENCH, address=Address("FR", "Nice"))
    assert values_of(rendered(replace(DEBIT, debtor=debtor), creditor=creditor), "Dbtr/PstlAdr/Ctry") == ["FR"]


def test_an_empty_amendment_is_no_amendment():
    assert b"AmdmntInd" not in rendered(replace(DEBIT, amendment=Amendment()))


def test_an_unknown_version_is_an_error_of_the_caller():
    with pytest.raises(LookupError):
        next(pain008.render(message(block(DEBIT)), "pain.008.001.99"))
    with pytest.raises(LookupError):
        schema.schema_for("../pain.008.001.99")


def test_the_schema_says_where_a_file_is_wrong():
    wrong = rendered(DEBIT).replace(b"<Nm>Anne Muller</Nm>", b"<Name>Anne</Name>")
    with pytest.raises(Refusal, match=r"line 10: .*Name"):
        schema.validate(io.BytesIO(wrong), "pain.008.001.08")
    with pytest.raises(Refusal):
        schema.validate(io.BytesIO(b"not xml"), "pain.008.001.08")
