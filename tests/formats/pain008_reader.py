"""A second, independent reader of pain.008, by the standard library: what the tests compare the writer with."""

from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree

from odoo.addons.sepa_remittance_addon.formats.values import Address, Amendment, Debit, DebitBlock, DebitMessage, Party

FIXED = {"PmtMtd": "DD", "PmtTpInf/SvcLvl/Cd": "SEPA", "ChrgBr": "SLEV"}
SCHEME = {"SchmeNm/Prtry": "SEPA"}


def read(content, version):
    """Return the message in a file; what is always the same in it is compared on the way."""
    root = ElementTree.fromstring(content)
    namespace = f"{{urn:iso:std:iso:20022:tech:xsd:{version}}}"
    assert all(node.tag.startswith(namespace) for node in root.iter())
    for node in root.iter():
        node.tag = node.tag.removeprefix(namespace)
        assert not set(node.attrib) - {"Ccy"}
    (order,) = root
    header, *blocks = order
    return DebitMessage(
        identification=header.findtext("MsgId"),
        created=datetime.fromisoformat(header.findtext("CreDtTm")),
        initiator=header.findtext("InitgPty/Nm"),
        count=int(header.findtext("NbOfTxs")),
        total=euro(header.findtext("CtrlSum")),
        blocks=tuple(_block(block, "BICFI" if version.endswith("08") else "BIC") for block in blocks),
    )


def _block(node, bic):
    expect(node, FIXED)
    expect(node.find("CdtrSchmeId/Id/PrvtId/Othr"), SCHEME)
    return DebitBlock(
        identification=node.findtext("PmtInfId"),
        scheme=node.findtext("PmtTpInf/LclInstrm/Cd"),
        sequence_type=node.findtext("PmtTpInf/SeqTp"),
        collection_date=date.fromisoformat(node.findtext("ReqdColltnDt")),
        creditor=_party(node, "Cdtr", bic),
        creditor_identifier=node.findtext("CdtrSchmeId/Id/PrvtId/Othr/Id"),
        count=int(node.findtext("NbOfTxs")),
        total=euro(node.findtext("CtrlSum")),
        debits=tuple(_debit(debit, bic) for debit in node.findall("DrctDbtTxInf")),
        batch_booking={"true": True, "false": False}[node.findtext("BtchBookg")],
    )


def _debit(node, bic):
    assert node.find("InstdAmt").attrib == {"Ccy": "EUR"}
    mandate = node.find("DrctDbtTx/MndtRltdInf")
    return Debit(
        end_to_end_id=node.findtext("PmtId/EndToEndId"),
        amount=euro(node.findtext("InstdAmt")),
        debtor=_party(node, "Dbtr", bic),
        mandate_reference=mandate.findtext("MndtId"),
        signature_date=date.fromisoformat(mandate.findtext("DtOfSgntr")),
        text=node.findtext("RmtInf/Ustrd", ""),
        structured_reference=node.findtext("RmtInf/Strd/CdtrRefInf/Ref", ""),
        amendment=_amendment(mandate),
    )


def _amendment(mandate):
    details = mandate.find("AmdmntInfDtls")
    assert (details is not None) == (mandate.findtext("AmdmntInd") == "true")
    if details is None:
        return None
    if details.find("OrgnlCdtrSchmeId/Id") is not None:
        expect(details.find("OrgnlCdtrSchmeId/Id/PrvtId/Othr"), SCHEME)
    return Amendment(
        old_reference=details.findtext("OrgnlMndtId", ""),
        old_creditor_identifier=details.findtext("OrgnlCdtrSchmeId/Id/PrvtId/Othr/Id", ""),
        old_creditor_name=details.findtext("OrgnlCdtrSchmeId/Nm", ""),
        old_iban=details.findtext("OrgnlDbtrAcct/Id/IBAN", ""),
        same_mandate_new_account=details.findtext("OrgnlDbtrAcct/Id/Othr/Id") == "SMNDA",
    )


def _party(node, role, bic):
    agent = node.find(f"{role}Agt/FinInstnId")
    assert (agent.find(bic) is None) == (agent.findtext("Othr/Id") == "NOTPROVIDED")
    return Party(
        name=node.findtext(f"{role}/Nm"),
        iban=node.findtext(f"{role}Acct/Id/IBAN"),
        bic=agent.findtext(bic, ""),
        address=read_address(node.find(f"{role}/PstlAdr")),
    )


def read_address(node):
    if node is None:
        return None
    return Address(
        country=node.findtext("Ctry"),
        town=node.findtext("TwnNm"),
        postcode=node.findtext("PstCd", ""),
        street=node.findtext("StrtNm", ""),
        lines=tuple(line.text for line in node.findall("AdrLine")),
    )


def euro(text):
    whole, point, cents = text.partition(".")
    assert (whole + cents).isdigit() and point == "." and len(cents) == 2
    return Decimal(text)


def expect(node, expected):
    assert {path: node.findtext(path) for path in expected} == expected
