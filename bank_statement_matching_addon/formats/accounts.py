"""Account numbers as statements give them: an IBAN, an old national number, or the number inside the IBAN."""

import re

from odoo.addons.sepa_remittance_addon.formats.identifiers import electronic
from odoo.addons.sepa_remittance_addon.formats.values import Party

_IBAN = re.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", re.ASCII)
_BIC = re.compile("[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", re.ASCII)
_SHORTEST_INSIDE = 10  # digits that name one account wherever they stand in an IBAN


def party_of(name, account, bank=""):
    """Return who is on the other side, None when the file says nothing of it.

    :param account: an IBAN or another number, as written.
    :param bank: the BIC or the national code of its bank; the latter stays in front of the number.
    """
    number, bic = electronic(account), bank.strip()
    if _IBAN.fullmatch(number):
        return Party(name, iban=number, bic=bic if _BIC.fullmatch(bic) else "")
    if _BIC.fullmatch(bic):
        party = Party(name, bic=bic, other_account=account.strip())
    else:
        party = Party(name, other_account="/".join(filter(None, (bic, account.strip()))))
    return party if party != Party("") else None


def own_account(text, currency=""):
    """Return the account a statement is about; banks write its currency behind the number."""
    told = text.strip().removesuffix(currency).strip()
    number = electronic(told)
    return Party(name="", iban=number) if _IBAN.fullmatch(number) else Party(name="", other_account=told)


def names_account(own, told):
    """Tell whether a file means an account.

    :param own: the account's IBAN, or whatever number it has, in electronic form.
    :param told: the number in the file: the same, the end of the IBAN (Denmark: registration and account number), the
        old number inside it (Belgium, France without its key), or bank code and number with a slash (Germany).
    """
    own, told = electronic(own or ""), (told or "").upper()
    number = electronic(told)
    if not own or not number or own == number:
        return bool(own) and own == number
    bank, _slash, account = (electronic(part) for part in told.partition("/"))
    if not _IBAN.fullmatch(own):
        return bool(account) and own in (bank + account, account)
    return not _IBAN.fullmatch(number) and _is_inside(own[4:], bank, account)


def _is_inside(number, bank, account):
    """Tell whether the national number of an IBAN is that of a bank and an account, or of one number alone."""
    if account and bank.isdigit() and account.isdigit():
        return number == bank + account.zfill(len(number) - len(bank))
    told = account or bank
    if len(told) >= _SHORTEST_INSIDE:
        return told in number and any(map(str.isdigit, told))
    return told.isdigit() and number.endswith(told.zfill(_SHORTEST_INSIDE))
