"""What a bank tells us and what we ask of it, as frozen values: no database, no ORM, no bytes.

Amounts are :class:`decimal.Decimal` in the unit of their currency, signed from the point of view of the account's
owner: money in is positive, money out is negative. Dates are :class:`datetime.date`. Texts are stripped and never
``None``: an absent text is ``""``.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

# ---------------------------------------------------------------- both ways


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address in the hybrid form banks accept since November 2026: town and country are named."""

    country: str = ""  # ISO 3166 alpha-2
    town: str = ""
    postcode: str = ""
    street: str = ""
    lines: tuple[str, ...] = ()  # at most two


@dataclass(frozen=True, slots=True)
class Party:
    name: str
    iban: str = ""  # electronic form, no blanks
    bic: str = ""
    address: Address | None = None
    other_account: str = ""  # an account number that is no IBAN


# ---------------------------------------------------------------- the bank's answer


@dataclass(frozen=True, slots=True)
class Balance:
    amount: Decimal  # signed
    currency: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Transaction:
    """One payment inside an entry, with everything by which it may be recognised."""

    place: str
    amount: Decimal | None  # signed like its entry; None when the bank gives no amount for it
    currency: str
    end_to_end_id: str = ""
    mandate_reference: str = ""
    instruction_id: str = ""
    payment_information_id: str = ""
    message_id: str = ""
    bank_reference: str = ""
    counterparty: Party | None = None
    text: str = ""  # unstructured remittance information
    structured_reference: str = ""  # RF, OGM, QR, ... as sent
    return_code: str = ""  # AC04, MD06, ... when this takes a payment back
    return_text: str = ""
    customer_number: str = ""  # PBS: the creditor's own number for the debtor
    payment_date: date | None = None  # the date the debit was asked for
    rejected_amount: Decimal | None = None  # asked for but not paid (no money moved)
    charges: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking on the account. The amount of the entry is what moved, whatever its details say."""

    place: str
    amount: Decimal  # signed
    currency: str
    booked: bool  # False for pending or informational entries: they must not be posted
    booking_date: date | None
    value_date: date | None
    bank_reference: str = ""
    transaction_type: str = ""  # the bank's code: 0580, or domain-family-subfamily, or the proprietary code
    proprietary_code: str = ""
    reversal: bool = False
    text: str = ""
    payment_information_id: str = ""  # of a batch booked as one amount
    message_id: str = ""
    transactions: tuple[Transaction, ...] = ()
    charges: Decimal = Decimal(0)  # told for the entry as a whole

    def is_itemised(self):
        """True when the transactions account for every cent of the entry, so that each can be a line."""
        amounts = [transaction.amount for transaction in self.transactions]
        return bool(amounts) and None not in amounts and sum(amounts) == self.amount


@dataclass(frozen=True, slots=True)
class Statement:
    place: str
    identification: str
    number: str
    account: Party
    currency: str
    opening: Balance | None
    closing: Balance | None
    from_date: date | None = None
    to_date: date | None = None
    complete: bool = True  # False for a page that is not the last
    entries: tuple[Entry, ...] = ()
    remarks: tuple[str, ...] = ()  # what a person should know, e.g. balances that do not add up
    creditor_number: str = ""  # PBS: whose collections these are


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file: a message and its statements, all or none of them good."""

    layout: str  # "camt.053.001.08", "pbs.ls.0602", ...
    identification: str
    created: datetime | None
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the bank decided about one debit, one block (payment_information_id) or one whole message."""

    place: str
    level: str  # "message", "block", "transaction"
    accepted: bool
    status: str  # ACCP, RJCT, ...
    message_id: str = ""
    payment_information_id: str = ""
    end_to_end_id: str = ""
    mandate_reference: str = ""
    amount: Decimal | None = None
    currency: str = ""
    reason_code: str = ""
    reason_text: str = ""


@dataclass(frozen=True, slots=True)
class StatusReport:
    layout: str
    identification: str
    created: datetime | None
    verdicts: tuple[Verdict, ...]


# ---------------------------------------------------------------- the answer of PBS beside payments


@dataclass(frozen=True, slots=True)
class AgreementNotice:
    """PBS tells that one agreement is active (0230), registered (0231) or cancelled (0232, 0233, 0234).

    Leverandørservice says the same with 500, 510 and 540.
    """

    place: str
    transaction_type: str
    creditor_number: str
    debtor_group: str
    customer_number: str  # as in the file: it may come back padded with zeros
    mandate_number: str
    effective_date: date | None
    end_date: date | None = None


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """One file of agreements: Betalingsservice 0603, Leverandørservice delivery 30."""

    layout: str
    identification: str
    created: datetime | None
    notices: tuple[AgreementNotice, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What PBS accepted of one creditor for one payment date, to be compared with what was sent. Amounts positive."""

    place: str
    creditor_number: str
    payment_date: date | None
    account: str  # registration and account number, 14 digits
    mandates: int
    collections: int
    collected: Decimal
    disbursements: int
    disbursed: Decimal


@dataclass(frozen=True, slots=True)
class Remark:
    """What PBS found wrong with one mandate (0910) or one payment (0920) it was sent; the amount is not signed."""

    place: str
    transaction_type: str
    creditor_number: str
    customer_number: str
    remark_code: str
    error_number: str
    payment_date: date | None
    amount: Decimal
    account: str = ""  # 0910: the debtor's, 0920: the creditor's; registration and account number, 14 digits
    debtor_cvr: str = ""


@dataclass(frozen=True, slots=True)
class Renumbering:
    """PBS tells that from a day on a debtor goes by another creditor or customer number (0930)."""

    place: str
    creditor_number: str
    change_date: date | None
    old_creditor_number: str
    old_customer_number: str
    new_creditor_number: str
    new_customer_number: str


@dataclass(frozen=True, slots=True)
class ReceiptReport:
    """One file by which PBS acknowledges a delivery: Leverandørservice 0690."""

    layout: str
    identification: str
    created: datetime | None
    receipts: tuple[Receipt, ...] = ()
    remarks: tuple[Remark, ...] = ()
    renumberings: tuple[Renumbering, ...] = ()


# ---------------------------------------------------------------- what we ask of the bank


@dataclass(frozen=True, slots=True)
class Amendment:
    """What changed in a mandate since the last collected debit; empty fields did not change."""

    old_reference: str = ""
    old_creditor_identifier: str = ""
    old_creditor_name: str = ""
    old_iban: str = ""
    same_mandate_new_account: bool = False  # SMNDA: the change is told without the old IBAN


@dataclass(frozen=True, slots=True)
class Debit:
    end_to_end_id: str
    amount: Decimal  # positive
    debtor: Party
    mandate_reference: str
    signature_date: date
    text: str = ""
    structured_reference: str = ""  # RF creditor reference
    amendment: Amendment | None = None


@dataclass(frozen=True, slots=True)
class DebitBlock:
    """Debits that share date, scheme and sequence type. ``debits`` may be any iterable, also one read as it goes."""

    identification: str
    scheme: str  # "CORE" or "B2B"
    sequence_type: str  # OOFF, FRST, RCUR, FNAL
    collection_date: date
    creditor: Party
    creditor_identifier: str
    count: int
    total: Decimal
    debits: object
    batch_booking: bool = True


@dataclass(frozen=True, slots=True)
class DebitMessage:
    identification: str
    created: datetime
    initiator: str
    count: int
    total: Decimal
    blocks: tuple[DebitBlock, ...]


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money to be sent to one payee."""

    end_to_end_id: str
    amount: Decimal  # positive
    creditor: Party
    text: str = ""
    structured_reference: str = ""  # RF creditor reference


@dataclass(frozen=True, slots=True)
class TransferBlock:
    """Transfers from one account on one day. ``transfers`` may be any iterable, also one read as it goes."""

    identification: str
    execution_date: date
    debtor: Party
    count: int
    total: Decimal
    transfers: object
    batch_booking: bool = True


@dataclass(frozen=True, slots=True)
class TransferMessage:
    identification: str
    created: datetime
    initiator: str
    count: int
    total: Decimal
    blocks: tuple[TransferBlock, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """One amount to collect from (positive) or pay out to (negative) one debtor on one day through PBS."""

    customer_number: str
    payment_date: date
    amount: Decimal
    reference: str = ""
    mandate_number: str = ""
    texts: tuple[str, ...] = ()
    debtor_group: str = ""  # Betalingsservice; empty: that of the delivery


@dataclass(frozen=True, slots=True)
class AgreementRequest:
    """What PBS shall do with the agreement of one debtor."""

    action: str  # "register", "cancel" or "renumber"
    customer_number: str
    debtor_group: str = ""
    mandate_number: str = ""
    account: str = ""  # the debtor's registration and account number, 14 digits
    debtor_cvr: str = ""
    new_creditor_number: str = ""
    new_customer_number: str = ""
