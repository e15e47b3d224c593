"""One row of a table to one entry, by the meanings of its columns."""

import re
from functools import lru_cache, partial

from odoo.addons.sepa_remittance_addon.formats.identifiers import electronic, is_iban
from odoo.addons.sepa_remittance_addon.formats.iso20022.datatypes import unit_of
from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _
from odoo.addons.sepa_remittance_addon.formats.values import Entry, Party, Transaction

from .cells import as_amount, as_date, as_text, shown
from .layout import plain_title
from .titles import BOOKED, MONEY_IN, MONEY_OUT, PENDING

_CURRENCY = re.compile("[A-Z]{3}")
_REFERENCES = ("end_to_end_id", "mandate_reference", "structured_reference", "customer_number")


class _Row:
    """The cells of a row by what they mean."""

    __slots__ = ("cells", "layout", "places")

    def __init__(self, cells, layout, places):
        self.cells = cells
        self.layout = layout
        self.places = places

    def cell(self, meaning):
        found = self.places.get(meaning)
        return self.cells[found[0]] if found else ""

    def text(self, meaning):
        cell = self.cell(meaning)
        return cell and as_text(cell)

    def joined(self, meaning):
        texts = [as_text(self.cells[place]) for place in self.places.get(meaning, ())]
        return " ".join(" ".join(dict.fromkeys(filter(None, texts))).split())

    def amount(self, meaning):
        """Return the amount in a cell, None where it is empty."""
        cell = self.cell(meaning)
        if cell == "":
            return None
        as_text(cell)  # refuses a formula
        return as_amount(cell, self.layout.decimal_mark, self.layout.thousands_mark)

    def day(self, meaning):
        cell = self.cell(meaning)
        return as_date(cell, self.layout.date_order) if cell != "" else None


def row_reader(layout):
    """Return a function from the cells of a row to ``(account, currency, balance, entry)``; ``entry(place)`` makes the
    :class:`Entry`. It raises :class:`Refusal` for the first cell that is not sound.
    """
    places = layout.places()
    return lambda cells: _read(_Row(cells, layout, places))


def _read(row):
    currency = _currency(row)
    amount = _exact(_amount(row), currency)
    day = row.day("booking_date")
    if day is None:
        raise Refusal(_("The row has no booking date."))
    transaction = _transaction(row, amount, currency)
    balance = row.amount("balance")
    return (
        _account(row.text("account")),
        currency,
        balance if balance is None else _exact(balance, currency),
        partial(_entry, row, amount, currency, day, transaction),
    )


def _entry(row, amount, currency, day, transaction, place):
    return Entry(
        place=place,
        amount=amount,
        currency=currency,
        booked=_is_booked(row),
        booking_date=day,
        value_date=row.day("value_date"),
        bank_reference=row.text("bank_reference"),
        transaction_type=row.text("bank_code"),
        transactions=(transaction(place),),
    )


def _transaction(row, amount, currency):
    values = {name: row.text(name) for name in _REFERENCES}
    party = _counterparty(row)
    text = " ".join(filter(None, (row.joined("text"), _original(row, amount, currency))))
    return lambda place: Transaction(
        place, amount, currency, bank_reference=row.text("bank_reference"), counterparty=party, text=text, **values
    )


def _counterparty(row):
    name, account = row.text("counterparty"), _account(row.text("counterparty_account"))
    if not name and not account:
        return None
    return party_of(account, name)


def party_of(account, name=""):
    """Return who has an account, by its IBAN where it is one."""
    return Party(name, iban=_account(account)) if _is_iban(account) else Party(name, other_account=account)


def _account(text):
    return electronic(text) if _is_iban(text) else text


@lru_cache(maxsize=4096)
def _is_iban(text):
    return bool(text) and is_iban(text)


def _original(row, amount, currency):
    """What was paid in another currency, in words: ``15.00 USD``."""
    code, original = row.text("original_currency").upper(), row.amount("original_amount")
    if original is None or not code or (code, original) == (currency, amount):
        return ""
    return f"{original} {code}"


def _currency(row):
    code = row.text("currency").upper() or row.layout.currency
    if not _CURRENCY.fullmatch(code):
        raise Refusal(_("The row has no currency; name the one of the account."))
    return code


def _is_booked(row):
    word = plain_title(row.text("status"))
    if word in PENDING:
        return False
    if word and word not in BOOKED:
        raise Refusal(_("Nobody knows whether “%(text)s” means booked or pending."), text=shown(word))
    return True


# ------------------------------------------------------------ the amount


def _amount(row):
    if "amount" in row.places:
        amount = _signed(row)
    else:
        amount = _of_two_columns(row.amount("money_in"), row.amount("money_out"))
    return -amount if row.layout.inverted else amount


def _signed(row):
    amount = row.amount("amount")
    if amount is None:
        raise Refusal(_("The row has no amount."))
    if "direction" not in row.places:
        return amount
    word = plain_title(row.text("direction"))
    if word not in MONEY_IN | MONEY_OUT:
        raise Refusal(_("“%(text)s” says neither debit nor credit."), text=shown(word))
    if word in MONEY_IN and amount < 0:
        raise Refusal(_("A credit with a minus: nobody knows whether money came or went."))
    return amount if word in MONEY_IN else -abs(amount)


def _of_two_columns(money_in, money_out):
    """Money out is told with or without a minus; money in with a minus is a contradiction."""
    if money_in and money_out:
        raise Refusal(_("The row has money in and money out at once."))
    if money_in is None and money_out is None:
        raise Refusal(_("The row has no amount."))
    if money_in and money_in < 0:
        raise Refusal(_("A credit with a minus: nobody knows whether money came or went."))
    if money_out:
        return -abs(money_out)
    return money_out if money_in is None else money_in


def _exact(amount, currency):
    """Return an amount with the decimals of its currency; a part of a cent that is not zero is refused."""
    exact = amount.quantize(unit_of(currency))
    if exact != amount:
        raise Refusal(_("%(amount)s has more decimals than the currency."), amount=str(amount))
    return exact + 0  # no negative zero
