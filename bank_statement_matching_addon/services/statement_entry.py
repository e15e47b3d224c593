"""What is posted for a statement, as values: the ledger update creates it, the preliminary journal shows it."""

from odoo.addons.sepa_remittance_addon.formats.identifiers import mask_ibans
from odoo.fields import Command

from . import statement_discount

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


def prepare_native_line_vals(line, items, fixed):
    """Odoo's statement line with its bank item and its counterparts: nothing is left on suspense."""
    return {
        "journal_id": line.journal_id.id,
        "date": day_of(line),
        "amount": line.amount,
        "payment_ref": label_of(line),
        "partner_id": items[0][1]["partner_id"],
        "partner_name": mask_ibans(line.counterparty) or False,
        "account_number": line.sudo().counterparty_account or False,
        "transaction_type": line.transaction_type_id.code or line.bank_code or False,
        "transaction_details": _details(line),
        "line_ids": [Command.create({**fixed, **vals}) for _allocation, vals in items],
    }


def prepare_items(line, allocations):
    """``[(allocation, values of an item)]``: the bank's item first, which has no allocation, then those of each
    allocation in order. They balance in the company's currency to the cent.
    """
    currency, own, day = line.currency_id, line.company_id.currency_id, day_of(line)

    def converted(amount):
        return amount if currency == own else currency._convert(amount, own, line.company_id, day)

    left = total = converted(line.amount)
    payers = {_partner(allocation) for allocation in allocations}
    bank = _item(line.journal_id.default_account_id, label_of(line), line.amount, total, currency)
    items = [(None, {**bank, "partner_id": payers.pop().id if len(payers) == 1 else False})]
    discounts = {one.move_line_id: one.amount for one in allocations if one.kind == "discount"}
    for number, allocation in enumerate(allocations, 1):
        balance = _balance(allocation, discounts, converted)
        # the last one takes what rounding left
        balance = left if number == len(allocations) else own.round(balance)
        left = own.round(left - balance)
        items += [(allocation, vals) for vals in _counterparts(allocation, balance)]
    return items


def _balance(allocation, discounts, converted):
    """In the company's currency; what is paid and what is granted are converted each for itself, as by Odoo."""
    discount = discounts.get(allocation.move_line_id, 0) if allocation.kind == "open_item" else 0
    return converted(allocation.amount + discount) - converted(discount)


def _counterparts(allocation, balance):
    """The items of one allocation: they are ``balance`` together, on the other side."""
    if allocation.kind == "discount":
        return statement_discount.prepare_items(allocation, -balance)
    if not allocation.invoice_amount:
        amount = -allocation.amount
        return [
            _with_partner(allocation, _item(*_account_and_name(allocation), amount, -balance, _currency(allocation)))
        ]
    invoiced, own = allocation.invoice_currency_id, allocation.company_id.currency_id
    settled = -allocation.invoice_amount
    if invoiced != own:
        return [_with_partner(allocation, _item(*_account_and_name(allocation), settled, -balance, invoiced))]
    # an amount in the company's own currency has no other value than itself: the bank's rate made the difference
    items = [_with_partner(allocation, _item(*_account_and_name(allocation), settled, settled, own))]
    difference = own.round(-balance - settled)
    if difference:
        items.append(_with_partner(allocation, _exchange_item(allocation, difference)))
    return items


def _exchange_item(allocation, balance):
    company = allocation.company_id
    account = (
        company.expense_currency_exchange_account_id if balance > 0 else company.income_currency_exchange_account_id
    )
    name = allocation.env._("Exchange rate difference: %s", allocation.move_id.name)
    return _item(account, name, 0, balance, _currency(allocation))


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


def _with_partner(allocation, vals):
    return {**vals, "partner_id": _partner(allocation).id}


def _account_and_name(allocation):
    words = allocation.label or allocation.move_id.name or label_of(allocation.line_id)
    return account_of(allocation), words


def _currency(allocation):
    return allocation.line_id.currency_id


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


def day_of(line):
    """The day the bank says; also the day of the rate."""
    return line.booking_date or line.value_date or line.statement_id.date


def posted_day_of(line):
    """The day the entry has, or will get."""
    return line.native_line_id.date or open_day_for(line.journal_id, day_of(line))


def open_day_for(journal, day):
    """The day itself, or the one that Odoo gives to an entry of a closed period."""
    if not journal.company_id._get_violated_lock_dates(day, False, journal):
        return day
    return journal.with_context(move_date=day).accounting_date


def label_of(line):
    words = (line.text, line.structured_reference, line.entry_text, line.counterparty, line.customer_number)
    first = next(filter(None, words), None) or line.transaction_type_id.name or line.statement_id.name
    # the ledger's labels are read by more people than the bank's words
    return mask_ibans(first)[:LABEL]


def _details(line):
    return {
        "received_line": line.id,
        "end_to_end_id": line.end_to_end_id or "",
        "mandate_reference": line.mandate_reference or "",
        "customer_number": line.customer_number or "",
        "payment_date": str(line.payment_date or ""),
    }
