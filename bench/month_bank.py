"""The bank: lines with their truth as a statement in camt.053, received like any other."""

from datetime import datetime, time
from decimal import Decimal

from odoo.addons.sepa_remittance_addon.formats.iso20022.camt053_answer import render_answer
from odoo.addons.sepa_remittance_addon.formats.values import Delivery, Entry, Party, Statement, Transaction


def receive(journal, lines, number):
    """Return the received statement of these lines, allocated; line ``place`` has the reference ``BANK-place``."""
    content = render_answer(_delivery(journal, lines, number))
    received = journal.env["statement.receiver"]._receive([(f"{number}.xml", content)], journal)
    received.action_validate()
    assert received.state == "to_allocate", received.error_ids.mapped("message")
    return received


def _delivery(journal, lines, number):
    entries = tuple(_entry(place, line) for place, line in enumerate(lines))
    first, last = min(line.day for line in lines), max(line.day for line in lines)
    statement = Statement(
        place="",
        identification=f"STMT-{number}",
        number=number,
        account=Party("", journal.bank_account_id.sanitized_acc_number),
        currency="EUR",
        opening=None,
        closing=None,
        from_date=first,
        to_date=last,
        entries=entries,
    )
    return Delivery("camt.053.001.08", f"MSG-{number}", datetime.combine(last, time.min), (statement,))


def _entry(place, line):
    amount = Decimal(line.cents).scaleb(-2)
    transaction = Transaction(
        place="",
        amount=amount,
        currency="EUR",
        end_to_end_id=line.end_to_end,
        mandate_reference=line.mandate,
        counterparty=Party(line.name, line.iban) if line.name or line.iban else None,
        text=line.text[:140],
        structured_reference=line.structured,
        return_code=line.return_code,
    )
    return Entry(
        place="",
        amount=amount,
        currency="EUR",
        booked=True,
        booking_date=line.day,
        value_date=line.day,
        bank_reference=f"BANK-{place}",
        transaction_type=line.kind,
        payment_information_id=line.block,
        transactions=() if line.block else (transaction,),
    )
