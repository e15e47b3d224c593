"""The structure of a pain.001 message as data: what :mod:`~.pain001` fills in, in the order of the schema."""

from .pain_template import BytesTemplate

HEAD = BytesTemplate(
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:%(version)s">\n'
    "<CstmrCdtTrfInitn>\n"
    "<GrpHdr><MsgId>%(identification)s</MsgId><CreDtTm>%(created)s</CreDtTm>"
    "<NbOfTxs>%(count)d</NbOfTxs><CtrlSum>%(total)s</CtrlSum>"
    "<InitgPty><Nm>%(initiator)s</Nm></InitgPty></GrpHdr>\n"
)

BLOCK_HEAD = BytesTemplate(
    "<PmtInf>\n"
    "<PmtInfId>%(identification)s</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>%(batch_booking)s</BtchBookg>"
    "<NbOfTxs>%(count)d</NbOfTxs><CtrlSum>%(total)s</CtrlSum>\n"
    "<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf><ReqdExctnDt>%(execution_date)s</ReqdExctnDt>\n"
    "<Dbtr><Nm>%(debtor)s</Nm>%(address)s</Dbtr><DbtrAcct><Id><IBAN>%(iban)s</IBAN></Id></DbtrAcct>"
    "<DbtrAgt>%(agent)s</DbtrAgt><ChrgBr>SLEV</ChrgBr>\n"
)
BLOCK_FOOT = b"</PmtInf>\n"
FOOT = b"</CstmrCdtTrfInitn>\n</Document>\n"

# end-to-end reference, amount, agent, name, address, IBAN, information
TRANSFER = (
    "<CdtTrfTxInf><PmtId><EndToEndId>%s</EndToEndId></PmtId>"
    '<Amt><InstdAmt Ccy="EUR">%s</InstdAmt></Amt>%s'
    "<Cdtr><Nm>%s</Nm>%s</Cdtr><CdtrAcct><Id><IBAN>%s</IBAN></Id></CdtrAcct>%s</CdtTrfTxInf>\n"
)
CREDITOR_AGENT = "<CdtrAgt>%s</CdtrAgt>"
CHOSEN_DATE = "<Dt>%s</Dt>"  # a date or a time, in the versions of 2019
