"""From the values of a bank file to the values of staging records: no search, no ORM."""


def statement_lines(statement):
    """Yield the field values of one statement's lines, in the order of the file.

    A transaction becomes a line of its own where the transactions account for every cent of their entry; otherwise the
    entry is one line, with the references of its only transaction. Entries that are not booked are left out: the bank
    sends them again once they are.
    """
    for entry in statement.entries:
        if not entry.booked:
            continue
        if _is_split(entry):
            for transaction in entry.transactions:
                yield {**_entry(entry), **_transaction(transaction), "amount": transaction.amount}
        else:
            only = entry.transactions[0] if len(entry.transactions) == 1 else None
            yield {**_entry(entry), **(_transaction(only) if only else _batch(entry)), "amount": entry.amount}


def _is_split(entry):
    return len(entry.transactions) > 1 and entry.is_itemised()


def count_lines(statement):
    return sum(len(entry.transactions) if _is_split(entry) else 1 for entry in statement.entries if entry.booked)


def count_pending(statement):
    return sum(1 for entry in statement.entries if not entry.booked)


def _entry(entry):
    return {
        "place": entry.place,
        "currency_code": entry.currency,
        "booking_date": entry.booking_date,
        "value_date": entry.value_date,
        "bank_code": entry.transaction_type,
        "business_code": entry.proprietary_code,
        "bank_reference": entry.bank_reference,
        "payment_information_id": entry.payment_information_id,
        "message_id": entry.message_id,
        "entry_text": entry.text,
        "charges": entry.charges,
    }


def _batch(entry):
    """A booking whose details do not add up to it stays whole; what they say is kept as text."""
    texts = dict.fromkeys(transaction.text for transaction in entry.transactions if transaction.text)
    return {"text": " ".join(texts)}


def _transaction(transaction):
    party = transaction.counterparty
    values = {
        "place": transaction.place,
        "end_to_end_id": transaction.end_to_end_id,
        "mandate_reference": transaction.mandate_reference,
        "instruction_id": transaction.instruction_id,
        "payment_information_id": transaction.payment_information_id,
        "message_id": transaction.message_id,
        "bank_reference": transaction.bank_reference,
        "counterparty": party.name if party else "",
        "counterparty_account": (party.iban or party.other_account) if party else "",
        "text": transaction.text,
        "structured_reference": transaction.structured_reference,
        "return_code": transaction.return_code,
        "return_text": transaction.return_text,
        "customer_number": transaction.customer_number,
        "payment_date": transaction.payment_date,
        "rejected_amount": transaction.rejected_amount or 0,
        "charges": transaction.charges,
    }
    # what only the entry tells stays, where the transaction is silent
    silent = {"payment_information_id", "message_id", "bank_reference", "charges"}
    return {name: value for name, value in values.items() if value or name not in silent}
