"""A second, independent reader of pain.008, by the standard library: what the tests compare the writer with."""

from datetime import date

from odoo.addons.sepa_remittance_addon.formats.values import Amendment, Debit, DebitBlock, DebitMessage
from pain_reader import euro, expect, open_message, read_party

FIXED = {"PmtMtd": "DD", "PmtTpInf/SvcLvl/Cd": "SEPA", "ChrgBr": "SLEV"}
SCHEME = {"SchmeNm/Prtry": "SEPA"}


def read(content, version):
    """Return the message in a file; what is always the same in it is compared on the way."""
    header, blocks = open_message(content, version)
    bic = "BICFI" if version.endswith("08") else "BIC"
    return DebitMessage(**header, blocks=tuple(_block(block, bic) for block in blocks))


def _block(node, bic):
    expect(node, FIXED)
    expect(node.find("CdtrSchmeId/Id/PrvtId/Othr"), SCHEME)
    return DebitBlock(
        identification=node.findtext("PmtInfId"),
        scheme=node.findtext("PmtTpInf/LclInstrm/Cd"),
        sequence_type=node.findtext("PmtTpInf/SeqTp"),
        collection_date=date.fromisoformat(node.findtext("ReqdColltnDt")),
        creditor=read_party(node, "Cdtr", bic),
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
        debtor=read_party(node, "Dbtr", bic),
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
