"""A month of bank lines of a company with many customers, and the truth about each: what the payer really paid.

No database, no Odoo: customers, invoices and credit transfers, the same ones for the same seed. The lines that answer
remittances need the references of the remittances, so :mod:`month_debits` adds them once these are confirmed.

The truth is known because the payer is played first and the line is written afterwards, the way payers and banks write.
"""

import random
from datetime import timedelta

import month_names as names
import month_ways
import population
from month_values import SUBSCRIPTIONS, TODAY, Customer, Invoice, Line

FIRST = 20  # the numbers before it are those of what is copied
WAYS_OF_DEBITS = ("lines", "block", "merged")


class Month:
    """:ivar customers: those who send money, then those who are collected from."""

    def __init__(self, seed, transfers, debits, idle=0):
        """:param transfers: customers who pay; :param debits: who are collected from; :param idle: who only owe."""
        self.chance = random.Random(f"month {seed}")
        self.customers, self.invoices, self.lines = [], [], []
        self.history = []  # (customer, account, name): paid before, settled by hand
        self._serials = {False: FIRST, True: FIRST}
        self._accounts = 0
        self._fill_debits(debits)
        for _each in range(idle):
            self.invoice(self.customer())
        for number in range(transfers):
            self._play(number)
        self.lines += month_ways.strangers(self)
        self.history_invoices, self.history_lines = [], []
        for place, (customer, account, name) in enumerate(self.history):
            self._remember(place, customer, account, name)
        self.chance.shuffle(self.lines)

    # ------------------------------------------------------------ who owes what

    def customer(self, name=None, **values):
        self._accounts += 1
        chance = self.chance
        one = Customer(len(self.customers) + 1, name or names.person(chance), self.account(), **values)
        self.customers.append(one)
        return one

    def account(self):
        """An account of nobody we know, until a customer has it."""
        self._accounts += 1
        return population.iban_of(self._accounts)

    def amount(self):
        chance = self.chance
        return chance.choice(SUBSCRIPTIONS) if chance.random() < 0.4 else chance.randint(1_500, 90_000)

    def invoice(self, customer, cents=None, kind="invoice", **values):
        cents = cents or self.amount()
        # invoices of different customers alternate, so the numbers of one customer are not in a row
        series = kind == "refund"
        self._serials[series] = self._serials[series] + self.chance.choice((1, 1, 1, 2))
        due = values.pop("due", None) or TODAY + timedelta(days=self.chance.randint(-40, 15))
        one = Invoice(self._serials[series], customer, cents, due, kind=kind, **values)
        self.invoices.append(one)
        customer.invoices.append(one)
        return one

    def in_a_row(self, customer, count):
        """Invoices with consecutive numbers."""
        self._serials[False] += 1
        first = self._serials[False]
        self._serials[False] += count - 1
        found = []
        for number in range(first, first + count):
            due = TODAY + timedelta(days=self.chance.randint(-40, 15))
            found.append(Invoice(number, customer, self.amount(), due))
        self.invoices += found
        customer.invoices += found
        return found

    def _fill_debits(self, count):
        for number in range(count):
            way = WAYS_OF_DEBITS[number % len(WAYS_OF_DEBITS)]
            one = self.customer(debit=way)
            for _again in range(self.chance.choice((1, 1, 2, 3))):
                self.invoice(one, due=TODAY - timedelta(days=5))

    # ------------------------------------------------------------ who pays how

    def _play(self, number):
        """One customer, one way to pay; the ways take turns, so that each is in every month."""
        way = month_ways.TURNS[number % len(month_ways.TURNS)]
        self.lines += (line._replace(sort=way.__name__) for line in way(self, self.chance))

    def _remember(self, place, customer, account, name):
        """An invoice of a former month, paid from that account."""
        invoice = self.invoice(customer, 1_000_003 + place, due=TODAY - timedelta(days=60))
        self.history_invoices.append(invoice)
        self.history_lines.append(Line("", invoice.cents, {}, name=name, iban=account, day=TODAY - timedelta(days=30)))

    def written(self, customer_name):
        """A name as a bank hands it on."""
        return names.as_banks_write(self.chance, customer_name)
