"""pain.002: verdicts at the level the bank speaks at."""

from datetime import datetime
from decimal import Decimal

import pytest
from odoo.addons.sepa_remittance_addon.formats.iso20022 import pain002
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal

TEMPLATE = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>REPORT-1</MsgId><CreDtTm>2026-11-20T07:30:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>MSG-1</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>{group}</OrgnlGrpInfAndSts>
{blocks}</CstmrPmtStsRpt></Document>"""

REASON = "<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn><AddtlInf>No</AddtlInf><AddtlInf>account</AddtlInf></StsRsnInf>"


def report(group="", blocks=""):
    return TEMPLATE.format(group=group, blocks=blocks).encode()


def block(transactions="", status="", name="BLOCK-1"):
    return (
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{name}</OrgnlPmtInfId>"
        f"{status and f'<PmtInfSts>{status}</PmtInfSts>'}{transactions}</OrgnlPmtInfAndSts>"
    )


def transaction(status="RJCT", code="AC01", name="E2E-1"):
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId>{status and f'<TxSts>{status}</TxSts>'}"
        f"{REASON.format(code=code)}<OrgnlTxRef><Amt><InstdAmt Ccy='EUR'>12.50</InstdAmt></Amt>"
        "<MndtRltdInf><MndtId>MANDATE-1</MndtId></MndtRltdInf></OrgnlTxRef></TxInfAndSts>"
    )


def verdicts(**parts):
    return pain002.parse(report(**parts)).verdicts


def test_a_report_says_what_it_is():
    found = pain002.parse(report(group="<GrpSts>RJCT</GrpSts>"))
    assert (found.layout, found.identification) == ("pain.002.001.10", "REPORT-1")
    assert found.created == datetime(2026, 11, 20, 7, 30)


def test_a_group_status_alone_is_a_verdict_on_the_whole_message():
    (verdict,) = verdicts(group="<GrpSts>RJCT</GrpSts>" + REASON.format(code="FF01"))
    assert (verdict.level, verdict.accepted, verdict.status) == ("message", False, "RJCT")
    assert (verdict.message_id, verdict.reason_code, verdict.reason_text) == ("MSG-1", "FF01", "No account")


def test_a_block_has_its_own_verdict():
    (verdict,) = verdicts(blocks=block(status="ACCP"))
    assert (verdict.level, verdict.accepted, verdict.payment_information_id) == ("block", True, "BLOCK-1")


def test_a_rejected_transaction_carries_everything_it_may_be_recognised_by():
    (verdict,) = verdicts(group="<GrpSts>PART</GrpSts>", blocks=block(transaction(), "PART"))
    assert (verdict.level, verdict.accepted, verdict.reason_code) == ("transaction", False, "AC01")
    assert (verdict.message_id, verdict.payment_information_id) == ("MSG-1", "BLOCK-1")
    assert (verdict.end_to_end_id, verdict.mandate_reference) == ("E2E-1", "MANDATE-1")
    assert (verdict.amount, verdict.currency) == (Decimal("12.50"), "EUR")


def test_each_transaction_belongs_to_its_own_block():
    blocks = block(transaction(name="A") + transaction(name="B"), "PART", "ONE") + block(
        transaction(name="C"), "", "TWO"
    )
    found = [(one.payment_information_id, one.end_to_end_id, one.place) for one in verdicts(blocks=blocks)]
    assert found == [("ONE", "A", "transaction 1"), ("ONE", "B", "transaction 2"), ("TWO", "C", "transaction 3")]


def test_a_proprietary_reason_is_kept():
    (verdict,) = verdicts(blocks=block(transaction().replace("<Cd>AC01</Cd>", "<Prtry>REJET</Prtry>")))
    assert verdict.reason_code == "REJET"


@pytest.mark.parametrize("status", ["ACCP", "ACTC", "ACSP", "ACSC", "ACWC", "ACCC", "RCVD", "PDNG"])
def test_every_other_known_status_is_an_acceptance(status):
    assert [one.accepted for one in verdicts(blocks=block(transaction(status)))] == [True]


def test_a_transaction_without_status_has_that_of_its_block_or_message():
    found = verdicts(blocks=block(transaction(status=""), "RJCT"))
    assert [(one.level, one.status) for one in found] == [("transaction", "RJCT"), ("block", "RJCT")]
    found = verdicts(group="<GrpSts>RJCT</GrpSts>", blocks=block(transaction(status="")))
    assert [(one.level, one.status) for one in found] == [("message", "RJCT"), ("transaction", "RJCT")]


def test_a_transaction_whose_status_cannot_be_known_is_refused():
    with pytest.raises(Refusal, match="status of a transaction is missing"):
        verdicts(group="<GrpSts>PART</GrpSts>", blocks=block(transaction(status="")))
    with pytest.raises(Refusal, match="status XXXX is unknown"):
        verdicts(blocks=block(transaction("XXXX")))


def test_a_report_without_namespace_reads_the_same():
    content = report(blocks=block(transaction()))
    bare = content.replace(b' xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"', b"")
    assert pain002.parse(bare).verdicts == pain002.parse(content).verdicts
    assert pain002.parse(bare).layout == "pain.002"


def test_version_02_has_its_transactions_directly_in_the_message():
    old = report(blocks=transaction().replace("<OrgnlEndToEndId>", "<OrgnlPmtInfId>B</OrgnlPmtInfId><OrgnlEndToEndId>"))
    (verdict,) = pain002.parse(old.replace(b"CstmrPmtStsRpt>", b"pain.002.001.02>")).verdicts
    assert (verdict.payment_information_id, verdict.end_to_end_id) == ("B", "E2E-1")


def test_another_message_is_refused():
    with pytest.raises(Refusal, match=r"no pain\.002 message"):
        pain002.parse(b"<Document/>")
