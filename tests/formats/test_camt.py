"""camt.053 and camt.054: what an entry and its transactions say, and what is refused or remarked on."""

import tracemalloc
from datetime import date, datetime
from decimal import Decimal

import pytest
from camt_files import ENTRY, OWN_IBAN, balance, entry, notification, statement
from odoo.addons.sepa_remittance_addon.formats.iso20022 import camt053, camt054
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal


def read_entry(text):
    return camt053.parse(statement(text)).statements[0].entries[0]


def read_transaction(details, sign="CRDT"):
    return read_entry(entry(f"<TxDtls>{details}</TxDtls>", sign)).transactions[0]


def test_a_statement_says_whose_account_it_is_and_for_when():
    delivery = camt053.parse(statement(balances=balance("OPBD", "10.00", "DBIT") + balance("CLBD", "240.00")))
    (found,) = delivery.statements
    assert (delivery.layout, delivery.identification) == ("camt.053.001.02", "MSG-1")
    assert delivery.created == datetime(2026, 10, 7, 23, 0)
    assert (found.identification, found.number, found.currency) == ("STMT-1", "7", "EUR")
    assert (found.account.iban, found.account.bic, found.account.name) == (OWN_IBAN, "COBADEFF", "Atelier")
    assert (found.from_date, found.to_date) == (date(2026, 10, 1), date(2026, 10, 7))
    assert (found.opening.amount, found.closing.amount) == (Decimal("-10.00"), Decimal("240.00"))
    assert found.complete
    assert found.remarks == ()


def test_an_entry_says_what_moved_when_and_why():
    found = read_entry(ENTRY)
    assert found.amount == Decimal("250.00")
    assert (found.booking_date, found.value_date) == (date(2026, 10, 5), date(2026, 10, 6))
    assert (found.bank_reference, found.transaction_type) == ("BANK-1", "PMNT-RCDT-ESCT")
    assert found.booked
    assert not found.reversal


def test_the_sign_comes_from_the_indicator_and_a_reversal_turns_nothing_round():
    found = read_entry(ENTRY.replace("CRDT", "DBIT").replace("<Sts>", "<RvslInd>true</RvslInd><Sts>"))
    assert found.amount == Decimal("-250.00")
    assert found.reversal


@pytest.mark.parametrize(
    ("status", "booked"),
    [
        ("<Sts>BOOK</Sts>", True),
        ("<Sts><Cd>BOOK</Cd></Sts>", True),
        ("", True),
        ("<Sts>PDNG</Sts>", False),
        ("<Sts><Cd>INFO</Cd></Sts>", False),
    ],
)
def test_only_booked_entries_are_booked(status, booked):
    assert read_entry(ENTRY.replace("<Sts>BOOK</Sts>", status)).booked is booked


def test_the_proprietary_code_stands_in_where_the_bank_has_no_other():
    code = "<BkTxCd><Prtry><Cd>00200</Cd></Prtry></BkTxCd>"
    found = read_entry(entry(more=code))
    assert (found.transaction_type, found.proprietary_code) == ("00200", "00200")


def test_a_date_and_time_gives_the_date_as_the_bank_wrote_it():
    found = read_entry(ENTRY.replace("<Dt>2026-10-05</Dt>", "<DtTm>2026-10-05T23:30:00-05:00</DtTm>"))
    assert found.booking_date == date(2026, 10, 5)


def test_each_transaction_of_a_batch_has_its_own_references():
    details = "".join(
        f"<TxDtls><Refs><EndToEndId>E2E-{number}</EndToEndId><MndtId>M-{number}</MndtId></Refs>"
        f"<Amt Ccy='EUR'>{amount}</Amt></TxDtls>"
        for number, amount in enumerate(["100.00", "150.00"], 1)
    )
    batch = "<Btch><MsgId>MSG-OUT</MsgId><PmtInfId>BLOCK-1</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>"
    found = read_entry(entry(batch + details))
    assert (found.message_id, found.payment_information_id) == ("MSG-OUT", "BLOCK-1")
    assert [(one.end_to_end_id, one.mandate_reference, one.amount) for one in found.transactions] == [
        ("E2E-1", "M-1", Decimal("100.00")),
        ("E2E-2", "M-2", Decimal("150.00")),
    ]
    assert found.is_itemised()
    assert found.transactions[1].place == "statement 1, entry 1, transaction 2"


def test_a_batch_of_thousands_is_read_one_transaction_at_a_time():
    """REM-17: the elements of a batch are never in memory together, only the values read from them."""
    one = f"<TxDtls><Refs><EndToEndId>E</EndToEndId></Refs><Amt Ccy='EUR'>1.00</Amt>{PARTIES}</TxDtls>"
    content = statement(entry(one.format(open="", close="") * 1000, amount="1000.00"))
    tracemalloc.start()
    found = camt053.parse(content).statements[0].entries[0]
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found.transactions) == 1000 and found.is_itemised()
    assert peak < kept * 3


def test_an_entry_whose_amount_stands_behind_its_transactions_is_refused():
    late = "<Ntry><NtryDtls><TxDtls></TxDtls></NtryDtls><Amt Ccy='EUR'>1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>"
    with pytest.raises(Refusal, match="statement 1, entry 1"):
        read_entry(late)


@pytest.mark.parametrize("twice", ["<Amt Ccy='EUR'>1.00</Amt>", "<CdtDbtInd>DBIT</CdtDbtInd>"])
def test_an_entry_with_two_amounts_or_signs_is_refused(twice):
    with pytest.raises(Refusal, match=r"statement 1, entry 1, line [0-9]+: The entry has the element .* twice"):
        read_entry(ENTRY.replace("<Sts>", f"{twice}<Sts>"))


def test_a_transaction_carries_every_reference():
    found = read_transaction(
        "<Refs><MsgId>M</MsgId><AcctSvcrRef>A</AcctSvcrRef><PmtInfId>P</PmtInfId><InstrId>I</InstrId>"
        "<EndToEndId>NOTPROVIDED</EndToEndId><MndtId>U</MndtId></Refs>"
    )
    assert (found.message_id, found.bank_reference, found.payment_information_id) == ("M", "A", "P")
    assert (found.instruction_id, found.end_to_end_id, found.mandate_reference) == ("I", "", "U")


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ("", "250.00"),
        ("<AmtDtls><TxAmt><Amt Ccy='EUR'>250.00</Amt></TxAmt></AmtDtls>", "250.00"),
        ("<AmtDtls><InstdAmt><Amt Ccy='USD'>270.00</Amt></InstdAmt></AmtDtls>", "250.00"),
        ("<Amt Ccy='EUR'>10.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>", "-10.00"),
        ("<Amt Ccy='EUR'>10.00</Amt><AmtDtls><TxAmt><Amt Ccy='EUR'>9.00</Amt></TxAmt></AmtDtls>", "10.00"),
    ],
)
def test_the_amount_of_a_transaction_is_told_in_the_currency_of_its_entry(amounts, expected):
    assert read_transaction(amounts).amount == Decimal(expected)


def test_two_transactions_without_amounts_have_none():
    found = read_entry(entry("<TxDtls></TxDtls><TxDtls></TxDtls>"))
    assert [one.amount for one in found.transactions] == [None, None]
    assert not found.is_itemised()


PARTIES = """<RltdPties>
<Dbtr>{open}<Nm>Payer</Nm>{close}</Dbtr><DbtrAcct><Id><IBAN>FR76 3000 6000 0112 3456 7890 189</IBAN></Id></DbtrAcct>
<Cdtr>{open}<Nm>Payee</Nm>{close}</Cdtr><CdtrAcct><Id><Othr><Id>4711</Id></Othr></Id></CdtrAcct></RltdPties>
<RltdAgts><DbtrAgt><FinInstnId><BICFI>AGRIFRPP</BICFI></FinInstnId></DbtrAgt></RltdAgts>"""
RETURN = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>Account</AddtlInf><AddtlInf>closed</AddtlInf></RtrInf>"


@pytest.mark.parametrize("tags", [{"open": "", "close": ""}, {"open": "<Pty>", "close": "</Pty>"}])
@pytest.mark.parametrize(
    ("sign", "returned", "name"),
    [("CRDT", "", "Payer"), ("DBIT", "", "Payee"), ("DBIT", RETURN, "Payer"), ("CRDT", RETURN, "Payee")],
)
def test_the_counterparty_is_the_other_side_also_of_a_returned_payment(tags, sign, returned, name):
    found = read_transaction(PARTIES.format(**tags) + returned, sign).counterparty
    assert found.name == name
    if name == "Payer":
        assert (found.iban, found.bic) == ("FR7630006000011234567890189", "AGRIFRPP")
    else:
        assert found.other_account == "4711"


def test_the_counterparty_is_never_ourselves():
    parties = f"<RltdPties><Dbtr><Nm>We</Nm></Dbtr><DbtrAcct><Id><IBAN>{OWN_IBAN}</IBAN></Id></DbtrAcct></RltdPties>"
    assert read_transaction(parties).counterparty is None


def test_a_return_says_its_reason():
    found = read_transaction(RETURN, "DBIT")
    assert (found.return_code, found.return_text) == ("AC04", "Account closed")
    proprietary = read_transaction("<RtrInf><Rsn><Prtry>X1</Prtry></Rsn></RtrInf>", "DBIT")
    assert proprietary.return_code == "X1"


def test_no_text_is_lost():
    found = read_transaction(
        "<RmtInf><Ustrd>Invoice 1</Ustrd><Ustrd>thank\n you</Ustrd><Strd><RfrdDocInf><Nb>F-9</Nb></RfrdDocInf>"
        "<CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf><AddtlRmtInf>more</AddtlRmtInf></Strd>"
        "<Strd><CdtrRefInf><Ref>SECOND</Ref></CdtrRefInf></Strd></RmtInf><AddtlTxInf>last</AddtlTxInf>"
    )
    assert found.structured_reference == "RF18539007547034"
    assert found.text == "Invoice 1 thank you F-9 more SECOND last"


def test_charges_are_positive_when_the_bank_takes_them():
    records = (
        "<Chrgs><TtlChrgsAndTaxAmt Ccy='EUR'>9.00</TtlChrgsAndTaxAmt>"
        "<Rcrd><Amt Ccy='EUR'>4.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></Rcrd>"
        "<Rcrd><Amt Ccy='EUR'>1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Rcrd></Chrgs>"
    )
    assert read_transaction(records).charges == Decimal("3.00")
    assert read_transaction("<Chrgs><Amt Ccy='EUR'>2.50</Amt></Chrgs>").charges == Decimal("2.50")
    total = "<Chrgs><TtlChrgsAndTaxAmt Ccy='EUR'>4.14</TtlChrgsAndTaxAmt></Chrgs>"
    assert read_entry(entry(more=total)).charges == Decimal("4.14")


def test_a_notification_reads_like_a_statement():
    delivery = camt054.parse(notification(entry("<TxDtls><Refs><EndToEndId>E</EndToEndId></Refs></TxDtls>")))
    assert delivery.layout == "camt.054.001.08"
    assert delivery.statements[0].entries[0].transactions[0].end_to_end_id == "E"


def test_version_01_has_its_transactions_and_batches_directly_in_the_entry():
    old = statement(
        ENTRY.replace("</Ntry>", "<Btch><PmtInfId>B</PmtInfId></Btch><TxDtls></TxDtls></Ntry>"),
        version="camt.053.001.01",
    )
    old = old.replace(b"BkToCstmrStmt>", b"BkToCstmrStmtV01>")
    found = camt053.parse(old).statements[0].entries[0]
    assert (found.payment_information_id, len(found.transactions)) == ("B", 1)


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.replace(b' xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"', b""),
        lambda content: content.replace(b"camt.053.001.02", b"camt.053.001.14"),
        lambda content: content.replace(b"<Amt Ccy", b"<!-- x --><?y z?><Amt  Ccy").replace(
            b"250.00", b"25<!-- -->0.00"
        ),
        lambda content: content.replace(b"\n", b"\r\n"),
        lambda content: b"\xef\xbb\xbf" + content,
        lambda content: content.replace(b"<Document", b"<Envelope><AppHdr/><Document") + b"</Envelope>",
        lambda content: content.replace(b'encoding="UTF-8"', b'encoding="ISO-8859-1"'),
    ],
)
def test_the_same_statement_written_otherwise_reads_the_same(change):
    original = statement(balances=balance("OPBD", "0.00") + balance("CLBD", "250.00"))
    assert camt053.parse(change(original)).statements == camt053.parse(original).statements


def test_balances_that_do_not_add_up_are_remarked_on_and_not_refused():
    (found,) = camt053.parse(statement(balances=balance("OPBD", "1.00") + balance("CLBD", "2.00"))).statements
    (remark,) = found.remarks
    assert remark == "The opening balance 1.00 and the booked entries 250.00 do not give the closing balance 2.00."
    assert remark.template % remark.values == remark


def test_a_previous_closing_balance_stands_in_for_the_opening_one():
    (found,) = camt053.parse(statement(balances=balance("PRCD", "1.00"))).statements
    assert found.opening.amount == Decimal("1.00")


def test_a_page_that_is_not_the_last_is_incomplete_and_its_balances_are_left_alone():
    pages = "</CreDtTm><MsgPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></MsgPgntn>"
    content = statement(balances=balance("OPBD", "1.00") + balance("CLBD", "2.00")).decode()
    (found,) = camt053.parse(content.replace("</CreDtTm>", pages).encode()).statements
    assert not found.complete
    assert found.remarks == ()


def test_a_batch_that_differs_from_its_transactions_is_remarked_on():
    details = "<Btch><NbOfTxs>3</NbOfTxs></Btch><TxDtls></TxDtls><TxDtls></TxDtls>"
    (found,) = camt053.parse(statement(entry(details))).statements
    assert "batch" in found.remarks[0]
    (whole,) = camt053.parse(statement(entry("<Btch><NbOfTxs>86</NbOfTxs></Btch><TxDtls></TxDtls>"))).statements
    assert whole.remarks == ()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("250.00", "", "- is not an amount"),
        ("250.00", "-250.00", "is not an amount"),
        ("250.00", "+250.00", "is not an amount"),
        ("250.00", "2,50", "is not an amount"),
        ("250.00", "NaN", "is not an amount"),
        ("250.00", "Infinity", "is not an amount"),
        ("250.00", "1E+3", "is not an amount"),
        ("250.00", "1_000", "is not an amount"),
        ("250.00", "\u0662\u0665\u0660", "is not an amount"),
        ("250.00", "9" * 19, "is not an amount"),
        ("250.00", "99999999999999999.00", "is not an amount"),
        ("250.00", "250.001", "more decimals than its currency"),
        ('Ccy="EUR"', 'Ccy="eur"', "has no currency"),
        ('Ccy="EUR"', 'Ccy="USD"', "in USD, its account in EUR"),
        ("<CdtDbtInd>CRDT</CdtDbtInd>", "", "neither CRDT nor DBIT"),
        (">CRDT<", ">C<", "neither CRDT nor DBIT"),
        ("2026-10-05", "2026-02-30", "is not a date"),
        ("2026-10-05", "05.10.2026", "is not a date"),
        ("2026-10-05", "9999-12-31", "not credible"),
        (">BOOK<", ">XXXX<", "status XXXX"),
        (">BOOK<", "><Prtry>BOOK</Prtry><", "cannot be said whether it is booked"),
    ],
)
def test_what_cannot_be_read_with_certainty_is_refused_with_its_place(old, new, reason):
    with pytest.raises(Refusal, match=reason) as refused:
        read_entry(ENTRY.replace(old, new, 1))
    assert refused.value.place.startswith("statement 1, entry 1")


def test_an_amount_without_currency_has_that_of_the_account():
    assert read_entry(ENTRY.replace(' Ccy="EUR"', "")).currency == "EUR"


@pytest.mark.parametrize(("currency", "text", "amount"), [("JPY", "2700", "2700"), ("KWD", "1.250", "1.250")])
def test_amounts_have_the_decimals_of_their_currency(currency, text, amount):
    content = statement(ENTRY.replace("250.00", text)).replace(b"EUR", currency.encode())
    assert str(camt053.parse(content).statements[0].entries[0].amount) == amount


@pytest.mark.parametrize(
    ("summary", "fits"),
    [
        ("<TtlNtries><NbOfNtries>1</NbOfNtries></TtlNtries>", True),
        ("<TtlCdtNtries><NbOfNtries>1</NbOfNtries></TtlCdtNtries>", True),
        ("<TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries>", False),
        ("<TtlDbtNtries><NbOfNtries>1</NbOfNtries></TtlDbtNtries>", False),
        ("<TtlCdtNtries><Sum>250.00</Sum></TtlCdtNtries>", True),
        ("<TtlCdtNtries><Sum>251.00</Sum></TtlCdtNtries>", False),
        ("<TtlNtries><Sum>250.0</Sum></TtlNtries>", True),
    ],
)
def test_control_totals_of_the_file_itself_must_fit(summary, fits):
    content = statement(summary=f"<TxsSummry>{summary}</TxsSummry>")
    if fits:
        assert camt053.parse(content).statements
        return
    with pytest.raises(Refusal, match="cut off or was altered"):
        camt053.parse(content)


def test_a_statement_twice_in_a_file_is_refused():
    content = statement().decode()
    start, end = content.index("<Stmt>"), content.index("</Stmt>") + len("</Stmt>")
    twice = content[:end] + content[start:end] + content[end:]
    with pytest.raises(Refusal, match="statement 2: The statement STMT-1 is in the file twice"):
        camt053.parse(twice.encode())
    assert len(camt053.parse(twice.replace("STMT-1", "STMT-2", 1).encode()).statements) == 2


def test_a_message_of_another_kind_is_refused():
    with pytest.raises(Refusal, match=r"no camt\.054 message"):
        camt054.parse(statement())
    with pytest.raises(Refusal, match="contains no statement"):
        camt053.parse(b"<Document><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr></BkToCstmrStmt></Document>")
