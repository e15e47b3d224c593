"""What is measured: who collects, in which scheme, and how the bank answers."""

from typing import NamedTuple


class Case(NamedTuple):
    name: str
    title: str
    scheme: str  # "" when nothing is collected: the payers transfer by themselves
    chart: str
    country: str
    currency: str
    account: str  # the collecting account, a published example
    per_payer: int  # invoices per customer
    due_dates: int  # how many different due dates
    answer: str  # "camt_lines", "camt_blocks", "camt_transfers" or "pbs_ls"


FRENCH = {
    "scheme": "sepa_core",
    "chart": "fr",
    "country": "fr",
    "currency": "EUR",
    "account": "FR7630006000011234567890189",
}
DANISH = {
    "scheme": "pbs_ls",
    "chart": "dk",
    "country": "dk",
    "currency": "DKK",
    "account": "DK5000400440116243",
}

_ALL = (
    Case(
        "sepa-lines", "SEPA, camt.053 with one entry per debit",
        **FRENCH, per_payer=1, due_dates=4, answer="camt_lines",
    ),
    Case(
        "sepa-block", "SEPA, camt.053 with one amount for the whole payment block",
        **FRENCH, per_payer=1, due_dates=1, answer="camt_blocks",
    ),
    Case(
        "pbs-ls", "Leverandørservice, LS 0602 with one amount per payer, who has five invoices",
        **DANISH, per_payer=5, due_dates=4, answer="pbs_ls",
    ),
    Case(
        "transfers", "camt.053 with one transfer per invoice, which names it",
        **{**FRENCH, "scheme": ""}, per_payer=1, due_dates=1, answer="camt_transfers",
    ),
)  # fmt: skip
CASES = {case.name: case for case in _ALL}
