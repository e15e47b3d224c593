"""camt.053 as we write it for trying the set-up is what we read."""

import dataclasses
from datetime import date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from odoo.addons.sepa_remittance_addon.formats.iso20022 import camt053
from odoo.addons.sepa_remittance_addon.formats.iso20022.camt053_answer import render_answer
from odoo.addons.sepa_remittance_addon.formats.values import Balance, Delivery, Entry, Party, Statement, Transaction

DAY = date(2026, 10, 15)
OWN = Party(name="", iban="FR7630006000011234567890189")
cents = st.integers(1, 10**9).map(lambda amount: Decimal(amount) / 100)
words = st.text("ABCDEF0123456789", min_size=1, max_size=20)


@st.composite
def entries(draw):
    """One entry: a collection with its transactions, or a debit that is taken back."""
    taken_back = draw(st.booleans())
    sign = -1 if taken_back else 1
    amounts = draw(st.lists(cents, min_size=1, max_size=3))
    transactions = tuple(
        Transaction(
            place="",
            amount=(sign * amount).quantize(Decimal("0.01")),
            currency="EUR",
            end_to_end_id=draw(words),
            mandate_reference=draw(words),
            counterparty=Party(name=draw(words), iban="DE89370400440532013000"),
            text=draw(words),
            return_code="AM04" if taken_back else "",
        )
        for amount in amounts
    )
    return Entry(
        place="",
        amount=sum(transaction.amount for transaction in transactions),
        currency="EUR",
        booked=True,
        booking_date=DAY,
        value_date=DAY,
        transaction_type="PMNT-IDDT-UPDD" if taken_back else "PMNT-IDDT-ESDD",
        payment_information_id=draw(words),
        transactions=transactions,
    )


def placeless(entry):
    transactions = tuple(dataclasses.replace(transaction, place="") for transaction in entry.transactions)
    return dataclasses.replace(entry, place="", transactions=transactions)


@given(st.lists(entries(), min_size=1, max_size=4))
def test_what_is_written_is_read_back(written):
    moved = sum(entry.amount for entry in written)
    statement = Statement(
        place="",
        identification="STMT-1",
        number="7",
        account=OWN,
        currency="EUR",
        opening=Balance(Decimal("10.00"), "EUR", DAY),
        closing=Balance(Decimal("10.00") + moved, "EUR", DAY),
        entries=tuple(written),
    )
    delivery = Delivery("camt.053.001.08", "MSG-1", datetime(2026, 10, 15, 8, 0), (statement,))
    read = camt053.parse(render_answer(delivery)).statements[0]
    assert [placeless(entry) for entry in read.entries] == list(written)
    assert read.closing.amount == Decimal("10.00") + moved
    assert not read.remarks
