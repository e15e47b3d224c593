"""A book kept with pencil and paper: what must be true of contracts, independent of the ledger and of the module."""

from decimal import Decimal

PART = {
    "payment": "payment",
    "refund": "payment",
    "refund_request": "payment",
    "move_request": "payment",
    "deposit_payment": "deposit",
    "deposit_refund": "deposit",
    "deposit_refund_request": "deposit",
    "deposit_move_request": "deposit",
}
REFUND_OF = {"refund_request": "refund", "deposit_refund_request": "deposit_refund"}


class Page:
    """One contract: what was invoiced, what came and went on each side, and what is asked for."""

    def __init__(self):
        self.invoiced = Decimal(0)
        self.came = {"payment": Decimal(0), "deposit": Decimal(0)}
        self.went = {"payment": Decimal(0), "deposit": Decimal(0)}
        self.requests = {}  # transaction -> [kind, amount still asked for]

    def reserved(self, part):
        return sum((amount for kind, amount in self.requests.values() if PART[kind] == part), Decimal(0))

    def kept(self, part):
        """What is there beyond what is due; negative where something is due."""
        due = self.invoiced if part == "payment" else Decimal(0)
        return self.came[part] - self.went[part] - due

    def owed(self, part):
        return self.kept(part) - self.reserved(part)

    def asked_back(self):
        """What is asked for to go to the customer's account."""
        return {request: tuple(told) for request, told in self.requests.items() if told[0] in REFUND_OF}

    def give_back(self, requests):
        for request, (kind, amount) in requests.items():
            self.went[PART[kind]] += amount
            del self.requests[request]

    def take_back(self, requests):
        """The bank did not pay: the money is here, and is asked for again."""
        for request, (kind, amount) in requests.items():
            self.went[PART[kind]] -= amount
            self.requests[request] = [kind, amount]

    def may_take_back(self, part, amount):
        """Whether money that came can be taken back: not when it went on, or is promised."""
        if part == "payment" and not self.reserved(part):
            return True
        return max(self.owed(part), Decimal(0)) >= amount if part == "payment" else self.owed(part) >= amount
