"""The structure of a pain.008 message as data: what :mod:`~.pain008` fills in, in the order of the schema."""

from .pain_template import BytesTemplate

CREDITOR_IDENTIFIER = "<Id><PrvtId><Othr><Id>%s</Id><SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id>"

HEAD = BytesTemplate(
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:%(version)s">\n'
    "<CstmrDrctDbtInitn>\n"
    "<GrpHdr><MsgId>%(identification)s</MsgId><CreDtTm>%(created)s</CreDtTm>"
    "<NbOfTxs>%(count)d</NbOfTxs><CtrlSum>%(total)s</CtrlSum>"
    "<InitgPty><Nm>%(initiator)s</Nm></InitgPty></GrpHdr>\n"
)

BLOCK_HEAD = BytesTemplate(
    "<PmtInf>\n"
    "<PmtInfId>%(identification)s</PmtInfId><PmtMtd>DD</PmtMtd><BtchBookg>%(batch_booking)s</BtchBookg>"
    "<NbOfTxs>%(count)d</NbOfTxs><CtrlSum>%(total)s</CtrlSum>\n"
    "<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>%(scheme)s</Cd></LclInstrm>"
    "<SeqTp>%(sequence_type)s</SeqTp></PmtTpInf><ReqdColltnDt>%(collection_date)s</ReqdColltnDt>\n"
    "<Cdtr><Nm>%(creditor)s</Nm>%(address)s</Cdtr><CdtrAcct><Id><IBAN>%(iban)s</IBAN></Id></CdtrAcct>"
    "<CdtrAgt>%(agent)s</CdtrAgt><ChrgBr>SLEV</ChrgBr>\n"
    f"<CdtrSchmeId>{CREDITOR_IDENTIFIER.replace('%s', '%(creditor_identifier)s')}</CdtrSchmeId>\n"
)
BLOCK_FOOT = b"</PmtInf>\n"
FOOT = b"</CstmrDrctDbtInitn>\n</Document>\n"

# end-to-end reference, amount, mandate reference, signature date, amendment, agent, name, address, IBAN, information
DEBIT = (
    "<DrctDbtTxInf><PmtId><EndToEndId>%s</EndToEndId></PmtId>"
    '<InstdAmt Ccy="EUR">%s</InstdAmt>'
    "<DrctDbtTx><MndtRltdInf><MndtId>%s</MndtId><DtOfSgntr>%s</DtOfSgntr>%s</MndtRltdInf></DrctDbtTx>"
    "<DbtrAgt>%s</DbtrAgt><Dbtr><Nm>%s</Nm>%s</Dbtr><DbtrAcct><Id><IBAN>%s</IBAN></Id></DbtrAcct>%s"
    "</DrctDbtTxInf>\n"
)

AMENDMENT = "<AmdmntInd>true</AmdmntInd><AmdmntInfDtls>%s</AmdmntInfDtls>"
OLD_REFERENCE = "<OrgnlMndtId>%s</OrgnlMndtId>"
OLD_ACCOUNT = "<OrgnlDbtrAcct><Id><IBAN>%s</IBAN></Id></OrgnlDbtrAcct>"
SAME_MANDATE_NEW_ACCOUNT = "<OrgnlDbtrAcct><Id><Othr><Id>SMNDA</Id></Othr></Id></OrgnlDbtrAcct>"
