"""Statements written for the tests: one entry, one transaction, one file, with what each test wants to change."""

ENTRY = """<Ntry><Amt Ccy="EUR">250.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-10-05</Dt></BookgDt><ValDt><Dt>2026-10-06</Dt></ValDt>
<AcctSvcrRef>BANK-1</AcctSvcrRef>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd></Ntry>"""

TEMPLATE = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{version}"><{root}>
<GrpHdr><MsgId>MSG-1</MsgId><CreDtTm>2026-10-08T01:00:00+02:00</CreDtTm></GrpHdr>
<{unit}><Id>STMT-1</Id><ElctrncSeqNb>7</ElctrncSeqNb>
<FrToDt><FrDtTm>2026-10-01T00:00:00</FrDtTm><ToDtTm>2026-10-07T23:59:59</ToDtTm></FrToDt>
<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy><Ownr><Nm>Atelier</Nm></Ownr>
<Svcr><FinInstnId><BIC>COBADEFF</BIC></FinInstnId></Svcr></Acct>
{balances}{summary}{entries}</{unit}>
</{root}></Document>"""

OWN_IBAN = "DE89370400440532013000"


def balance(code, amount, sign="CRDT", currency="EUR"):
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='{currency}'>{amount}</Amt>"
        f"<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>2026-10-01</Dt></Dt></Bal>"
    )


def statement(entries=ENTRY, balances="", summary="", version="camt.053.001.02", iban=OWN_IBAN):
    """Return the bytes of a camt.053 file with the given entries."""
    return TEMPLATE.format(
        version=version,
        root="BkToCstmrStmt",
        unit="Stmt",
        iban=iban,
        balances=balances,
        summary=summary,
        entries=entries,
    ).encode()


def notification(entries=ENTRY):
    """Return the bytes of a camt.054 file with the given entries."""
    return TEMPLATE.format(
        version="camt.054.001.08", root="BkToCstmrDbtCdtNtfctn", unit="Ntfctn", iban=OWN_IBAN, balances="", summary="",
        entries=entries,
    ).encode()  # fmt: skip


def entry(details="", sign="CRDT", amount="250.00", more=""):
    """Return one booked entry in EUR with the given transactions."""
    return (
        f"<Ntry><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>BOOK</Sts>"
        f"<BookgDt><Dt>2026-10-05</Dt></BookgDt>{more}<NtryDtls>{details}</NtryDtls></Ntry>"
    )
