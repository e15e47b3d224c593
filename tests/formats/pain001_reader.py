"""A second, independent reader of pain.001, by the standard library: what the tests compare the writer with."""

from datetime import date

from odoo.addons.sepa_remittance_addon.formats.values import Transfer, TransferBlock, TransferMessage
from pain_reader import euro, expect, open_message, read_party

FIXED = {"PmtMtd": "TRF", "PmtTpInf/SvcLvl/Cd": "SEPA", "ChrgBr": "SLEV"}


def read(content, version):
    """Return the message in a file; what is always the same in it is compared on the way."""
    header, blocks = open_message(content, version)
    return TransferMessage(**header, blocks=tuple(_block(block, version.endswith("09")) for block in blocks))


def _block(node, recent):
    expect(node, FIXED)
    bic = "BICFI" if recent else "BIC"
    return TransferBlock(
        identification=node.findtext("PmtInfId"),
        execution_date=date.fromisoformat(node.findtext("ReqdExctnDt/Dt" if recent else "ReqdExctnDt")),
        debtor=read_party(node, "Dbtr", bic),
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
        creditor=read_party(node, "Cdtr", bic, bank_told=False),
        text=node.findtext("RmtInf/Ustrd", ""),
        structured_reference=node.findtext("RmtInf/Strd/CdtrRefInf/Ref", ""),
    )
