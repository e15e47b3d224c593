"""Random remittances for property tests, with all that may lawfully be in one.

Several blocks, schemes and sequence types, amendments of every kind, addresses structured, hybrid or absent, with and
without BIC, both kinds of remittance information, and texts in any script. Everything comes from one
:class:`random.Random`, whose seed hypothesis draws: a message takes a millisecond, so that thousands are no burden.
"""

import string
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from odoo.addons.sepa_remittance_addon.formats.values import Address, Amendment, Debit, DebitBlock, DebitMessage, Party

# Published examples of account numbers; the last three are kept outside the European Economic Area.
INSIDE = [
    "FR7630006000011234567890189",
    "DE89370400440532013000",
    "BE68539007547034",
    "NL91ABNA0417164300",
    "DK5000400440116243",
    "ES9121000418450200051332",
    "IT60X0542811101000000123456",
    "FI2112345600000785",
    "PT50000201231234567890154",
]
OUTSIDE = ["CH9300762011623852957", "GB29NWBK60161331926819", "MC5811222000010123456789030"]
OLD_IBAN = "LU280019400644750000"  # of nobody above
BICS = ["", "", "AGRIFRPP", "COBADEFFXXX"]
IDENTIFIERS = ["DE98ZZZ09999999999", "FR72ZZZ123456"]
SEQUENCE_TYPES = ["OOFF", "FRST", "RCUR", "FNAL"]
INNER = string.ascii_letters + string.digits + "-?:().,'+ /"
OUTER = string.ascii_letters + string.digits + "-?:().,'+"
NOTHING = ["😀", "👩‍👩‍👧‍👦", "\u200b", "\x00", "///", "-", " ", "\u202e", "\ud83d", "( )", "\U000e0001"]

# What people, programs and attackers put into names and texts.
FRAGMENTS = [
    "Müller & Søn", "Straße", "Łódź", "Ærøskøbing", "Œuvre", "Þór Ðögun", "Ștefan İstanbul", "O'Neill-D’Arcy",
    "Δημήτρης Παπαδόπουλος", "ΘΕΣΣΑΛΟΝΊΚΗ", "Α\u0301λφα", "Щерев Ъгълов", "Кольо", "И\u0306ордан", "Ёлка Їжак",
    "שלום עולם", "مرحبا", "\u202eевил\u2066", "北京", "東京タワー", "서울", "สวัสดี",
    "😀", "👩‍👩‍👧‍👦", "🇩🇰🇫🇷", "\U0001d409\U0001d428", "\ufffd", "\ud83d", "\udfff",
    "e\u0301\u0323\u0308" * 5, "Z\u0351\u036b\u0343algo", "\u200b\u200d\ufeff", "\u00a0\u2007\u3000", "\u00ad",
    "\x00\x01\x1f", "\x7f\x85", "\t\r\n", "\u2028", "  ", " ", "//", "/", "-", ".", "+", "&", "<", ">", "]]>",
    "<!-- -->", "&amp;", "&#0;", "'\"`", "%s %(name)s {0}", "\\", "€ 5,00", "№ 12", "½", "§ 5 (1)", "jean@exemple.fr",
    "INV/2026/00017", "RF18539007547034", "a", "7", "x" * 200, "é" * 200, "ß" * 71, "Ω" * 200, "ΧΨ" * 40,
]  # fmt: skip


def message(random):
    """Return a whole message: one to three blocks of one to four debits; references occur once."""
    return DebitMessage(**message_of(random, block))


def message_of(random, block):
    """The fields of a message whose blocks ``block(random, numbers)`` makes; the numbers occur once."""
    count = random.randint(1, 6)
    cuts = sorted({0, count, *random.sample(range(count + 1), min(2, count))})
    blocks = tuple(block(random, range(*share)) for share in pairwise(cuts))
    return {
        "identification": reference(random),
        "created": datetime(2026, 1, 1) + timedelta(seconds=random.randrange(10**8)),
        "initiator": text(random),
        "count": count,
        "total": sum(one.total for one in blocks),
        "blocks": blocks,
    }


def block(random, numbers):
    """Return a block with one debit for each number; the numbers make its references unique."""
    debits = tuple(debit(random, number) for number in numbers)
    return DebitBlock(
        identification=reference(random, f"-{numbers[0]}"),
        scheme=random.choice(["CORE", "B2B"]),
        sequence_type=random.choice(SEQUENCE_TYPES),
        collection_date=date(2026, 11, 23) + timedelta(days=random.randrange(5000)),
        creditor=Party(
            text(random), random.choice(INSIDE), random.choice(BICS), random.choice([None, address(random)])
        ),
        creditor_identifier=random.choice(IDENTIFIERS),
        count=len(debits),
        total=sum(one.amount for one in debits),
        debits=debits,
        batch_booking=random.random() < 0.5,
    )


def debit(random, number=0):
    return Debit(
        end_to_end_id=reference(random, f"-{number}"),
        amount=Decimal(random.randint(1, 10 ** random.randint(1, 11) - 1)).scaleb(-2),
        debtor=debtor(random),
        mandate_reference=reference(random),
        signature_date=date(2009, 11, 1) + timedelta(days=random.randrange(6200)),
        text=random.choice(["", text(random)]),
        structured_reference=random.choice(["", "", "RF18539007547034"]),
        amendment=random.choice([None, amendment(random)]),
    )


def debtor(random):
    """Return a payer: without an address only where both banks are in the European Economic Area."""
    iban = random.choice(INSIDE + OUTSIDE)
    where = address(random)
    return Party(text(random), iban, random.choice(BICS), where if iban in OUTSIDE else random.choice([None, where]))


def address(random):
    country = random.choice(["FR", "DK", "GR", "CH", "GB", "BG"])
    if random.random() < 0.5:  # structured
        return Address(country, text(random), random.choice(["", text(random)]), random.choice(["", text(random)]))
    return Address(country, text(random), lines=tuple(text(random) for _line in range(random.randint(1, 2))))


def amendment(random):
    return Amendment(
        old_reference=random.choice(["", reference(random, "-OLD")]),
        old_creditor_identifier=random.choice(["", "NL27ZZZ999999999999"]),
        old_creditor_name=random.choice(["", f"Old {text(random)}"]),
        old_iban=random.choice(["", OLD_IBAN]),
        same_mandate_new_account=random.random() < 0.5,
    )


def text(random):
    """Return a text of which something can be written: a letter and up to four fragments, some of any characters."""
    pieces = [random.choice("AzΩЯé9")]
    for _piece in range(random.randint(0, 4)):
        anything = "".join(chr(random.randrange(0x110000)) for _letter in range(random.randint(0, 9)))
        pieces.append(random.choice([*FRAGMENTS, anything]) if random.random() < 0.9 else anything)
    return "".join(pieces)


def nothing(random):
    """Return a text, perhaps empty, of which nothing can be written."""
    return "".join(random.choices(NOTHING, k=random.randint(0, 30)))


def reference(random, end=""):
    """Return a lawful reference of at most 35 characters with that end."""
    length = random.randint(2, 35 - len(end))
    inner = "".join(random.choices(INNER, k=length - 2)).replace("//", "/-")
    return random.choice(OUTER) + inner.strip("/") + random.choice(OUTER) + end
