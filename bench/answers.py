"""The bank's answer, as bytes: every debit of a confirmed remittance was paid, or every payer transferred by itself."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from odoo import fields
from odoo.addons.sepa_remittance_addon.formats.iso20022.camt053_answer import render_answer
from odoo.addons.sepa_remittance_addon.formats.pbs import ls_answers
from odoo.addons.sepa_remittance_addon.formats.values import (
    Balance,
    Collection,
    Delivery,
    Entry,
    Party,
    Statement,
    Transaction,
)
from odoo.tools import SQL

COLLECTED = "PMNT-IDDT-ESDD"
TRANSFERRED = "PMNT-RCDT-ESCT"
DEBITS = """
SELECT line.end_to_end_id, SUM(line.amount)::text, MIN(line.block_reference), MIN(line.payment_date),
       MIN(mandate.reference), MIN(payer.name), MIN(account.sanitized_acc_number)
  FROM debit_remittance_line line
  JOIN debit_mandate mandate ON mandate.id = line.mandate_id
  JOIN res_partner_bank account ON account.id = mandate.partner_bank_id
  JOIN res_partner payer ON payer.id = line.partner_id
 WHERE line.remittance_id = %s AND line.state = 'remitted'
 GROUP BY line.end_to_end_id ORDER BY line.end_to_end_id
"""
BLOCKS = """
SELECT block_reference, MIN(payment_date), SUM(amount)::text FROM debit_remittance_line
 WHERE remittance_id = %s AND state = 'remitted' GROUP BY block_reference ORDER BY block_reference
"""
COLLECTIONS = """
SELECT customer_number, payment_date, SUM(amount)::text FROM debit_remittance_line
 WHERE remittance_id = %s AND state = 'remitted' GROUP BY payment_date, customer_number ORDER BY 2, 1
"""
OPEN_INVOICES = """
SELECT move.name, move.amount_residual::text, payer.name, account.sanitized_acc_number
  FROM account_move move
  JOIN res_partner payer ON payer.id = move.partner_id
  JOIN res_partner_bank account ON account.partner_id = payer.id
 WHERE move.company_id = %s AND move.move_type = 'out_invoice' AND move.payment_state = 'not_paid'
   AND payer.ref != 'K0000000'
 ORDER BY move.id
"""


def render(asked, form):
    """Return ``(file name, bytes)`` of the answer in one of the forms of :mod:`cases`.

    :param asked: the remittance; for transfers, of which nobody was asked, the bank journal.
    """
    forms = {
        "camt_lines": _camt_lines,
        "camt_blocks": _camt_blocks,
        "camt_transfers": _camt_transfers,
        "pbs_ls": _pbs_ls,
    }
    return forms[form](asked)


def _camt_lines(remittance):
    """One entry per debit, with the references that went out with it."""
    rows = remittance.env.execute_query(SQL(DEBITS, remittance.id))
    return "lines.xml", _camt(remittance.journal_id, [_debit(number, row) for number, row in enumerate(rows, 1)])


def _camt_transfers(journal):
    """One entry per open invoice; its number, and nothing else, is what the payer wrote."""
    rows = journal.env.execute_query(SQL(OPEN_INVOICES, journal.company_id.id))
    day = fields.Date.context_today(journal)
    return "transfers.xml", _camt(journal, [_transfer(number, day, *row) for number, row in enumerate(rows, 1)])


def _transfer(number, day, invoice, amount, name, iban):
    transaction = Transaction(
        place="",
        amount=Decimal(amount),
        currency="EUR",
        counterparty=Party(name, iban),
        text=invoice,
    )
    return _entry(number, amount, day, transactions=(transaction,), transaction_type=TRANSFERRED)


def _debit(number, row):
    reference, amount, block, day, mandate, name, iban = row
    transaction = Transaction(
        place="",
        amount=Decimal(amount),
        currency="EUR",
        end_to_end_id=reference,
        mandate_reference=mandate,
        payment_information_id=block,
        counterparty=Party(name, iban),
    )
    return _entry(number, amount, day, transactions=(transaction,))


def _camt_blocks(remittance):
    """One entry per payment block, without its debits."""
    rows = remittance.env.execute_query(SQL(BLOCKS, remittance.id))
    entries = [
        _entry(number, amount, day, payment_information_id=block, message_id=remittance.bank_reference)
        for number, (block, day, amount) in enumerate(rows, 1)
    ]
    return "blocks.xml", _camt(remittance.journal_id, entries)


def _entry(number, amount, day, transaction_type=COLLECTED, **more):
    return Entry(
        place="",
        amount=Decimal(amount),
        currency="EUR",
        booked=True,
        booking_date=day,
        value_date=day,
        bank_reference=f"BANK-{number:07d}",
        transaction_type=transaction_type,
        **more,
    )


def _camt(journal, entries):
    first, last = min(entry.booking_date for entry in entries), max(entry.booking_date for entry in entries)
    opening = Decimal("1000.00")
    moved = sum(entry.amount for entry in entries)
    statement = Statement(
        place="",
        identification="STMT-1",
        number="1",
        account=Party("", journal.bank_account_id.sanitized_acc_number),
        currency="EUR",
        opening=Balance(opening, "EUR", first),
        closing=Balance(opening + moved, "EUR", last),
        from_date=first,
        to_date=last,
        entries=tuple(entries),
    )
    return render_answer(Delivery("camt.053.001.08", "MSG-1", datetime.combine(last, time.min), (statement,)))


def _pbs_ls(remittance):
    """One payment record per payer and payment date, as Leverandørservice answers: without invoice numbers."""
    rows = remittance.env.execute_query(SQL(COLLECTIONS, remittance.id))
    answers = [("0580", Collection(number, day, Decimal(amount))) for number, day, amount in rows]
    journal = remittance.journal_id
    chunks = ls_answers.render_answer(
        answers,
        creditor_number=journal.pbs_creditor_number,
        supplier_number=journal.pbs_supplier_number,
        account=journal.bank_account_id.sanitized_acc_number[4:],
        created=max(day for _number, day, _amount in rows) + timedelta(days=1),
    )
    return "LS0602.txt", b"".join(chunks)
