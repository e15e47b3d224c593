"""Ours, the peers and the floor beside each other: which of their steps answer the same need, and the ratios."""

from typing import NamedTuple

FLOOR = "floor "  # the case of the floor is that of ours, with this before it
UNTIL_FILE = ("proposal", "confirm")
UNTIL_PAID = (*UNTIL_FILE, "import", "validation", "allocation", "ledger")
STACKS = ("oca-batch", "oca-order")
SUMMED = ("wall_s", "python_s", "postgresql_s", "queries")


class Need(NamedTuple):
    """:ivar case, steps: how ours answers it. :ivar peers: the steps of each peer that does."""

    name: str
    case: str
    steps: tuple
    peers: dict


# Names are those of the lines for programs. The peers' import and upload post entries, ours posts in its ledger update;
# "cycle" holds all of it on both sides.
NEEDS = (
    Need("proposal", "sepa-lines", ("proposal",), dict.fromkeys(STACKS, ("proposal",))),
    Need("confirm+file", "sepa-lines", ("confirm",), dict.fromkeys(STACKS, ("confirm", "file"))),
    Need("proposal+confirm+file", "sepa-lines", UNTIL_FILE, dict.fromkeys(STACKS, ("proposal", "confirm", "file"))),
    Need("import", "transfers", ("import",), {"oca-camt": ("import",)}),
    Need("allocation", "transfers", ("allocation",), {"oca-matcher": ("allocation",)}),
    Need(
        "ledger", "sepa-lines", ("ledger",),
        {**dict.fromkeys(STACKS, ("upload",)), "odoo": ("ledger",)},
    ),
    Need("ledger-one-receipt", "sepa-block", ("ledger",), {"odoo-receipt": ("ledger",)}),
    Need("ledger-receipts-of-five", "pbs-ls", ("ledger",), {}),
    Need(
        "cycle", "sepa-lines", UNTIL_PAID,
        dict.fromkeys(STACKS, ("proposal", "confirm", "file", "upload")),
    ),
)  # fmt: skip


class Compared(NamedTuple):
    """One need at one size. :ivar peer: its cost, or None when none was measured at this size."""

    need: str
    n: int
    ours: dict
    peer_name: str
    peer: dict | None
    floor: dict | None

    @property
    def ratio(self):
        return self.peer and _ratio(cpu(self.peer), cpu(self.ours))

    @property
    def wall_ratio(self):
        return self.peer and _ratio(self.peer["wall_s"], self.ours["wall_s"])

    @property
    def floor_ratio(self):
        return self.floor and _ratio(cpu(self.ours), cpu(self.floor))


def cpu(cost):
    """Seconds of CPU, of Python and of the PostgreSQL process that served it."""
    return cost["python_s"] + cost["postgresql_s"]


def compare(results):
    """One :class:`Compared` for each need, size of ours, and peer measured at that size; without a peer where none."""
    compared = []
    for need in NEEDS:
        for n in sorted({result["n"] for result in results if result["case"] == need.case}):
            ours = together(results, need.case, need.steps, n)
            if not ours:
                continue
            floor = together(results, FLOOR + need.case, _of_floor(need.steps), n)
            measured = {peer: together(results, peer, steps, n) for peer, steps in need.peers.items()}
            found = {peer: cost for peer, cost in measured.items() if cost} or {"": None}
            compared += [Compared(need.name, n, ours, peer, cost, floor) for peer, cost in found.items()]
    return compared


def _of_floor(steps):
    """The floor has nothing to validate."""
    return tuple(step for step in steps if step != "validation")


def peers_of(case):
    return {peer for need in NEEDS if need.case == case for peer in need.peers}


def together(results, case, steps, n):
    """What these steps cost together, or None when one of them was not measured."""
    by_step = {result["step"]: result for result in results if (result["case"], result["n"]) == (case, n)}
    if not set(steps) <= set(by_step):
        return None
    parts = [by_step[step] for step in steps]
    summed = {name: sum(part[name] for part in parts) for name in SUMMED}
    return {**summed, "n": n, "peak_mb": max(part["peak_mb"] for part in parts)}


def _ratio(numerator, denominator):
    # what takes less than the clock can tell has no ratio
    return numerator / denominator if denominator >= 0.005 else None
