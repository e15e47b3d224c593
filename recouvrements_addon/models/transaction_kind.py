"""What can be keyed on a contract: one table, read by the dialog, the cashier and the ledger."""

from typing import NamedTuple

JOURNAL_METHODS = [
    ("cash", "Cash"),
    ("transfer", "Bank transfer"),
    ("card", "Card"),
    ("voucher", "Voucher"),
]
METHODS = [*JOURNAL_METHODS, ("contract", "Another contract")]


class Kind(NamedTuple):
    """One type of transaction.

    ``part`` is the half of the contract it belongs to; ``direction`` is that of the payment it makes, or ``None`` when
    nothing is paid; ``methods`` are those a person may choose; ``carried_out_as`` is set on refund requests only;
    ``first_state`` is the status with which it begins.
    """

    label: str
    part: str
    direction: str | None
    methods: tuple[str, ...]
    carried_out_as: str | None = None
    first_state: str = "recorded"

    @property
    def gives_back(self):
        """Whether it takes, now or later, from what is owed back to the customer."""
        return self.direction == "outbound" or self.first_state == "requested"


KINDS = {
    "payment": Kind("Payment", "payment", "inbound", ("cash", "transfer", "card", "voucher")),
    "refund": Kind("Refund", "payment", "outbound", ("transfer", "cash", "card")),
    "refund_request": Kind("Refund request", "payment", None, ("transfer",), "refund", "requested"),
    "move_request": Kind("Move to another contract", "payment", None, ("contract",), None, "requested"),
    "deposit_payment": Kind("Deposit payment", "deposit", "inbound", ("cash", "transfer", "card", "contract")),
    "card_authorisation": Kind("Card authorisation", "deposit", None, ("card",), None, "authorised"),
    "deposit_refund": Kind("Deposit refund", "deposit", "outbound", ("transfer", "cash", "card")),
    "deposit_refund_request": Kind(
        "Deposit refund request", "deposit", None, ("transfer",), "deposit_refund", "requested"
    ),
    "deposit_move_request": Kind(
        "Move of deposit to another contract", "deposit", None, ("contract",), None, "requested"
    ),
    # Made by the posting of the final invoice, never keyed: no method.
    "deposit_settlement": Kind("Deposit settled on the final invoice", "deposit", None, ()),
}

REQUESTS = tuple(name for name, kind in KINDS.items() if kind.carried_out_as)
MOVES = ("move_request", "deposit_move_request")
KEYED = tuple(name for name, kind in KINDS.items() if kind.methods)
