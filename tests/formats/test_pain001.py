"""pain.001: golden files, the official schemas, control totals, and what is refused by name.

``REWRITE_GOLDEN=1`` writes the golden files anew; read the difference before it is committed.
"""

import io
import os
import tracemalloc
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from odoo.addons.sepa_remittance_addon.formats.iso20022 import pain001, schema
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.formats.values import Address, Party, Transfer, TransferBlock, TransferMessage

GOLDEN = Path(__file__).parent / "golden"

# Published examples.
FRENCH, GERMAN, BELGIAN = "FR7630006000011234567890189", "DE89370400440532013000", "BE68539007547034"
SWISS, BRITISH = "CH9300762011623852957", "GB29NWBK60161331926819"
TRANSFER = Transfer("E2E-1", Decimal("12.50"), Party("Anne Müller", FRENCH, "AGRIFRPP"), "Deposit of contract CT0001")
DEBTOR = Party("Location & Søn", BELGIAN, "GKCCBEBB", Address("BE", "Liège", "4000", "Rue du Pont 1", ("Bâtiment B",)))


def block(*transfers, **changes):
    values = {
        "identification": "BLOCK-1",
        "execution_date": date(2026, 12, 1),
        "debtor": DEBTOR,
        "count": len(transfers),
        "total": sum((transfer.amount for transfer in transfers), Decimal(0)),
        "transfers": iter(transfers),
    }
    return TransferBlock(**values | changes)


def message(*blocks, **changes):
    values = {
        "identification": "MSG-1",
        "created": datetime(2026, 11, 21, 10, 30),
        "initiator": "Location & Søn",
        "count": sum(one.count for one in blocks),
        "total": sum((one.total for one in blocks), Decimal(0)),
        "blocks": blocks,
    }
    return TransferMessage(**values | changes)


def rendered(*transfers, version="pain.001.001.09", **changes):
    return b"".join(pain001.render(message(block(*transfers, **changes)), version))


def values_of(content, path):
    document = etree.fromstring(content)
    return [node.text for node in document.iterfind(".//" + "/".join("{*}" + name for name in path.split("/")))]


def refunds():
    """Every feature once: two blocks, addresses, both kinds of information, with and without BIC, inside and abroad."""
    transfers = (
        TRANSFER,
        replace(TRANSFER, end_to_end_id="E2E-2", creditor=Party("Øystein & Cie", GERMAN), text=""),
        replace(
            TRANSFER,
            end_to_end_id="E2E-3",
            creditor=Party(
                "Jean", FRENCH, address=Address("FR", "Saint-Denis", "93200", "12 rue de l'Église", ("B3",))
            ),
            structured_reference="RF18539007547034",
        ),
        replace(TRANSFER, end_to_end_id="E2E-4", creditor=Party("Heidi", SWISS, "UBSWCHZH80A")),
    )
    other = replace(TRANSFER, end_to_end_id="E2E-5", amount=Decimal("999999999.99"))
    return message(
        block(*transfers),
        block(other, identification="BLOCK-2", debtor=Party("We", GERMAN), batch_booking=False),
    )


@pytest.mark.parametrize("version", pain001.VERSIONS)
def test_refunds_are_written_exactly_like_their_golden_file(version):
    """REF-3: what a bank is sent, byte by byte, and valid against the official schema."""
    content = b"".join(pain001.render(refunds(), version))
    golden = GOLDEN / f"{version}.xml"
    if os.environ.get("REWRITE_GOLDEN"):
        golden.write_bytes(content)
    assert content == golden.read_bytes()
    schema.validate(io.BytesIO(content), version)


def test_transfers_are_written_as_they_come_in_memory_that_does_not_grow():
    """REF-3: 50,000 refunds, no more than a few hundred of them at a time."""
    count = 50_000

    def many():
        for number in range(count):
            yield replace(TRANSFER, end_to_end_id=f"E2E-{number}")

    chunks = pain001.render(message(block(count=count, total=TRANSFER.amount * count, transfers=many())))
    tracemalloc.start()
    size = sum(map(len, chunks))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 10**7
    assert peak < 10**7  # the references, which occur once, are all that is kept


def test_texts_are_brought_to_the_sepa_set_and_cut():
    content = rendered(replace(TRANSFER, creditor=Party("é" * 100, FRENCH), text="ß" * 100))
    assert values_of(content, "Cdtr/Nm") == ["e" * 70]
    assert values_of(content, "RmtInf/Ustrd") == ["s" * 140]


def test_a_payee_in_the_eea_needs_no_bic():
    """REF-3: the IBAN is enough; the bank of who pays is said not to be provided."""
    content = rendered(replace(TRANSFER, creditor=Party("Jean", FRENCH)), debtor=Party("We", BELGIAN))
    assert b"CdtrAgt" not in content
    assert values_of(content, "DbtrAgt/FinInstnId/Othr/Id") == ["NOTPROVIDED"]


@pytest.mark.parametrize(("version", "tag"), [("pain.001.001.09", "BICFI"), ("pain.001.001.03", "BIC")])
def test_the_bic_has_the_name_of_its_version(version, tag):
    assert values_of(rendered(TRANSFER, version=version), f"CdtrAgt/FinInstnId/{tag}") == ["AGRIFRPP"]


@pytest.mark.parametrize(
    ("version", "path"), [("pain.001.001.09", "ReqdExctnDt/Dt"), ("pain.001.001.03", "ReqdExctnDt")]
)
def test_the_execution_date_stands_where_its_version_has_it(version, path):
    """REF-3"""
    assert values_of(rendered(TRANSFER, version=version), path) == ["2026-12-01"]


@pytest.mark.parametrize("batch_booking", [True, False])
def test_the_bank_is_told_whether_to_book_one_amount_or_each(batch_booking):
    """REF-3"""
    content = rendered(TRANSFER, batch_booking=batch_booking)
    assert values_of(content, "BtchBookg") == [str(batch_booking).lower()]
    assert values_of(content, "ChrgBr") == ["SLEV"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"amount": Decimal(0)}, "amount 0 cannot be transferred"),
        ({"amount": Decimal(-1)}, "cannot be transferred"),
        ({"amount": Decimal("1000000000.00")}, "cannot be transferred"),
        ({"amount": Decimal("1.001")}, "more than two decimals"),
        ({"amount": Decimal("NaN")}, "cannot be transferred"),
        ({"creditor": Party("", FRENCH)}, "Nothing of this name"),
        ({"creditor": Party("Jean", "")}, "no IBAN"),
        ({"creditor": Party("Jean", "FR76 3000 6000 0112 3456 7890 189")}, "no IBAN"),
        ({"creditor": Party("Jean", "<x>")}, "no IBAN"),
        ({"creditor": Party("Jean", FRENCH, "NOBIC")}, "BIC NOBIC is not valid"),
        ({"creditor": Party("Jean", FRENCH, address=Address(lines=("12 rue de l'Eglise", "75001 Paris")))}, "a town"),
        ({"creditor": Party("Jean", FRENCH, address=Address("FRA", "Paris"))}, "needs a town"),
        ({"creditor": Party("Jean", FRENCH, address=Address("FR", "Paris", lines=("a", "b", "c")))}, "two free lines"),
        ({"creditor": Party("Heidi", SWISS)}, "outside the EEA: name its BIC"),
        ({"creditor": Party("John", BRITISH)}, "outside the EEA: name its BIC"),
        ({"end_to_end_id": "/a"}, "end-to-end reference /a cannot be sent"),
        ({"text": "😀"}, "Nothing of this text"),
        ({"structured_reference": "RF19539007547034"}, "is not an RF reference"),
    ],
)
def test_a_transfer_the_bank_would_reject_is_refused_by_name(changes, reason):
    """REF-3"""
    transfer = replace(TRANSFER, **changes)
    with pytest.raises(Refusal, match=reason) as refused:
        rendered(transfer, total=Decimal("12.50"))
    assert refused.value.place == ("" if "end_to_end_id" in changes else transfer.end_to_end_id)
    assert FRENCH not in str(refused.value)


@pytest.mark.parametrize("debtor", [Party("We", BELGIAN), Party("We", SWISS, "UBSWCHZH80A")])
def test_money_that_leaves_or_enters_the_eea_tells_where_its_payer_lives(debtor):
    """REF-3"""
    payee = Party("Heidi", SWISS, "UBSWCHZH80A") if debtor.iban == BELGIAN else TRANSFER.creditor
    transfer = replace(TRANSFER, creditor=payee)
    with pytest.raises(Refusal, match=r"E2E-1: .* town and country of the payer"):
        rendered(transfer, debtor=debtor)
    assert rendered(transfer, debtor=replace(debtor, address=Address("BE", "Mons")))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"identification": "x" * 36}, "block identification"),
        ({"debtor": Party("", GERMAN)}, "Nothing of this name"),
        ({"debtor": Party("We", "")}, "no IBAN"),
        ({"count": 2}, "2 transfers of 12.50 are announced, 1 of 12.50 were written"),
        ({"total": Decimal("12.51")}, "1 transfers of 12.51 are announced"),
    ],
)
def test_a_block_that_cannot_be_sent_is_refused(changes, reason):
    with pytest.raises(Refusal, match=reason):
        rendered(TRANSFER, **changes)


def test_counts_and_totals_of_the_message_are_compared_too():
    with pytest.raises(Refusal, match="MSG-1: 3 transfers"):
        b"".join(pain001.render(message(block(TRANSFER), count=3)))
    with pytest.raises(Refusal, match="no transfer to make"):
        rendered()


def test_references_occur_once_in_a_message():
    """REF-3: an answer of the bank says by them which refund it means."""
    with pytest.raises(Refusal, match="E2E-1: The end-to-end reference is in the message twice"):
        b"".join(pain001.render(message(block(TRANSFER), block(TRANSFER, identification="BLOCK-2"))))
    with pytest.raises(Refusal, match="BLOCK-1: The block identification is in the message twice"):
        b"".join(pain001.render(message(block(TRANSFER), block(replace(TRANSFER, end_to_end_id="E2E-2")))))


def test_an_unknown_version_is_an_error_of_the_caller():
    with pytest.raises(LookupError):
        next(pain001.render(message(block(TRANSFER)), "pain.001.001.99"))
