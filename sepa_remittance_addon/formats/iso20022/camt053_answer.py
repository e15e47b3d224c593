"""camt.053.001.08 as a bank would write it: for trying the set-up before go-live, for the demo and for tests.

What is written is what :mod:`.camt053` reads back: ``parse(render_answer(x))`` gives the entries of ``x``. Source: the
element order of camt.053.001.08.
"""

from datetime import datetime, time

from lxml import etree

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


def render_answer(delivery):
    """Return the bytes of a :class:`~..values.Delivery`; places, remarks and charges are not written.

    Amounts are written as they are, so they need the decimals of their currency. Return codes go into ``RtrInf``.
    """
    root = etree.Element("Document", nsmap={None: NAMESPACE})
    message = _add(root, "BkToCstmrStmt")
    header = _add(message, "GrpHdr")
    _add(header, "MsgId", delivery.identification)
    _add(header, "CreDtTm", (delivery.created or datetime(2000, 1, 1)).isoformat())
    for statement in delivery.statements:
        _statement(message, statement)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _statement(parent, statement):
    node = _add(parent, "Stmt")
    _add(node, "Id", statement.identification)
    if statement.number:
        _add(node, "ElctrncSeqNb", statement.number)
    if statement.from_date and statement.to_date:
        period = _add(node, "FrToDt")
        _add(period, "FrDtTm", datetime.combine(statement.from_date, time.min).isoformat())
        _add(period, "ToDtTm", datetime.combine(statement.to_date, time(23, 59, 59)).isoformat())
    account = _add(node, "Acct")
    _account_id(account, statement.account)
    _add(account, "Ccy", statement.currency)
    for code, balance in (("OPBD", statement.opening), ("CLBD", statement.closing)):
        if balance:
            _balance(node, code, balance)
    for entry in statement.entries:
        _entry(node, entry)


def _balance(parent, code, balance):
    node = _add(parent, "Bal")
    _add(node, "Tp/CdOrPrtry/Cd", code)
    _amount(node, balance)
    if balance.day:
        _add(node, "Dt/Dt", balance.day.isoformat())


def _entry(parent, entry):
    node = _add(parent, "Ntry")
    _amount(node, entry)
    if entry.reversal:
        _add(node, "RvslInd", "true")
    _add(node, "Sts/Cd", "BOOK" if entry.booked else "PDNG")
    for tag, day in (("BookgDt", entry.booking_date), ("ValDt", entry.value_date)):
        if day:
            _add(node, f"{tag}/Dt", day.isoformat())
    if entry.bank_reference:
        _add(node, "AcctSvcrRef", entry.bank_reference)
    _transaction_code(node, entry)
    if entry.payment_information_id or entry.transactions:
        details = _add(node, "NtryDtls")
        _batch(details, entry)
        for transaction in entry.transactions:
            _transaction(details, transaction)
    if entry.text:
        _add(node, "AddtlNtryInf", entry.text)


def _transaction_code(parent, entry):
    node = _add(parent, "BkTxCd")
    parts = entry.transaction_type.split("-")
    if len(parts) == 3:
        domain = _add(node, "Domn")
        _add(domain, "Cd", parts[0])
        family = _add(domain, "Fmly")
        _add(family, "Cd", parts[1])
        _add(family, "SubFmlyCd", parts[2])
    if entry.proprietary_code:
        _add(node, "Prtry/Cd", entry.proprietary_code)


def _batch(parent, entry):
    if entry.payment_information_id:
        node = _add(parent, "Btch")
        if entry.message_id:
            _add(node, "MsgId", entry.message_id)
        _add(node, "PmtInfId", entry.payment_information_id)


def _transaction(parent, transaction):
    node = _add(parent, "TxDtls")
    references = _add(node, "Refs")
    for tag, value in (
        ("MsgId", transaction.message_id),
        ("AcctSvcrRef", transaction.bank_reference),
        ("PmtInfId", transaction.payment_information_id),
        ("InstrId", transaction.instruction_id),
        ("EndToEndId", transaction.end_to_end_id),
        ("MndtId", transaction.mandate_reference),
    ):
        if value:
            _add(references, tag, value)
    if transaction.amount is not None:
        _amount(node, transaction)
    _counterparty(node, transaction)
    _told(node, "RmtInf", ("Ustrd", transaction.text), ("Strd/CdtrRefInf/Ref", transaction.structured_reference))
    _told(node, "RtrInf", ("Rsn/Cd", transaction.return_code), ("AddtlInf", transaction.return_text))


def _told(parent, tag, *values):
    if any(value for _path, value in values):
        node = _add(parent, tag)
        for path, value in values:
            if value:
                _add(node, path, value)


def _counterparty(parent, transaction):
    """The payer of money that came in, and also of a debit that is taken back."""
    party = transaction.counterparty
    if party is None:
        return
    is_debtor = (transaction.amount or 0) > 0 or transaction.return_code
    role = "Dbtr" if is_debtor else "Cdtr"
    node = _add(parent, "RltdPties")
    _add(node, f"{role}/Pty/Nm", party.name)
    if party.iban or party.other_account:
        _account_id(_add(node, f"{role}Acct"), party)


def _account_id(parent, party):
    if party.iban:
        _add(parent, "Id/IBAN", party.iban)
    else:
        _add(parent, "Id/Othr/Id", party.other_account)


def _amount(parent, value):
    node = _add(parent, "Amt", f"{abs(value.amount)}")
    node.set("Ccy", value.currency)
    _add(parent, "CdtDbtInd", "DBIT" if value.amount < 0 else "CRDT")


def _add(parent, path, text=None):
    for tag in path.split("/"):
        parent = etree.SubElement(parent, tag)
    if text is not None:
        parent.text = text
    return parent
