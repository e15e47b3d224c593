"""What is posted for a statement, as values: the ledger update creates it, the preliminary journal shows it."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

LABEL = 140


def allocations_of(lines):
    """``{line: allocations that carry money}``, read for all lines at once, in the order they were made."""
    allocations = lines.allocation_ids.filtered("amount").sorted("id")
    by_line = allocations.grouped("line_id")
    return {line: by_line.get(line, allocations.browse()) for line in lines}


def prepare_native_statement_vals(statement):
    values = {"name": statement.name, "reference": statement.identification}
    if statement.has_balances:
        values |= {"balance_start": statement.opening_balance, "balance_end_real": statement.closing_balance}
    return values


def prepare_native_line_vals(line, allocations, fixed):
    """Odoo's statement line with its bank item and one counterpart per allocation: nothing is left on suspense."""
    payers = allocations.partner_id
    return {
        "journal_id": line.journal_id.id,
        "date": day_of(line),
        "amount": line.amount,
        "payment_ref": label_of(line),
        "partner_id": payers.id if len(payers) == 1 else False,
        "partner_name": line.counterparty or False,
        "account_number": line.sudo().counterparty_account or False,
        "transaction_type": line.transaction_type_id.code or line.bank_code or False,
        "transaction_details": _details(line),
        "line_ids": [Command.create({**vals, **fixed}) for vals in prepare_items(line, allocations)],
    }


def prepare_items(line, allocations):
    """The bank item, then one item per allocation, in order; they balance in the company's currency to the cent."""
    company, currency, day = line.company_id, line.currency_id, day_of(line)
    own = company.currency_id

    def converted(amount):
        return amount if currency == own else currency._convert(amount, own, company, day)

    total = converted(line.amount)
    items = [_item(line.journal_id.default_account_id, label_of(line), line.amount, total, currency)]
    items[0]["partner_id"] = allocations.partner_id.id if len(allocations.partner_id) == 1 else False
    left = total
    for number, allocation in enumerate(allocations, 1):
        balance = left if number == len(allocations) else converted(allocation.amount)
        left = own.round(left - balance)
        item = _item(account_of(allocation), _name(allocation), -allocation.amount, -balance, currency)
        items.append({**item, "partner_id": _partner(allocation).id})
    return items


def _item(account, name, amount, balance, currency):
    """Every value is given, so that Odoo looks none of them up item by item."""
    return {
        "account_id": account.id,
        "name": name,
        "currency_id": currency.id,
        "amount_currency": amount,
        "balance": balance,
        "tax_ids": [],
        "display_type": "product",
        "quantity": 1,
    }


def prepare_fixed_vals(env):
    """What is the same for every item. Without a single analytic distribution model there is none to look for, item by
    item; with one, Odoo looks.
    """
    has_models = env["account.analytic.distribution.model"].sudo().search_count([], limit=1)
    return {} if has_models else {"analytic_distribution": False}


def account_of(allocation):
    if allocation.account_id:
        return allocation.account_id
    if allocation.move_line_id:
        return allocation.move_line_id.account_id
    return _partner(allocation).with_company(allocation.company_id).property_account_receivable_id


def _partner(allocation):
    return allocation.move_line_id.partner_id or allocation.partner_id


def _name(allocation):
    return allocation.label or allocation.move_id.name or label_of(allocation.line_id)


def day_of(line):
    return line.booking_date or line.value_date or line.statement_id.date


def label_of(line):
    words = (line.text, line.structured_reference, line.entry_text, line.counterparty, line.customer_number)
    first = next(filter(None, words), None) or line.transaction_type_id.name or line.statement_id.name
    return first[:LABEL]


def _details(line):
    return {
        "received_line": line.id,
        "end_to_end_id": line.end_to_end_id or "",
        "mandate_reference": line.mandate_reference or "",
        "customer_number": line.customer_number or "",
        "payment_date": str(line.payment_date or ""),
    }


# ---------------------------------------------------------------- undo


def must_stay(move):
    """An entry in a closed period, or sealed by a hash, is never removed."""
    return bool(
        move.inalterable_hash
        or move.journal_id.restrict_mode_hash_table
        or move._get_violated_lock_dates(move.date, False)
    )


def prepare_opposite_vals(native_line):
    """The same line the other way round, on the first open day."""
    move = native_line.move_id
    day = (
        max(native_line.date, fields.Date.context_today(move))
        if move._get_violated_lock_dates(move.date, False)
        else move.date
    )
    violated = move._get_violated_lock_dates(day, False)
    if violated:
        day = max(lock for lock, _field in violated) + timedelta(days=1)
    return {
        "journal_id": native_line.journal_id.id,
        "date": day,
        "amount": -native_line.amount,
        "payment_ref": native_line.env._("Reversal: %s", native_line.payment_ref),
        "partner_id": native_line.partner_id.id,
        "line_ids": [
            Command.create(
                {
                    "account_id": item.account_id.id,
                    "name": item.name,
                    "partner_id": item.partner_id.id,
                    "currency_id": item.currency_id.id,
                    "amount_currency": -item.amount_currency,
                    "balance": -item.balance,
                    "tax_ids": [],
                }
            )
            for item in move.line_ids.sorted("id")
        ],
    }
