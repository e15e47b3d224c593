"""REM-14: one golden file of each answer of a bank and of PBS, and exactly what it says.

The files are our own. What PBS acknowledges and what it says of agreements (0690, 0603) is compared in the tests of
those deliveries, where the files are also written.
"""

import os
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from odoo.addons.sepa_remittance_addon.formats import recognise
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal
from odoo.addons.sepa_remittance_addon.formats.values import (
    Delivery,
    Entry,
    Party,
    Statement,
    StatusReport,
    Transaction,
    Verdict,
)

GOLDEN = Path(__file__).parent / "golden"
SCHEMAS = Path(os.environ.get("BANK_SAMPLES", Path(__file__).parents[3] / "shared" / "samples")) / "xsd"
XML = ["pain.002.001.03", "pain.002.001.10", "camt.054.001.02", "camt.054.001.08"]
EUR, DKK = {"currency": "EUR"}, {"currency": "DKK"}


def golden(name):
    return (GOLDEN / name).read_bytes()


# ---------------------------------------------------------------- pain.002

COLLECTED = {"message_id": "MSG-1", "payment_information_id": "BLOCK-1"}
VERDICTS = (
    Verdict("transaction 1", "transaction", False, "RJCT", end_to_end_id="E2E-1", mandate_reference="MANDATE-1",
            amount=Decimal("12.50"), reason_code="AC01", reason_text="Compte inconnu chez le teneur de compte",
            **COLLECTED, **EUR),
    Verdict("transaction 2", "transaction", False, "RJCT", end_to_end_id="E2E-2", mandate_reference="MANDATE-2",
            amount=Decimal("1000.00"), reason_code="SPERRE 07", reason_text="Kein Grund genannt", **COLLECTED, **EUR),
    Verdict("transaction 3", "transaction", True, "ACCP", end_to_end_id="E2E-3", mandate_reference="MANDATE-3",
            amount=Decimal("0.01"), **COLLECTED, **EUR),
    Verdict("transaction 4", "transaction", False, "RJCT", end_to_end_id="E2E-4", message_id="MSG-1",
            payment_information_id="BLOCK-2", reason_code="AG01"),
    Verdict("block 1", "block", False, "RJCT", message_id="MSG-1", payment_information_id="BLOCK-2",
            reason_code="AG01"),
    Verdict("block 2", "block", True, "ACSP", message_id="MSG-1", payment_information_id="BLOCK-3"),
)  # fmt: skip
REPORT = StatusReport("", "REPORT-7", datetime(2026, 11, 30, 16, 45, 10), VERDICTS)


@pytest.mark.parametrize("version", ["pain.002.001.03", "pain.002.001.10"])
def test_a_status_report_says_what_is_accepted_and_rejected_at_every_level(version):
    """REM-14: partly accepted message, mixed block, rejected block whose reason its transaction has, accepted block."""
    assert recognise.read(golden(f"{version}.xml")) == replace(REPORT, layout=version)


@pytest.mark.parametrize(
    ("status", "reasons", "verdict"),
    [
        ("ACCP", "", Verdict("message 1", "message", True, "ACCP", "MSG-1")),
        ("ACTC", "", Verdict("message 1", "message", True, "ACTC", "MSG-1")),
        (
            "RJCT",
            "<StsRsnInf><Rsn><Cd>AM05</Cd></Rsn><AddtlInf>Duplicate</AddtlInf></StsRsnInf>",
            Verdict("message 1", "message", False, "RJCT", "MSG-1", reason_code="AM05", reason_text="Duplicate"),
        ),
        (
            "RJCT",
            "<StsRsnInf><Rsn><Prtry>Signature</Prtry></Rsn></StsRsnInf>",
            Verdict("message 1", "message", False, "RJCT", "MSG-1", reason_code="Signature"),
        ),
    ],
)
@pytest.mark.parametrize("version", ["pain.002.001.03", "pain.002.001.10"])
def test_a_status_report_may_speak_of_the_whole_message_only(version, status, reasons, verdict):
    root = etree.fromstring(golden(f"{version}.xml"))
    for block in root.findall(".//{*}OrgnlPmtInfAndSts"):
        block.getparent().remove(block)
    content = etree.tostring(root).decode().replace("<GrpSts>PART</GrpSts>", f"<GrpSts>{status}</GrpSts>{reasons}")
    assert recognise.read(content.encode()).verdicts == (verdict,)


def as_version(number):
    """The golden report under the namespace of a version; from 11 on the mandate stands one level deeper."""
    nearest = "03" if number < 10 else "10"
    content = (
        golden(f"pain.002.001.{nearest}.xml").decode().replace(f"pain.002.001.{nearest}", f"pain.002.001.{number:02}")
    )
    if number > 10:
        content = content.replace("<MndtRltdInf>", "<MndtRltdInf><DrctDbtMndt>")
        content = content.replace("</MndtRltdInf>", "</DrctDbtMndt></MndtRltdInf>")
    return content.encode()


@pytest.mark.parametrize("number", range(3, 16))
def test_every_version_of_the_status_report_reads_the_same(number):
    """REM-14: versions .03 to .15."""
    assert recognise.read(as_version(number)) == replace(REPORT, layout=f"pain.002.001.{number:02}")


@pytest.mark.parametrize(
    ("namespace", "layout"),
    [
        ("urn:iso:std:iso:20022:tech:xsd:pain.002.003.03", "pain.002.003.03"),  # German
        ("urn:iso:std:iso:20022:tech:xsd:pain.002.002.03", "pain.002.002.03"),
        ("http://www.six-interbank-clearing.com/de/pain.002.001.03.ch.02.xsd", "pain.002"),  # Swiss
        ("urn:swift:xsd:$pain.002.001.03", "pain.002"),
        ("urn:conxml:xsd:x", "pain.002"),
    ],
)
def test_a_status_report_in_the_namespace_of_a_country_reads_the_same(namespace, layout):
    """REM-14"""
    content = golden("pain.002.001.03.xml").replace(
        b"urn:iso:std:iso:20022:tech:xsd:pain.002.001.03", namespace.encode()
    )
    assert recognise.read(content) == replace(REPORT, layout=layout)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("CstmrDrctDbtInitn", "payment order"),  # pain.008
        ("CstmrCdtTrfInitn", "payment order"),  # pain.001
        ("CstmrPmtRvsl", "XML message CstmrPmtRvsl is not read"),  # pain.007
        ("FIToFIPmtStsRpt", "XML message FIToFIPmtStsRpt is not read"),  # pacs.002, among banks
        ("MndtAccptncRpt", "XML message MndtAccptncRpt is not read"),  # pain.012
        ("pain.002.001.01", r"XML message pain\.002\.001\.01 is not read"),
        ("BkToCstmrAcctRpt", "intraday report"),  # camt.052
        ("RsltnOfInvstgtn", "XML message RsltnOfInvstgtn is not read"),  # camt.029
    ],
)
def test_another_message_is_refused_by_its_name(message, reason):
    content = f"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:x'><{message}><GrpHdr/></{message}></Document>"
    with pytest.raises(Refusal, match=reason):
        recognise.read(content.encode())


# ---------------------------------------------------------------- camt.054

BOOKED = {"booked": True, "booking_date": date(2026, 12, 3), "transaction_type": "PMNT-IDDT-UPDD", **EUR}


def returned(number, amount, code, **more):
    place = f"statement 1, entry 2, transaction {number}"
    return Transaction(place, Decimal(amount), "EUR", return_code=code, **more)


RETURNS = Statement(
    "statement 1", "2026-338-1", "338", Party("Atelier Exemple", "DE89370400440532013000", "COBADEFF"), "EUR", None,
    None, date(2026, 12, 3), date(2026, 12, 3),
    entries=(
        Entry(
            "statement 1, entry 1", Decimal("-15.50"), value_date=date(2026, 12, 1), bank_reference="BANK-77001",
            proprietary_code="109", reversal=True, **BOOKED,
            transactions=(
                Transaction(
                    "statement 1, entry 1, transaction 1", Decimal("-15.50"), "EUR", "E2E-1", "MANDATE-1",
                    payment_information_id="BLOCK-1", message_id="RET-1", bank_reference="BANK-77001-1",
                    counterparty=Party("Anne Muller", "FR7630006000011234567890189"), text="Invoice 1",
                    return_code="AM04", return_text="Provision insuffisante", charges=Decimal("3.00"),
                ),
            ),
        ),
        Entry(
            "statement 1, entry 2", Decimal("-1029.02"), value_date=date(2026, 12, 3), bank_reference="BANK-77002",
            payment_information_id="BLOCK-2", message_id="MSG-1", **BOOKED,
            transactions=(
                returned(1, "-1000.00", "MD06", end_to_end_id="E2E-2", mandate_reference="MANDATE-2"),
                returned(2, "-0.01", "Konto erloschen", end_to_end_id="E2E-3", mandate_reference="MANDATE-3"),
                returned(3, "-29.01", "AC04"),
            ),
        ),
        Entry(
            "statement 1, entry 3", Decimal("-50.00"), "EUR", False, None, None, "3", "RETOUREN", "RETOUREN",
            text="Sammelretoure angekündigt", payment_information_id="BLOCK-3",
        ),
    ),
)  # fmt: skip


@pytest.mark.parametrize("version", ["camt.054.001.02", "camt.054.001.08"])
def test_a_notification_says_which_debits_came_back_and_why(version):
    """REM-14: one return with charges, three in a batch, and a batch that is only announced."""
    expected = Delivery(version, "NOTIFICATION-9", datetime(2026, 12, 4, 6, 12), (RETURNS,))
    found = recognise.read(golden(f"{version}.xml"))
    assert found == expected
    assert [entry.is_itemised() for entry in found.statements[0].entries] == [True, True, False]


# ---------------------------------------------------------------- PBS 0602


def ls_entry(line, transaction_type, moved, customer, day, rejected=None):
    carried_out = transaction_type in ("0580", "0585")
    asked = Transaction(
        f"line {line}", Decimal(moved), "DKK", customer_number=customer, payment_date=day,
        rejected_amount=rejected and Decimal(rejected),
    )  # fmt: skip
    return Entry(
        f"line {line}", Decimal(moved), "DKK", True, day if carried_out else date(2026, 11, 3),
        day if carried_out else None, "00000077", transaction_type, reversal=transaction_type == "0555",
        transactions=(asked,),
    )  # fmt: skip


def test_leverandoerservice_says_what_was_carried_out_rejected_and_taken_back():
    """REM-14: 0580, 0585, 0530, 0540 and 0555."""
    day = date(2026, 11, 5)
    identification = "LS-0602-87654321-2026-11-03-00000077"
    entries = (
        ls_entry(2, "0580", "1250.50", "1001", day),
        ls_entry(3, "0585", "-99.95", "KØBE-2", day),
        ls_entry(4, "0530", "0.00", "1003", day, "10.00"),
        ls_entry(5, "0540", "0.00", "1004", day, "20.00"),
        ls_entry(6, "0555", "-30.00", "1005", date(2026, 10, 5)),
    )
    statement = Statement(
        "line 2", f"{identification}-12345-12340005678901", "00000077", Party("", other_account="12340005678901"),
        "DKK", None, None, date(2026, 11, 3), day, entries=entries, creditor_number="12345",
    )  # fmt: skip
    expected = Delivery("pbs.ls.0602", identification, datetime(2026, 11, 3), (statement,))
    assert recognise.read(golden("pbs_ls_0602.txt")) == expected


def bs_entry(line, transaction_type, moved, customer, reference, **more):
    """A payment of Betalingsservice; what moved was booked on its payment date, the rest on that of the delivery."""
    day = more.pop("payment_date", date(2026, 12, 1))
    transaction = Transaction(
        f"line {line}", Decimal(moved), "DKK", text=reference, customer_number=customer, payment_date=day, **more
    )
    paid = day if transaction.amount else None
    return Entry(
        f"line {line}", Decimal(moved), "DKK", True, paid or date(2026, 11, 3), paid, more.get("bank_reference", ""),
        transaction_type, reversal=transaction_type in ("0239", "0299"), transactions=(transaction,),
    )  # fmt: skip


def test_betalingsservice_says_what_was_carried_out_rejected_and_taken_back():
    """REM-14: 0236 to 0239, and payment slips."""
    identification = "BS-0602-87654321-2026-11-03-0000000042"
    entries = (
        bs_entry(3, "0236", "1250.50", "1001", "INV-1", mandate_reference="123456789"),
        bs_entry(4, "0236", "-99.95", "KØBE-2", "CN-2"),
        bs_entry(5, "0237", "0.00", "1003", "INV-4", mandate_reference="000000003", rejected_amount=Decimal("10.00")),
        bs_entry(6, "0238", "0.00", "1004", "INV-5", mandate_reference="000000004", rejected_amount=Decimal("20.00")),
        bs_entry(7, "0239", "-30.00", "1005", "INV-6", mandate_reference="000000005", payment_date=date(2026, 11, 2)),
        bs_entry(10, "0297", "40.00", "1006", "A00000042"),
        bs_entry(11, "0299", "-50.00", "1007", "A00000043"),
    )
    statement = Statement(
        "line 3", f"{identification}-01234567-00001", "0000000042", Party("", other_account="01234567"), "DKK",
        None, None, date(2026, 11, 2), date(2026, 12, 1), entries=entries, creditor_number="01234567",
    )  # fmt: skip
    expected = Delivery("pbs.bs.0602", identification, datetime(2026, 11, 3), (statement,))
    assert recognise.read(golden("pbs_bs_0602.txt")) == expected


# ---------------------------------------------------------------- the official schemas, where they are at hand

if SCHEMAS.is_dir():

    @pytest.mark.parametrize("version", XML)
    def test_the_golden_files_follow_the_official_schemas(version):
        schema = etree.XMLSchema(etree.parse(SCHEMAS / f"{version}.xsd"))
        schema.assertValid(etree.parse(GOLDEN / f"{version}.xml"))
