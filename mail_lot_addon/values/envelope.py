"""What an operator reads from one envelope, before anything is decided about it."""

from typing import NamedTuple

from .cheque import Cheque

# What an operator notes by a short code, in the order of the list on screen.
FACT_CODES = {
    "no_renewal": "E",
    "deceased": "DCD",
    "notary": "NOT",
    "guardianship": "TUT",
    "refusal": "REF",
    "unsigned": "NS",
    "other_holder": "NOM",
    "chosen_day": "JOUR",
    "new_title": "NVT",
    "partial_renewal": "PAR",
    "renewal_impossible": "RI",
    "weighty_note": "ANN",
    "with_account": "IBC",
    "several_cheques": "NCH",
    "one_for_two": "2CO",
    "later_cash_in": "1M",
    "ink": "ENC",
    "other_payee": "ORD",
    "other_payee_ccp": "CCP",
    "postal_order": "MAN",
    "iban_refused": "FP",
    "mandate_inactive": "INA",
    "account_blocked": "B",
    "qcu2": "QCU2",
    "qcoi": "QCOI",
    "qcdh": "QCDH",
}
# What the system sees by itself.
SEEN_FACTS = ("fa", "no_debt", "option_1", "option_2")


class Envelope(NamedTuple):
    """One act of keying. Amounts in the currency of the lot; records by their ids.

    :param operations: ``{receivable id: operation}``; what is not named is left empty.
    :param forced: receivables that the operator leaves empty by force.
    :param option: the option ticked on the coupon: ``""`` where none is offered or ticked, ``"1"`` or ``"2"``.
    :param alias: the payment token that a card number was exchanged for.
    :param orders: the subscriptions to put in service again; None where they were not asked about.
    :param beneficiaries: those of them that are gifts with BEN ticked.
    :param wishes: the titles that the client wants back; None: all that are offered.
    """

    content: str
    operations: dict = {}
    forced: frozenset = frozenset()
    option: str = ""
    facts: frozenset = frozenset()
    cheque: Cheque | None = None
    mode: str = ""
    alias: int = 0
    iban: str = ""
    orders: tuple | None = None
    beneficiaries: tuple = ()
    wishes: tuple | None = None
    comment: str = ""
    is_another: bool = False

    @property
    def amount(self):
        return self.cheque.amount if self.cheque else 0.0


class Judgement(NamedTuple):
    """What the coupon rules make of an envelope."""

    is_keyed: bool
    destination: str
    reason: str
    mark: str
    refusals: tuple = ()


def clean_prefixes(text):
    """``"fr, MC"`` as ``("FR", "MC")``."""
    return tuple(part.strip().upper() for part in (text or "").split(",") if part.strip())
