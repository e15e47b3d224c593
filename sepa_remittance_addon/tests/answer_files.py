"""The bank's answers as bytes, written by us: what a test wants the bank to say."""

STATUS = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}"><CstmrPmtStsRpt>
<GrpHdr><MsgId>{name}</MsgId><CreDtTm>2026-10-15T07:30:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>{group}
</OrgnlGrpInfAndSts>{blocks}</CstmrPmtStsRpt></Document>"""


def status_report(*blocks, message="", group="", version="pain.002.001.10", name="REPORT-1"):
    """A pain.002; ``group`` is a status of the whole message, or ``(status, reason code)``."""
    told = _verdict("GrpSts", group)
    return STATUS.format(version=version, name=name, message=message, group=told, blocks="".join(blocks)).encode()


def status_block(name, *transactions, status=""):
    return (
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{name}</OrgnlPmtInfId>{_verdict('PmtInfSts', status)}"
        f"{''.join(transactions)}</OrgnlPmtInfAndSts>"
    )


def status_transaction(reference, status="RJCT", code="AM04", text="", amount=None, mandate="", currency="EUR"):
    told = f"<Amt><InstdAmt Ccy='{currency}'>{amount}</InstdAmt></Amt>" if amount is not None else ""
    told += f"<MndtRltdInf><MndtId>{mandate}</MndtId></MndtRltdInf>" if mandate else ""
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId>"
        f"{_verdict('TxSts', (status, code, text))}<OrgnlTxRef>{told}</OrgnlTxRef></TxInfAndSts>"
    )


def _verdict(tag, told):
    status, code, text = (*([told] if isinstance(told, str) else told), "", "")[:3]
    if not status:
        return ""
    words = f"<AddtlInf>{text}</AddtlInf>" if text else ""
    reason = f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn>{words}</StsRsnInf>" if code and status == "RJCT" else ""
    return f"<{tag}>{status}</{tag}>{reason}"


CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}"><{message}>
<GrpHdr><MsgId>{name}</MsgId><CreDtTm>2026-10-16T07:30:00</CreDtTm></GrpHdr>
<{part}><Id>{name}-1</Id><CreDtTm>2026-10-16T07:30:00</CreDtTm><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>
{balances}{entries}</{part}></{message}></Document>"""
BALANCE = """<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt>
<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>2026-10-15</Dt></Dt></Bal>"""
ENTRY = """<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts><Cd>{booked}</Cd></Sts>
<BookgDt><Dt>2026-10-15</Dt></BookgDt><ValDt><Dt>2026-10-15</Dt></ValDt><AcctSvcrRef>{reference}</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>{kind}</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls>{details}</NtryDtls></Ntry>"""


def notification(*entries, iban, name="NOTE-1"):
    """A camt.054."""
    return _camt("camt.054.001.08", "BkToCstmrDbtCdtNtfctn", "Ntfctn", entries, iban, name, "")


def bank_statement(*entries, iban, total, name="STMT-1"):
    """A camt.053 that opens with nothing; ``total`` is what its entries come to."""
    balances = BALANCE.format(code="OPBD", amount="0.00", sign="CRDT")
    balances += BALANCE.format(code="CLBD", amount=f"{abs(total):.2f}", sign="CRDT" if total >= 0 else "DBIT")
    return _camt("camt.053.001.08", "BkToCstmrStmt", "Stmt", entries, iban, name, balances)


def _camt(version, message, part, entries, iban, name, balances):
    return CAMT.format(
        version=version, message=message, part=part, name=name, iban=iban, balances=balances, entries="".join(entries)
    ).encode()


def camt_entry(
    amount, reference="", code="", text="", mandate="", bank="BANK-1", booked="BOOK", currency="EUR", block=""
):
    """A booking about one debit: collected when positive, taken back when negative; ``block``: booked as one amount."""
    sign = "CRDT" if amount >= 0 else "DBIT"
    refs = f"<EndToEndId>{reference}</EndToEndId>" if reference else ""
    refs += f"<MndtId>{mandate}</MndtId>" if mandate else ""
    back = f"<RtrInf><Rsn><Cd>{code}</Cd></Rsn><AddtlInf>{text or 'No'}</AddtlInf></RtrInf>" if code else ""
    one = f"<Amt Ccy='{currency}'>{abs(amount):.2f}</Amt><CdtDbtInd>{sign}</CdtDbtInd>"
    one = f"<TxDtls><Refs>{refs}</Refs>{one}{back}</TxDtls>"
    details = f"<Btch><PmtInfId>{block}</PmtInfId></Btch>" if block else one
    return ENTRY.format(
        currency=currency, amount=f"{abs(amount):.2f}", sign=sign, booked=booked, reference=bank,
        kind="UPDD" if amount < 0 else "ESDD", details=details,
    )  # fmt: skip
