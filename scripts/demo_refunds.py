"""Refunds of a demo company: a file for the bank, what it left out, and a refund that the bank refused.

Imported by what builds the contracts, inside a running Odoo.
"""

from datetime import datetime

REFUSED = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>{message}-ST</MsgId><CreDtTm>{now}</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
<GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>{block}</OrgnlPmtInfId><TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId>
<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Compte clos</AddtlInf></StsRsnInf></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
"""


def export(env, company, requests):
    """Switch refund files on and export these requests; those without a good IBAN are left out by name.

    :return: the ``refund.export`` record.
    """
    company.refund_xml_export = True
    env.user.group_ids |= env.ref("recouvrements_addon.group_refund_exporter")
    return env["refund.exporter"]._export(requests)


def refuse(env, export):
    """Let the bank refuse the first refund of a file: it waits again, with the reason."""
    line = export.line_ids[0]
    answer = REFUSED.format(
        message=export.bank_reference,
        block=line.block_reference,
        reference=line.end_to_end_id,
        now=datetime.now().isoformat(timespec="seconds"),
    )
    env["debit.answer.receiver"]._receive([(f"{export.bank_reference}-ST.xml", answer.encode())])
    return line.request_id
