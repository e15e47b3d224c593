"""A second, independent reader of pain.001, by the standard library: what the tests compare the writer with."""

from datetime import date, datetime
from xml.etree import ElementTree

from odoo.addons.sepa_remittance_addon.formats.values import Party, Transfer, TransferBlock, TransferMessage
from pain008_reader import euro, expect, read_address

FIXED = {"PmtMtd": "TRF", "PmtTpInf/SvcLvl/Cd": "SEPA", "ChrgBr": "SLEV"}


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
    return TransferMessage(
        identification=header.findtext("MsgId"),
        created=datetime.fromisoformat(header.findtext("CreDtTm")),
        initiator=header.findtext("InitgPty/Nm"),
        count=int(header.findtext("NbOfTxs")),
        total=euro(header.findtext("CtrlSum")),
        blocks=tuple(_block(block, version.endswith("09")) for block in blocks),
    )


def _block(node, recent):
    expect(node, FIXED)
    bic = "BICFI" if recent else "BIC"
    return TransferBlock(
        identification=node.findtext("PmtInfId"),
        execution_date=date.fromisoformat(node.findtext("ReqdExctnDt/Dt" if recent else "ReqdExctnDt")),
        debtor=_party(node, "Dbtr", bic),
        count=int(node.findtext("NbOfTxs")),
        total=euro(node.findtext("CtrlSum")),
        transfers=tuple(_transfer(transfer, bic) for transfer in node.findall("CdtTrfTxInf")),
        batch_booking={"true": True, "false": False}[node.findtext("BtchBookg")],
    )


def _transfer(node, bic):
    assert node.find("Amt/InstdAmt").attrib == {"Ccy": "EUR"}
    return Transfer(
        end_to_end_id=node.findtext("PmtId/EndToEndId"),
        amount=euro(node.findtext("Amt/InstdAmt")),
        creditor=_party(node, "Cdtr", bic),
        text=node.findtext("RmtInf/Ustrd", ""),
        structured_reference=node.findtext("RmtInf/Strd/CdtrRefInf/Ref", ""),
    )


def _party(node, role, bic):
    """The bank of a payee is named or left out; that of the payer is named or said not to be provided."""
    agent = node.find(f"{role}Agt/FinInstnId")
    if role == "Dbtr":
        assert (agent.find(bic) is None) == (agent.findtext("Othr/Id") == "NOTPROVIDED")
    return Party(
        name=node.findtext(f"{role}/Nm"),
        iban=node.findtext(f"{role}Acct/Id/IBAN"),
        bic="" if agent is None else agent.findtext(bic, ""),
        address=read_address(node.find(f"{role}/PstlAdr")),
    )
