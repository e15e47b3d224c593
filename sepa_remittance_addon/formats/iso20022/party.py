"""Who paid, who was paid, and through which account and bank: the same elements in every message and version."""

from ..identifiers import electronic
from ..values import Party

# Where an account number that is no IBAN stands; the last two in version .01.
_OTHER_ACCOUNTS = (("Othr", "Id"), ("BBAN",), ("PrtryAcct", "Id"))
_AGENT_CODES = ("BICFI", "BIC")


def read_account(account, name="", bic=""):
    """Return the :class:`~..values.Party` of an account element. The IBAN is in electronic form, not checked."""
    identification = account.at("Id")
    other = (identification.get(*path) for path in _OTHER_ACCOUNTS)
    return Party(
        name=name,
        iban=electronic(identification.get("IBAN")),
        bic=bic,
        other_account=next(filter(None, other), ""),
    )


def read_party(transaction, role):
    """Return the debtor (``Dbtr``) or creditor (``Cdtr``) of a transaction, None when the file says nothing of it.

    The ultimate debtor or creditor gives the name where the bank leaves it out.
    """
    parties = transaction.at("RltdPties")
    name = read_name(parties.at(role)) or read_name(parties.at("Ultmt" + role))
    bic = read_bic(transaction.at("RltdAgts", role + "Agt"))
    party = read_account(parties.at(role + "Acct"), name, bic)
    return party if party.name or party.iban or party.other_account else None


def read_name(party):
    """Return the name of a party; from version .08 on it stands one level deeper, beside the name of an agent."""
    return party.get("Nm") or party.get("Pty", "Nm") or party.get("Agt", "FinInstnId", "Nm")


def read_bic(agent):
    """Return the BIC of an agent or servicer, ``""`` without one."""
    institution = agent.at("FinInstnId")
    codes = (institution.get(code) or institution.get("CmbndId", code) for code in _AGENT_CODES)
    return next(filter(None, codes), "")
