"""What make bench prints: every step, each need beside peers and floor, what misses its bar, lines for programs."""

import math

from comparison import Compared, cpu
from peer_addons import PEERS

# Milliseconds of CPU per invoice that a step may cost; see docs/performance.md.
BARS = {"proposal": 1, "confirm": 1, "allocation": 2, "ledger": 5}
BARS_FROM = 1000  # invoices; below, what a step costs at any size weighs more
STEEPEST = 1.1
# What the screens and the memory may cost, whatever the size; a list is opened by the steps that are called so.
OPENED_WITHIN, HELD_BELOW = 1, 1024  # seconds of CPU, megabytes
# How many times the peer's CPU is to be ours, at least; and how many times the floor's ours may be.
FASTER_THAN_PEERS = {"proposal+confirm+file": 40, "import": 50, "allocation": 100, "cycle": 50}
ABOVE_FLOOR = {"proposal+confirm+file": 5, "ledger": 4, "ledger-one-receipt": 4, "ledger-receipts-of-five": 4}

STEP_HEADINGS = (
    "case", "step", "invoices", "wall s", "wall ms/line", "CPU ms/line", "python s", "database s", "queries",
    "peak MB", "growth",
)  # fmt: skip
NEED_HEADINGS = (
    "step", "beside", "invoices", "ours wall s", "theirs wall s", "ours CPU ms/line", "theirs CPU ms/line",
    "ours queries", "theirs queries", "ours peak MB", "theirs peak MB", "ours growth", "theirs growth", "times (CPU)",
    "times (wall)",
)  # fmt: skip
FLOOR_HEADINGS = ("step", "invoices", "ours CPU ms/line", "floor CPU ms/line", "ours by the floor", "growth")


def print_all(results, compared):
    print_table(STEP_HEADINGS, map(_step_row, results), 2)
    print_table(NEED_HEADINGS, [_need_row(one, compared) for one in compared if one.peer], 2)
    print_table(FLOOR_HEADINGS, [_floor_row(one, compared) for one in _each_of_ours(compared) if one.floor], 1)
    for told in least_ratios(compared):
        print(told)
    for line in step_lines(results):
        print(line)
    missed = missed_bars(results, compared)
    print("\nAbove the bar:\n  " + "\n  ".join(missed) if missed else "\nEvery step is within its bar.")
    print()
    for line in bench_lines(compared):
        print(line)


# ------------------------------------------------------------ growth


def add_growth(results):
    """The exponent of growth from the next smaller size, half of it or less: 1 is linear, 2 is quadratic."""
    for result in results:
        same = [other for other in results if (other["case"], other["step"]) == (result["case"], result["step"])]
        result["growth"] = exponent(result, same)


def exponent(cost, others):
    half = [other for other in others if other["n"] <= cost["n"] / 2]
    smaller = max(half, key=lambda one: one["n"], default=None)
    # what takes no measurable time has no growth to speak of
    if not smaller or min(cpu(smaller), cpu(cost)) < 0.01:
        return None
    return math.log(cpu(cost) / cpu(smaller)) / math.log(cost["n"] / smaller["n"])


def _growth_of_ours(one, compared):
    return exponent(one.ours, [other.ours for other in compared if other.need == one.need])


def _growth_of_peer(one, compared):
    same = [other.peer for other in compared if (other.need, other.peer_name) == (one.need, one.peer_name)]
    return exponent(one.peer, [cost for cost in same if cost])


def _each_of_ours(compared):
    return {(one.need, one.n): one for one in compared}.values()


# ------------------------------------------------------------ tables


def _step_row(result):
    n = result["n"]
    return (
        result["case"], result["step"], f"{n}", f"{result['wall_s']:.2f}", _per_line(result["wall_s"], n),
        _per_line(cpu(result), n), f"{result['python_s']:.2f}", f"{result['postgresql_s']:.2f}",
        f"{result['queries']}", f"{result['peak_mb']:.0f}", _number(result["growth"], 2),
    )  # fmt: skip


def _need_row(one, compared):
    ours, peer, n = one.ours, one.peer, one.n
    return (
        one.need, one.peer_name, f"{n}", f"{ours['wall_s']:.2f}", f"{peer['wall_s']:.2f}", _per_line(cpu(ours), n),
        _per_line(cpu(peer), n), f"{ours['queries']}", f"{peer['queries']}", f"{ours['peak_mb']:.0f}",
        f"{peer['peak_mb']:.0f}", _number(_growth_of_ours(one, compared), 2),
        _number(_growth_of_peer(one, compared), 2), _number(one.ratio, 1), _number(one.wall_ratio, 1),
    )  # fmt: skip


def _floor_row(one, compared):
    return (
        one.need, f"{one.n}", _per_line(cpu(one.ours), one.n), _per_line(cpu(one.floor), one.n, 3),
        _number(one.floor_ratio, 1), _number(_growth_of_ours(one, compared), 2),
    )  # fmt: skip


def print_table(headings, rows, texts):
    """A table as Markdown writes it; the first ``texts`` columns are texts."""
    rows = [headings, *rows]
    if len(rows) == 1:
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    marks = ["-" * width if place < texts else "-" * (width - 1) + ":" for place, width in enumerate(widths)]
    print()
    for row in (rows[0], marks, *rows[1:]):
        cells = [
            f"{cell:<{width}}" if place < texts else f"{cell:>{width}}"
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print(f"| {' | '.join(cells)} |")
    print()


def _per_line(seconds, n, decimals=2):
    return f"{1000 * seconds / n:.{decimals}f}"


def _number(value, decimals):
    return "" if value is None else f"{value:.{decimals}f}"


# ------------------------------------------------------------ what a peer that was not waited for costs at least


def least_ratios(compared):
    """Per line, ours at its largest size against the peer at its own, where that is smaller; in sentences.

    That is the least ratio, unless a line became cheaper for the peer with more lines. Nothing is extrapolated.
    """
    told = []
    for need, peer_name in dict.fromkeys((one.need, one.peer_name) for one in compared if one.peer):
        ours = max((one for one in compared if one.need == need), key=lambda one: one.n)
        theirs = max((one for one in compared if (one.need, one.peer_name) == (need, peer_name)), key=lambda one: one.n)
        if ours.n > theirs.n:
            ratio = cpu(theirs.peer) / theirs.n / (cpu(ours.ours) / ours.n)
            told.append(
                f"Per line, {need} of {ours.n} by ours against {theirs.n} by {peer_name}: {ratio:.0f} times less CPU"
            )
    return told


# ------------------------------------------------------------ for programs


def step_lines(results):
    for result in results:
        n, wall = result["n"], result["wall_s"]
        growth = "" if result["growth"] is None else f" growth={result['growth']:.3f}"
        yield (
            f"STEP case={result['case'].replace(' ', '-')} step={result['step'].replace(' ', '-')} n={n}"
            f" wall_s={wall:.3f} cpu_ms_line={1000 * cpu(result) / n:.3f} python_s={result['python_s']:.3f}"
            f" postgresql_s={result['postgresql_s']:.3f} queries={result['queries']}"
            f" peak_mb={result['peak_mb']:.0f}{growth}"
        )


def bench_lines(compared: list[Compared]):
    """Seconds are CPU, of Python and PostgreSQL; what was not measured is ``-``."""
    for one in compared:
        peer = _number(cpu(one.peer), 3) if one.peer else "-"
        yield (
            f"BENCH step={one.need} n={one.n} ours_s={cpu(one.ours):.3f} peer={one.peer_name or '-'} peer_s={peer}"
            f" ratio={_number(one.ratio, 2) or '-'} floor_ratio={_number(one.floor_ratio, 2) or '-'}"
        )


# ------------------------------------------------------------ bars


def missed_bars(results, compared):
    """A bar that is missed is told; it is no failure, because the machine may be busy or slow."""
    ours = [result for result in results if result["case"] not in PEERS and not result["case"].startswith("floor ")]
    return [*_missed_by_steps(ours), *_missed_beside(compared)]


def _missed_by_steps(results):
    for result in results:
        name = f"{result['case']} {result['step']} with {result['n']} invoices"
        bar, cost = BARS.get(result["step"]), 1000 * cpu(result) / result["n"]
        if bar and result["n"] >= BARS_FROM and cost > bar:
            yield f"{name}: {cost:.2f} ms of CPU per invoice, the bar is {bar}"
        if result["step"].startswith("open ") and cpu(result) > OPENED_WITHIN:
            yield f"{name}: {cpu(result):.1f} s, the bar is {OPENED_WITHIN}"
        if result["peak_mb"] > HELD_BELOW:
            yield f"{name}: {result['peak_mb']:.0f} MB, the bar is {HELD_BELOW}"
        if (result["growth"] or 0) > STEEPEST and result["n"] > BARS_FROM:
            yield f"{name}: grows with the power {result['growth']:.2f}, the bar is {STEEPEST}"


def _missed_beside(compared):
    for one in compared:
        wanted = FASTER_THAN_PEERS.get(one.need)
        if one.ratio and wanted and one.n >= BARS_FROM and one.ratio < wanted:
            yield f"{one.need} with {one.n}: {one.ratio:.1f} times less CPU than {one.peer_name}, the bar is {wanted}"
    for one in _each_of_ours(compared):
        most = ABOVE_FLOOR.get(one.need)
        if one.floor_ratio and most and one.n >= BARS_FROM and one.floor_ratio > most:
            yield f"{one.need} with {one.n}: {one.floor_ratio:.1f} times the floor, the bar is {most}"
