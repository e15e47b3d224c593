"""Customers, invoices and bank lines of a month, as values."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

TODAY = date(2026, 10, 15)
SUBSCRIPTIONS = (2990, 4900, 5990, 12000)  # what many customers owe alike


@dataclass
class Customer:
    number: int
    name: str
    iban: str
    company: bool = False
    parent: int = 0  # number of the company it belongs to
    debit: str = ""  # "lines", "block" or "merged": how its invoices are collected
    invoices: list = field(default_factory=list)

    @property
    def ref(self):
        return f"K{self.number:07d}"


@dataclass
class Invoice:
    number: int  # in its sequence
    customer: Customer
    cents: int
    due: date
    reference: str = ""  # structured, else that of Odoo
    discounted: int = 0  # what settles it until the due date
    kind: str = "invoice"  # or "refund", "paid", "dollars"
    year: int = 2026

    @property
    def name(self):
        return f"{'R' if self.kind == 'refund' else ''}INV/{self.year}/{self.number:05d}"


class Line(NamedTuple):
    """One line of the bank and its truth."""

    sort: str
    cents: int
    truth: dict  # {("invoice", name) or ("remitted", id) ...: cents}
    text: str = ""
    structured: str = ""
    end_to_end: str = ""
    name: str = ""
    iban: str = ""
    kind: str = "PMNT-RCDT-ESCT"
    return_code: str = ""
    mandate: str = ""
    block: str = ""
    day: date = TODAY
    hopeless: bool = False  # nobody could tell without asking the payer
