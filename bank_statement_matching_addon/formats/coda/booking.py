"""A booking of CODA and its details to an entry and its transactions: each cent counted once.

* simple (type 0): one transaction
* total of details that the customer or the bank put together (1, 2): the details are its transactions
* net amount (3): one transaction with the amount of the booking; its gross amount and charges are told beside it
"""

from dataclasses import replace

from odoo.addons.sepa_remittance_addon.formats.refusal import Refusal, _
from odoo.addons.sepa_remittance_addon.formats.values import Entry

from .movement import BOOKINGS, DETAIL_OF_DETAIL

_NET_AMOUNT = "3"
_PRINCIPAL = ("000", "100")  # categories: net amount, gross amount; every other one is a cost or a tax
_SIMPLE_PLACE = "0000"


class BookingReading:
    """Takes the movements of one booking; the first is the booking itself."""

    def __init__(self, movement):
        if movement.type not in BOOKINGS or movement.first.columns("detail") != _SIMPLE_PLACE:
            raise Refusal(_("The detail belongs to no booking."), movement.first.place)
        self.total = movement
        self.details = []
        self.below = {}  # position of a detail: the details of it

    def takes(self, movement):
        """Tell whether a movement is a detail of this booking; a booking is not, whatever its number."""
        return movement.type not in BOOKINGS and movement.sequence == self.total.sequence

    def take(self, movement):
        if movement.type == DETAIL_OF_DETAIL and self.details:
            self.below.setdefault(len(self.details) - 1, []).append(movement)
        else:
            self.details.append(movement)

    def entry(self):
        """Return the :class:`~.values.Entry`."""
        own = self.total.transaction()
        itemised = self.details and self.total.type != _NET_AMOUNT
        others = [] if itemised else [_told(detail) for detail in self.details]
        if itemised:
            transactions = tuple(self.detail(*numbered) for numbered in enumerate(self.details))
        else:
            charges = self.charges()
            transactions = (replace(own, charges=charges) if charges else own,)
        return Entry(
            place=self.total.first.place,
            amount=self.total.amount,
            currency=self.total.currency,
            booked=True,
            booking_date=self.total.entry_date or self.total.value_date,
            value_date=self.total.value_date,
            bank_reference=own.bank_reference,
            transaction_type=self.total.transaction_type,
            proprietary_code=self.total.code,
            text=" ".join(
                filter(None, (*(self.own_texts(own) if itemised else ()), self.total.information(), *others))
            ),
            payment_information_id=own.end_to_end_id if itemised else "",
            transactions=transactions,
        )

    def own_texts(self, own):
        """What the total says of itself: its lines are the details, so it stands beside each."""
        return own.structured_reference, own.text

    def detail(self, position, movement):
        transaction = movement.transaction()
        told = [transaction.text, movement.information(), *map(_told, self.below.get(position, ()))]
        return replace(transaction, text=" ".join(filter(None, told)))

    def charges(self):
        """Return what the bank kept of a net amount, where exactly one detail is the principal; None otherwise."""
        costs = sum(detail.amount for detail in self.details if detail.category not in _PRINCIPAL)
        alone = sum(detail.category in _PRINCIPAL for detail in self.details) == 1
        return -costs if alone and costs < 0 else None


def _told(detail):
    """Return a detail that is no line of its own, with its amount: nothing the bank wrote is lost."""
    transaction = detail.transaction()
    code = f"{detail.code} {detail.amount}"
    return " ".join(filter(None, (code, transaction.structured_reference, transaction.text, detail.information())))
