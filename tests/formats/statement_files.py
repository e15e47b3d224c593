"""Statements of banks as bytes, written for the tests in each of the formats that are read, from the values they hold.

Each ``render_<format>`` takes a :class:`Delivery` and returns a file that says the same; ``deliveries`` are random.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from odoo.addons.sepa_remittance_addon.formats.values import Balance, Delivery, Entry, Party, Statement, Transaction

OWN_IBAN = "DE89370400440532013000"
DAY = date(2026, 12, 30)

WORDS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ", max_size=60).map(lambda text: " ".join(text.split()))
NAMES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ ", max_size=30).map(lambda text: " ".join(text.split()))
REFERENCES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=3, max_size=12).map("X".__add__)
AMOUNTS = st.integers(-10_000_000, 10_000_000).map(lambda cents: Decimal(cents).scaleb(-2))
DAYS = st.integers(-5, 5).map(lambda days: DAY + timedelta(days=days))
IBANS = st.sampled_from(["", "FR1420041010050500013M02606", "BE68539007547034", "NL91ABNA0417164300"])


@st.composite
def bookings(draw, **fields):
    """One entry with one transaction; ``fields`` are strategies of further fields of the transaction."""
    amount, booked = draw(AMOUNTS), draw(DAYS)
    reference = draw(REFERENCES)
    name, iban = draw(NAMES), draw(IBANS)
    values = {field: draw(strategy) for field, strategy in fields.items()}
    party = Party(name=name, iban=iban) if name or iban else None
    transaction = Transaction(
        "", amount, "EUR", bank_reference=reference, counterparty=party, text=draw(WORDS), **values
    )
    return Entry("", amount, "EUR", True, booked, draw(DAYS), bank_reference=reference, transactions=(transaction,))


def statement_of(entries, opening, position=0, account=OWN_IBAN):
    """A statement whose balances add up."""
    closing = opening + sum(entry.amount for entry in entries)
    return Statement(
        place="",
        identification="",
        number=str(position + 1),
        account=Party(name="", iban=account),
        currency="EUR",
        opening=Balance(opening, "EUR", DAY),
        closing=Balance(closing, "EUR", DAY + timedelta(days=position)),
        entries=tuple(entries),
    )


def deliveries(layout, entries, complete):
    """Random files. ``complete`` gives each entry and statement the fields that follow from the format."""
    many = st.lists(st.tuples(AMOUNTS, st.lists(entries, max_size=5)), min_size=1, max_size=3)

    def build(drawn):
        statements = (statement_of(booked, opening, position) for position, (opening, booked) in enumerate(drawn))
        return Delivery(layout, "", None, tuple(complete(statement) for statement in statements))

    return many.map(build)


def placeless(delivery):
    """The same file without the line numbers and what is made of its dates, to be compared."""
    return replace(
        delivery, identification="", created=None, statements=tuple(map(_placeless_statement, delivery.statements))
    )


def _placeless_statement(statement):
    return replace(statement, place="", identification="", entries=tuple(map(_placeless_entry, statement.entries)))


def _placeless_entry(entry):
    return replace(entry, place="", transactions=tuple(replace(one, place="") for one in entry.transactions))


# ---------------------------------------------------------------- MT940


def render_mt940(delivery, end="\r\n"):
    """Return a file with the code words of Dutch banks, each message without a frame."""
    lines = []
    for statement in delivery.statements:
        lines += [":20:REFERENCE", f":25:{statement.account.iban}EUR", f":28C:{statement.number}"]
        lines.append(_mt940_balance(":60F:", statement.opening))
        for entry in statement.entries:
            lines += _mt940_booking(entry)
        lines += [_mt940_balance(":62F:", statement.closing), "-"]
    return end.join([*lines, ""]).encode()


def _mt940_balance(tag, balance):
    return f"{tag}{'D' if balance.amount < 0 else 'C'}{balance.day:%y%m%d}{balance.currency}{comma(balance.amount)}"


def _mt940_booking(entry):
    (one,) = entry.transactions
    mark = {(True, False): "D", (False, False): "C", (True, True): "RC", (False, True): "RD"}
    sign = mark[entry.amount < 0, entry.reversal]
    code = entry.transaction_type[:4]
    yield (
        f":61:{entry.value_date:%y%m%d}{entry.booking_date:%m%d}{sign}{comma(entry.amount)}{code}"
        f"{one.instruction_id or 'NONREF'}//{entry.bank_reference}"
    )
    party = one.counterparty or Party("")
    words = {
        "RTRN": one.return_code, "EREF": one.end_to_end_id, "MARF": one.mandate_reference,
        "PREF": one.payment_information_id, "IBAN": party.iban, "NAME": party.name,
        "REMI": f"STRD/CUR/{one.structured_reference}/{one.text}" if one.structured_reference else f"USTD//{one.text}",
    }  # fmt: skip
    text = "".join(f"/{word}/{value}/" for word, value in words.items() if value)
    pieces = [text[start : start + 65] for start in range(0, len(text), 65)]
    yield ":86:" + pieces[0]
    yield from pieces[1:]


def comma(amount):
    return str(abs(amount)).replace(".", ",")


# ---------------------------------------------------------------- CODA


def render_coda(delivery):
    """Return a file with one header and trailer for each statement."""
    lines = []
    for position, statement in enumerate(delivery.statements, 1):
        last = position == len(delivery.statements)
        lines += _coda_statement(statement, "2" if last else "1")
    assert {len(line) for line in lines} == {128}
    return "\n".join([*lines, ""]).encode()


def _coda_statement(statement, more):
    account = f"{statement.account.iban:<34}EUR"
    number = f"{int(statement.number):03}"
    body = [
        f"13{number}{account}{_coda_amount(statement.opening.amount)}{_ddmmyy(statement.opening.day)}{'':61}{number}"
    ]
    for sequence, entry in enumerate(statement.entries, 1):
        body += _coda_booking(f"{sequence:04}", entry)
    closing = statement.closing
    body.append(f"8{number}{account}{_coda_amount(closing.amount)}{_ddmmyy(closing.day)}{'':64}0")
    amounts = [entry.amount for entry in statement.entries]
    debited = -sum(amount for amount in amounts if amount < 0)
    credited = sum(amount for amount in amounts if amount > 0)
    yield f"00000301226300050{'':7}FILEREF001{'':26}{'BBRUBEBB':<11}{'':11} 00000{'':38}2".ljust(127)[:127] + "2"
    yield from body
    yield f"9{'':15}{len(body):06}{thousandths(debited)}{thousandths(credited)}{'':75}{more}"


def _coda_booking(sequence, entry):
    details = entry.transactions if len(entry.transactions) > 1 else ()
    only = Transaction("", entry.amount, "EUR") if details else entry.transactions[0]
    yield from _coda_movement(sequence, "0000", entry, entry.proprietary_code, only)
    for number, detail in enumerate(details, 1):
        yield from _coda_movement(sequence, f"{number:04}", entry, "5" + entry.proprietary_code[1:], detail)


def _coda_movement(sequence, detail, entry, code, one):
    structured = "1" if one.mandate_reference else "0"
    text = one.text
    if structured == "1":  # a SEPA direct debit, whose creditor is not told
        kind = "2" if one.return_code else "0"
        settled = _ddmmyy(one.payment_date)
        text = f"127{settled}110{'':35}{one.mandate_reference:<35}{one.text:<62}{kind}{one.return_code:<4}"
    text = f"{text:<149}"
    party = one.counterparty or Party("")
    reference = one.bank_reference or entry.bank_reference
    yield (
        f"21{sequence}{detail}{reference:<21}{_coda_amount(one.amount)}{_ddmmyy(entry.value_date)}{code}"
        f"{structured}{text[:53]}{_ddmmyy(entry.booking_date)}0010" + "0 0"
    )
    yield f"22{sequence}{detail}{text[53:106]}{one.end_to_end_id:<35}{'':11}{'':16}0 0"
    yield f"23{sequence}{detail}{party.iban:<34}{'':3}{party.name:<35}{text[106:149]}0 0"


def _coda_amount(amount):
    return ("1" if amount < 0 else "0") + thousandths(amount)


def thousandths(amount):
    return f"{int(abs(amount) * 1000):015}"


def _ddmmyy(day):
    return f"{day:%d%m%y}" if day else "000000"


# ---------------------------------------------------------------- CFONB120


def render_cfonb120(delivery):
    """Return a file of statements; ``account.other_account`` holds bank, branch and number, 21 characters."""
    lines = []
    for statement in delivery.statements:
        lines.append(_cfonb_balance("01", statement, statement.opening))
        for entry in statement.entries:
            lines += _cfonb_booking(statement, entry)
        lines.append(_cfonb_balance("07", statement, statement.closing))
    assert {len(line) for line in lines} == {120}
    return "\r\n".join([*lines, ""]).encode()


def _cfonb_owner(kind, statement, internal="    "):
    account = statement.account.other_account
    return f"{kind}{account[:5]}{internal:<4}{account[5:10]}EUR2 {account[10:]}"


def _cfonb_balance(kind, statement, balance):
    return f"{_cfonb_owner(kind, statement)}  {_ddmmyy(balance.day)}{'':50}{signed(balance.amount)}{'':16}"


def _cfonb_booking(statement, entry):
    (one,) = entry.transactions
    code = entry.transaction_type.split("-")[1]
    day = _ddmmyy(entry.booking_date)
    yield (
        f"{_cfonb_owner('04', statement, entry.proprietary_code)}{code}{day}{'':2}{_ddmmyy(entry.value_date)}"
        f"{entry.text:<31}  000000000{signed(entry.amount)}{entry.bank_reference:<16}"
    )
    party = one.counterparty or Party("")
    name, account = ("NPY", "CPY") if entry.amount > 0 or one.return_code else ("NBE", "CBE")
    complements = {
        "LCC": one.text, "RCN": one.end_to_end_id, "RUM": one.mandate_reference, name: party.name, account: party.iban,
        "REF": one.payment_information_id, "RET": one.return_text, "LCS": one.structured_reference,
    }  # fmt: skip
    for qualifier, text in complements.items():
        if text:
            owner = _cfonb_owner("05", statement, entry.proprietary_code)
            yield f"{owner}{code}{day}{'':5}{qualifier}{text:<70}{'':2}"


def signed(amount):
    """The amount in cents, its last digit with the sign in it."""
    cents = f"{int(abs(amount) * 100):014}"
    return cents[:-1] + ("}JKLMNOPQR" if amount < 0 else "{ABCDEFGHI")[int(cents[-1])]


# ---------------------------------------------------------------- OFX


def render_ofx(delivery):
    """Return OFX 1 without end tags of values, or OFX 2 when the layout says so."""
    whole = delivery.layout == "ofx.2"
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200"?>\n'
        if whole
        else "OFXHEADER:100\nDATA:OFXSGML\n\n"
    )

    def value(name, text):
        if not text:
            return ""
        return f"<{name}>{text}</{name}>\n" if whole else f"<{name}>{text}\n"

    body = "".join(_ofx_statement(statement, value) for statement in delivery.statements)
    return f"{head}<OFX>\n<BANKMSGSRSV1>\n{body}</BANKMSGSRSV1>\n</OFX>\n".encode()


def _ofx_statement(statement, value):
    entries = "".join(_ofx_booking(entry, value) for entry in statement.entries)
    days = value("DTSTART", f"{statement.from_date:%Y%m%d}") + value("DTEND", f"{statement.to_date:%Y%m%d}")
    closing = statement.closing
    return (
        f"<STMTTRNRS>\n<STMTRS>\n{value('CURDEF', statement.currency)}"
        f"<BANKACCTFROM>\n{value('BANKID', 'BANK')}{value('ACCTID', statement.account.iban)}</BANKACCTFROM>\n"
        f"<BANKTRANLIST>\n{days}{entries}</BANKTRANLIST>\n"
        f"<LEDGERBAL>\n{value('BALAMT', str(closing.amount))}{value('DTASOF', f'{closing.day:%Y%m%d}')}</LEDGERBAL>\n"
        "</STMTRS>\n</STMTTRNRS>\n"
    )


def _ofx_booking(entry, value):
    (one,) = entry.transactions
    party = one.counterparty or Party("")
    account = f"<BANKACCTTO>\n{value('ACCTID', party.iban)}</BANKACCTTO>\n" if party.iban else ""
    told = (
        ("TRNTYPE", entry.transaction_type.split("-")[1]), ("DTPOSTED", f"{entry.booking_date:%Y%m%d}"),
        ("DTAVAIL", f"{entry.value_date:%Y%m%d}"), ("TRNAMT", str(entry.amount)), ("FITID", entry.bank_reference),
        ("CHECKNUM", one.instruction_id), ("NAME", party.name), ("MEMO", one.text),
    )  # fmt: skip
    return f"<STMTTRN>\n{''.join(value(name, text) for name, text in told)}{account}</STMTTRN>\n"


def with_columns(content, number, start, columns):
    """A file of fixed columns with others from ``start`` in one of its lines (both counted from 1)."""
    lines = content.decode().split("\r\n")
    line = lines[number - 1]
    lines[number - 1] = line[: start - 1] + columns + line[start - 1 + len(columns) :]
    return "\n".join(lines).encode()
