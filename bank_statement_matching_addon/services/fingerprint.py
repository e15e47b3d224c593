"""How a line of the bank is known again (STM-6).

Two equal lines in one statement are legitimate, so a fingerprint ends with the occurrence number of its content within
the statement: the same statement read again gives the same fingerprints, the second coffee of the day another one.
"""

import hashlib
import json
from collections import Counter

FACTS = (
    "booking_date", "value_date", "payment_date", "amount", "rejected_amount", "currency_code", "bank_code",
    "bank_reference", "end_to_end_id", "mandate_reference", "payment_information_id", "structured_reference", "text",
    "entry_text", "counterparty", "counterparty_account", "customer_number", "return_code",
)  # fmt: skip


class Fingerprints:
    """Gives the lines of one statement their fingerprints, one after the other: it remembers digests, not lines."""

    def __init__(self, kind):
        """:param kind: ``statement`` or ``notification``: both may tell of the same money."""
        self.kind = kind
        self.seen = Counter()

    def of(self, values):
        """Return the fingerprint of the next line.

        :param values: a dictionary of field values; amounts are Decimal.
        """
        content = _digest([self.kind, *(_plain(values.get(name)) for name in FACTS)])
        self.seen[content] += 1
        return f"{content.hex()}-{self.seen[content]}"


def next_occurrence(fingerprint, taken):
    """Return the fingerprint of the same content with the next free occurrence number."""
    content, number = fingerprint.rsplit("-", 1)
    number = int(number)
    while f"{content}-{number}" in taken:
        number += 1
    return f"{content}-{number}"


def _digest(facts):
    return hashlib.sha256(json.dumps(facts, ensure_ascii=True).encode()).digest()[:20]


def _plain(value):
    """Amounts compare by value: 100.5 and 100.50 are the same money."""
    if value is None or value is False or value == "":
        return ""
    return format(value.normalize(), "f") if hasattr(value, "normalize") else str(value)
