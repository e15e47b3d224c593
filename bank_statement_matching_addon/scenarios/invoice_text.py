"""Where a number of ours may stand among a payer's words. No database.

People write the number of an invoice with other punctuation, without its zeros, in one piece, behind another word, or
only its last digits. How much of it stands there is its level.
"""

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

SHORTEST = 4  # shorter words are too common to name an invoice
LONG_REFERENCE = 8  # digits alone are a reference of ours from this length on
LONGEST_NUMBER = 9  # digits of a sequence


class Level(IntEnum):
    BARE = 1  # the last digits alone
    DIGITS = 2  # all its digits, the year included, without its letters
    WHOLE = 3  # letters and digits, or a payment reference


class Word(NamedTuple):
    text: str  # letters, or digits
    gap: str  # what stands between it and the word before


_WORD = re.compile("[A-Z]+|[0-9]+")
_NEAR = re.compile(r"[\s./_:#°*+'\\-]{0,3}")
_DATE = re.compile(
    r"(?<![A-Z0-9/])(?:(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|1[0-2])\2(?:19|20)?\d\d)(?![0-9])"
)
_AMOUNT = re.compile(r"(?<![0-9A-Z/.-])\d{1,3}(?:[ .,']?\d{3})*[.,]\d\d(?![0-9])")
_LETTER_O, _LETTER_I = re.compile("(?<=[0-9])O(?=[0-9])"), re.compile("(?<=[0-9])[IL](?=[0-9])")
_BREAK = " ¦ "  # nothing stands near what a date or an amount was beside
_INVOICE_WORDS = frozenset(
    (
        "INV", "INVOICE", "INVOICES", "FA", "FAC", "FACT", "FACTURE", "FACTURES", "FT", "FV", "F", "RE", "RG", "RN",
        "RNR", "RECHN", "RECHNUNG", "RECHNUNGEN", "RECHNUNGSNR", "FAKTURA", "FAKTURANR", "FAKT", "FATTURA", "FATT",
        "FACTURA", "FRA", "FACTUUR", "NR", "NO", "N", "NUM", "NUMERO", "NUMMER", "REF", "REFERENCE", "REFERENZ",
    )
)  # fmt: skip
_OTHER_NUMBERS = frozenset(
    (
        "SO", "PO", "CMD", "COMMANDE", "ORDER", "ORDERS", "ORDRE", "ORDRENR", "BESTELLUNG", "BESTELNR", "AUFTRAG",
        "ORDINE", "PEDIDO", "BON", "BL", "DELIVERY", "DEVIS", "OFFRE", "QUOTE", "ANGEBOT", "CONTRACT", "CONTRAT",
        "VERTRAG", "POLICE", "DOSSIER", "CLIENT", "CUSTOMER", "KUNDE", "KUNDENNR", "KUNDENNUMMER", "KD", "KDNR",
        "KUNDENUMMER", "TICKET", "PROJET", "PROJECT", "PROJEKT",
    )
)  # fmt: skip
_RANGE = re.compile(r"\s*(?:-|–|TO|BIS|AU|A|À|TIL|T/M|JUSQU'AU|UNTIL)\s*")


def texts_of(line):
    """What the line says in words, each text once; the reference of a debit is ours, and no words of the payer."""
    said = [line.structured_reference, line.text, line.entry_text]
    said += [line.end_to_end_id] if line.effect != "collection" else []
    return list(dict.fromkeys(filter(None, said)))


@lru_cache(maxsize=65536)
def split(text):
    """The words of a text in capitals; dates and amounts of money are no numbers of invoices."""
    plain = _AMOUNT.sub(_BREAK, _DATE.sub(_BREAK, text.upper()))
    plain = _LETTER_I.sub("1", _LETTER_O.sub("0", plain))
    words, end = [], 0
    for found in _WORD.finditer(plain):
        words.append(Word(found[0], plain[end : found.start()]))
        end = found.end()
    return tuple(words)


def serials(word):
    """The sequence numbers that a group of digits may end with: all of it, or what follows a year, a year and month."""
    digits = word.text
    cuts = [0] + ([2, 4, 6] if digits.startswith(("19", "20")) else [2]) if len(digits) > SHORTEST + 1 else [0]
    rests = [digits[cut:].lstrip("0") for cut in cuts]
    return {int(rest) for rest in rests if 0 < len(rest) <= LONGEST_NUMBER}


@lru_cache(maxsize=65536)
def groups_of(number):
    """``INV/2026/00123`` as ``("INV", "2026", "00123")``, up to its last digits."""
    groups = _WORD.findall(number.upper())
    while groups and not groups[-1].isdigit():
        groups.pop()
    return tuple(groups)


def find(words, place, number):
    """How much of an invoice's number ends here, and where that begins: ``(level, first place)`` or ``None``."""
    groups = groups_of(number)
    front = groups and _in_front(words[place].text, groups)
    if front is None or not groups:
        return None
    first, left = _walk_back(words, place, list(front))
    level = _level(words[first : place + 1], words[max(first - 1, 0) : first], groups, left)
    return level and (level, first)


def _in_front(typed, groups):
    """What of the number stands in front of the typed digits; nothing when these digits do not end it."""
    front, serial = groups[:-1], groups[-1].lstrip("0")
    if typed.lstrip("0") == serial:
        return front
    digits = "".join(filter(str.isdigit, front))
    if digits and typed.startswith(digits) and typed[len(digits) :].lstrip("0") == serial != "":
        return tuple(group for group in front if not group.isdigit())
    return None


def _walk_back(words, place, front):
    """Take off the groups that stand before the digits, one by one; return where they begin and what is missing."""
    while front and place and _NEAR.fullmatch(words[place].gap) and _same(words[place - 1].text, front[-1]):
        front.pop()
        place -= 1
    return place, front


def _same(typed, group):
    if not group.isdigit():
        return typed == group
    return typed.lstrip("0") == group.lstrip("0") or (len(group) == 4 and len(typed) == 2 and group.endswith(typed))


def _level(found, before, groups, left):
    typed = sum(len(word.text) for word in found)
    if not left and any(map(str.isalpha, groups)):
        return Level.WHOLE if typed >= SHORTEST else Level.BARE
    other = _is_other_number(found[0].gap, before)
    long_enough = typed > SHORTEST and len(found[-1].text) > 2
    if long_enough and not other and not any(map(str.isdigit, left)):
        return Level.DIGITS
    return None if other and len(found) == 1 else Level.BARE


def _is_other_number(gap, before):
    """A word in front says that this is the number of something else: of an order, of a customer, of another kind."""
    if not before or not before[0].text.isalpha() or not _NEAR.fullmatch(gap):
        return False
    joined = not any(map(str.isspace, gap)) and before[0].text not in _INVOICE_WORDS
    return joined or before[0].text in _OTHER_NUMBERS


def is_range(words, first, second):
    """Whether two places stand for all numbers between them."""
    between = words[first + 1 : second + 1]
    return bool(between) and _RANGE.fullmatch("".join(word.gap + word.text for word in between[:-1]) + between[-1].gap)


# ---------------------------------------------------------------- payment references

_PUNCTUATION = re.compile("[^A-Z0-9]+")
_TOKEN = re.compile(r"[A-Z0-9][A-Z0-9/._+*-]*[A-Z0-9]")
_CREDITOR_REFERENCE = re.compile(r"\bRF\d\d(?: ?[A-Z0-9]){1,21}")
_LONG_DIGITS = re.compile(r"(?<!\d)\d(?: ?\d){19,26}(?!\d)")


def normal(reference):
    """A reference without punctuation and leading zeros, as the index of the invoices has it."""
    return _PUNCTUATION.sub("", (reference or "").upper()).lstrip("0")


def references(line):
    """What may be a payment reference of ours: words as they stand, RF references and long numbers also in groups."""
    found = {normal(line.structured_reference), normal(line.end_to_end_id)}
    for text in texts_of(line):
        capitals = text.upper()
        found.update(map(normal, _TOKEN.findall(capitals)))
        found.update(normal(number) for number in _LONG_DIGITS.findall(capitals))
        for number in _CREDITOR_REFERENCE.findall(capitals):
            groups = number.split(" ")
            found.update(normal("".join(groups[:count])) for count in range(1, len(groups) + 1))
    return {word for word in found if len(word) >= SHORTEST and any(map(str.isdigit, word))}


def customer_numbers(line):
    """What may be our number for a customer: a word with letters and digits."""
    words = {word for text in texts_of(line) for word in _TOKEN.findall(text.upper())}
    return {word for word in words if len(word) > SHORTEST and any(map(str.isdigit, word)) and not word.isdigit()}


def level_of_reference(reference):
    return Level.BARE if reference.isdigit() and len(reference) < LONG_REFERENCE else Level.WHOLE
