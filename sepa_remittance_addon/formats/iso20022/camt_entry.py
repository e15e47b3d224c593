"""One entry of a statement or notification (``Ntry``) and the transactions in it (``TxDtls``), all versions.

The sign comes from the credit or debit indicator alone: a reversal indicator informs, it turns nothing round
(PostFinance, ING and ABN AMRO files only balance that way).
"""

from dataclasses import replace
from decimal import Decimal

from ..refusal import Refusal, _
from ..values import Entry, Transaction
from . import datatypes
from .party import read_party
from .xml import NOTHING, Node

# Entry statuses and whether they are booked. A file without any status is a statement of booked entries.
_BOOKED = {"BOOK": True, "": True, "PDNG": False, "INFO": False, "FUTR": False}
# Where a transaction tells its own amount, the surest first; only one in the currency of the entry counts.
_AMOUNTS = (("Amt",), ("AmtDtls", "TxAmt", "Amt"), ("AmtDtls", "InstdAmt", "Amt"))
_ROLES = {True: ("Dbtr", "Cdtr"), False: ("Cdtr", "Dbtr")}  # money in: who paid us; money out: whom we paid


class EntryReading:
    """Takes the parts of an entry as they end: a batch of 100,000 transactions is never in memory as a tree.

    Amount and sign of an entry stand before its transactions in every version; a file where they do not is refused.
    """

    def __init__(self, place, account):
        """:param account: the :class:`~.camt.Account` of the statement, whose currency an amount without one has."""
        self.place = place
        self.account = account
        self.head = Node("Ntry")
        self.head.children = {}
        self.amount = None  # signed
        self.currency = ""
        self.code = NOTHING  # of the first transaction
        self.transactions = []

    def take_head(self, node):
        """Keep the amount and the indicator; which of two would be right nobody knows."""
        if node.name in self.head.children:
            raise Refusal(_("The entry has the element %(name)s twice."), place=f"line {node.line}", name=node.name)
        self.head.children[node.name] = [node]

    def take_transaction(self, node):
        if self.amount is None:
            self.read_amount()
            self.code = node.at("BkTxCd")
        place = f"{self.place}, transaction {len(self.transactions) + 1}"
        self.transactions.append(_transaction(node, place, self.amount, self.currency, self.account))

    def read_amount(self):
        self.amount, self.currency = _signed(self.head, self.head.at("Amt"), 1, self.account.currency)

    def close(self, node):
        """Return the :class:`~..values.Entry`, at the end of its element.

        :raises Refusal: here and before for an amount, a sign, a date or a status that cannot be read with certainty.
        """
        if self.amount is None:
            self.read_amount()
        return _entry(node, self)


def _entry(node, reading):
    batch = _first_batch(node)
    return Entry(
        place=reading.place,
        amount=reading.amount,
        currency=reading.currency,
        booked=_is_booked(node.at("Sts")),
        booking_date=datatypes.day(node.at("BookgDt")),
        value_date=datatypes.day(node.at("ValDt")),
        bank_reference=node.get("AcctSvcrRef") or node.get("NtryRef"),
        transaction_type=_transaction_type(node.at("BkTxCd"), reading.code),
        proprietary_code=node.get("BkTxCd", "Prtry", "Cd"),
        reversal=datatypes.is_true(node.at("RvslInd")),
        text=node.get("AddtlNtryInf"),
        payment_information_id=batch.get("PmtInfId"),
        message_id=batch.get("MsgId"),
        transactions=_transactions(reading),
        charges=_charges(node, reading.currency),
    )


def _transactions(reading):
    """Return the transactions. The only one of an entry, told without an amount, has the amount of the entry."""
    if len(reading.transactions) == 1 and reading.transactions[0].amount is None:
        return (replace(reading.transactions[0], amount=reading.amount),)
    return tuple(reading.transactions)


def batch_of(node, currency):
    """Return what the bank says of an entry booked as one amount: ``(count, total)``, None where it says nothing.

    :param currency: of the entry; a total without one has it.
    """
    batch = _first_batch(node)
    count, total = batch.at("NbOfTxs"), batch.at("TtlAmt")
    return (
        int(datatypes.quantity(count)) if count else None,
        datatypes.amount(total, currency) if total else None,
    )


def _first_batch(node):
    """Return the batch of an entry; version .01 has no ``NtryDtls`` around it."""
    return node.at("NtryDtls", "Btch") or node.at("Btch")


def _signed(node, amount_node, default_sign, currency):
    """Return an amount with the sign of its own indicator; one without gets the default sign of its entry."""
    amount, currency = datatypes.amount(amount_node, currency)
    indicator = node.at("CdtDbtInd")
    sign = datatypes.sign(indicator) if indicator or node.name == "Ntry" else default_sign
    return (amount if sign > 0 else -amount), currency


def _is_booked(status):
    code = status.text or status.get("Cd")
    if code not in _BOOKED or (status and not code):
        raise Refusal(
            _("The status %(status)s of an entry is unknown: it cannot be said whether it is booked."),
            place=f"line {status.line}",
            status=code or "-",
        )
    return _BOOKED[code]


def _transaction_type(*codes):
    """Return domain-family-subfamily, or the bank's own code, of the first code that has one."""
    for code in codes:
        family = code.at("Domn", "Fmly")
        levels = (code.get("Domn", "Cd"), family.get("Cd"), family.get("SubFmlyCd"))
        if any(levels) or code.get("Prtry", "Cd"):
            return "-".join(filter(None, levels)) or code.get("Prtry", "Cd")
    return ""


def _transaction(detail, place, entry_amount, currency, account):
    references = detail.at("Refs")
    amount = _own_amount(detail, 1 if entry_amount >= 0 else -1, currency)
    returned = detail.at("RtrInf")
    text, structured = _remittance_information(detail)
    return Transaction(
        place=place,
        amount=amount,
        currency=currency,
        end_to_end_id=datatypes.reference(references.get("EndToEndId")),
        mandate_reference=datatypes.reference(references.get("MndtId")),
        instruction_id=datatypes.reference(references.get("InstrId")),
        payment_information_id=datatypes.reference(references.get("PmtInfId")),
        message_id=datatypes.reference(references.get("MsgId")),
        bank_reference=datatypes.reference(references.get("AcctSvcrRef") or references.get("TxId")),
        counterparty=_counterparty(detail, (amount or entry_amount) >= 0, bool(returned), account.iban),
        text=text,
        structured_reference=structured,
        return_code=returned.get("Rsn", "Cd") or returned.get("Rsn", "Prtry"),
        return_text=" ".join(node.text for node in returned.all("AddtlInf")),
        charges=_charges(detail, currency),
    )


def _own_amount(detail, default_sign, currency):
    for path in _AMOUNTS:
        node = detail.at(*path)
        if node.text and node.attributes.get("Ccy", currency) == currency:
            return _signed(detail, node, default_sign, currency)[0]
    return None


def _counterparty(detail, money_in, returned, own_iban):
    """Return the other side, never ourselves. In a return debtor and creditor are those of the original payment."""
    sides = (read_party(detail, role) for role in _ROLES[money_in != returned])
    return next((side for side in sides if side and not (own_iban and side.iban == own_iban)), None)


def _remittance_information(detail):
    """Return the text and the first structured reference; every other reference and number joins the text."""
    information = detail.at("RmtInf")
    texts = [node.text for name in ("Ustrd", "AddtlRmtInf") for node in information.all(name)]
    references = []
    for block in information.all("Strd"):
        references += [block.get("CdtrRefInf", "Ref") or block.get("CdtrRefInf", "CdtrRef")]
        texts += [node.get("Nb") or node.get("RfrdDocNb") for node in block.all("RfrdDocInf")]
        texts += [node.text for node in block.all("AddtlRmtInf")]
    first, *others = [reference for reference in references if reference] or [""]
    texts += [*others, detail.get("AddtlTxInf")]
    return " ".join(dict.fromkeys(text for text in texts if text)), first


def _charges(node, currency):
    """Return what the bank charged, positive, in the currency of the entry; charges in another one are left out."""
    total = Decimal(0)
    for charges in node.all("Chrgs"):
        records = charges.all("Rcrd") or ((charges,) if charges.at("Amt") else ())
        amounts = [_signed(record, record.at("Amt"), -1, currency) for record in records if record.at("Amt")]
        if not amounts and charges.at("TtlChrgsAndTaxAmt"):
            amounts = [_signed(charges, charges.at("TtlChrgsAndTaxAmt"), -1, currency)]
        total -= sum(amount for amount, code in amounts if code == currency)
    return total
