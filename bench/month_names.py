"""Names of payers, and how banks hand them on. Nobody's names."""

import population

COMPANY_WORDS = (
    "Boulangerie", "Müller & Söhne", "Établissements Lefèvre", "Société Générale de Menuiserie", "Åkerlund Bygg",
    "Grønbæk Transport", "Weiß Maschinenbau", "Atelier Desœuvre", "Castañeda Hermanos", "Łódzka Drukarnia",
    "Compagnie Internationale de Distribution Alimentaire", "Wohnungsbaugenossenschaft Süd-Ost Königsberger Straße",
)  # fmt: skip
FORMS = ("SARL", "GmbH", "ApS", "AB", "SA", "BV", "SL")
OUTSIDERS = ("Okonkwo", "Tanaka", "Hernández", "Papadopoulos", "Szabó", "Öztürk", "O'Sullivan", "Virtanen")
TOWNS = tuple(town for _code, town in population.TOWNS)
_SIMPLE = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "œ": "oe", "ł": "l", "Ł": "L", "å": "a", "Å": "A"})
_DOUBLE = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "å": "aa", "ø": "oe", "Ø": "OE", "Å": "Aa"}


def person(chance):
    second = f" {chance.choice(population.FIRST_NAMES)}" if chance.random() < 0.5 else ""
    return f"{chance.choice(population.FIRST_NAMES)}{second} {surname(chance)}"


def outsider(chance):
    """Somebody who has no customer's name; a namesake who owes the same amount nobody could tell apart."""
    return f"{chance.choice(population.FIRST_NAMES)} {chance.choice(OUTSIDERS)}"


def surname(chance):
    """Many people have two names, so that not everybody has the same one."""
    one, two = chance.choice(population.LAST_NAMES), chance.choice(population.LAST_NAMES)
    return one if chance.random() < 0.3 else f"{one}-{two}"


def company(chance):
    town = chance.choice(TOWNS)
    return f"{chance.choice(COMPANY_WORDS)} {town} {chance.randint(2, 99)} {chance.choice(FORMS)}"


def as_banks_write(chance, name):
    """Capitals or not, another order, a title, transliterated in one of two ways, cut to 35 or 70 characters."""
    words = name.split()
    if chance.random() < 0.25 and len(words) < 4:
        words = [words[-1], *words[:-1]]
    if chance.random() < 0.15 and len(words) < 4:
        words = [chance.choice(("M.", "Mme", "Herr", "Frau", "M OU MME")), *words]
    written = transliterate(chance, " ".join(words))
    if chance.random() < 0.5:
        written = written.upper()
    return written[: chance.choice((35, 70))].strip()


def transliterate(chance, name):
    way = chance.random()
    if way < 0.3:
        return name
    if way < 0.6:
        name = "".join(_DOUBLE.get(letter, letter) for letter in name)
    return _plain(name)


def _plain(name):
    import unicodedata

    simple = unicodedata.normalize("NFKD", name.translate(_SIMPLE))
    return "".join(letter for letter in simple if not unicodedata.combining(letter))
