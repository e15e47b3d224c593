"""Who pays: customers that do not exist, the same ones on every run. No database, no Odoo."""

import random
from typing import NamedTuple

SEED = 20261121
FIRST_NAMES = (
    "Chloé", "Zoë", "Benoît", "Françoise", "Jérôme", "Anaïs", "Måns", "Søren", "Åse", "Bjørn", "Łukasz", "Inés", "Gaël",
    "Maëlys", "Noël", "Renée", "Théo", "Aurélie", "Cécile", "Loïc",
)  # fmt: skip
LAST_NAMES = (
    "Lefèvre", "Müller", "Nuñez", "Ørsted", "D'Hôtel", "Garçon", "Bélanger", "Saint-Exupéry", "Ångström", "Kovač",
    "Desœuvre", "Häkkinen", "Fournier", "Prévost", "Grønbæk", "Castañeda", "Béranger", "Dubois", "Rémy", "Çelik",
)  # fmt: skip
STREETS = ("rue de l'Église", "avenue Jean-Jaurès", "allée des Érables", "place du Marché", "quai Saint-Rémi")
TOWNS = (
    ("69001", "Lyon"), ("13001", "Marseille"), ("31000", "Toulouse"), ("06000", "Nice"), ("44000", "Nantes"),
    ("67000", "Strasbourg"), ("34000", "Montpellier"), ("42000", "Saint-Étienne"), ("86100", "Châtellerault"),
)  # fmt: skip
BANK, BRANCH = "20041", "01005"


class Customer(NamedTuple):
    number: int  # from 1
    name: str
    ref: str  # also the customer number at PBS
    street: str
    zip: str
    city: str
    iban: str


class Invoice(NamedTuple):
    number: int  # from 1
    customer: int
    amount: str  # two decimals
    due: int  # 0, 1, ...: which of the due dates


def customers(count):
    """Yield that many customers; the first ones are the same whatever the count."""
    chance = random.Random(SEED)
    for number in range(1, count + 1):
        postcode, city = chance.choice(TOWNS)
        yield Customer(
            number=number,
            name=f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)} {number}",
            ref=f"K{number:07d}",
            street=f"{chance.randint(1, 180)} {chance.choice(STREETS)}",
            zip=postcode,
            city=city,
            iban=iban_of(number),
        )


def invoices(count, per_payer, due_dates):
    """Yield that many invoices, ``per_payer`` for each customer in turn and all of these due on one day."""
    chance = random.Random(SEED + 1)
    for number in range(1, count + 1):
        customer = (number - 1) // per_payer + 1
        cents = chance.randint(1_000, 50_000)
        yield Invoice(number, customer, f"{cents // 100}.{cents % 100:02d}", customer % due_dates)


def iban_of(number):
    """The French IBAN of the ``number``-th account of one branch: valid check digits, nobody's account."""
    account = f"{number:011d}"
    key = 97 - (89 * int(BANK) + 15 * int(BRANCH) + 3 * number) % 97
    bban = f"{BANK}{BRANCH}{account}{key:02d}"
    return f"FR{98 - int(f'{bban}152700') % 97:02d}{bban}"
